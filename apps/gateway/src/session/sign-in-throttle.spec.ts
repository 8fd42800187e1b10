import { GatewayError } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { SignInThrottle } from './sign-in-throttle.ts';

describe('the throttle of sign-in', () => {
  it('lets ten failures a minute pass per address, then says how long to wait', async () => {
    const throttle = new SignInThrottle();
    for (let i = 0; i < 10; i++) await throttle.enter('10.0.0.1');
    const error: unknown = await throttle.enter('10.0.0.1').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ code: 'rate_limit_exceeded' });
    expect(error instanceof GatewayError ? error.retryAfterMs : null).toBeGreaterThan(0);
    await expect(throttle.enter('10.0.0.2')).resolves.toBeUndefined();
  });

  it('does not count successes', async () => {
    const throttle = new SignInThrottle();
    for (let i = 0; i < 50; i++) {
      await throttle.enter('10.0.0.1');
      await throttle.succeed('10.0.0.1');
    }
    await expect(throttle.enter('10.0.0.1')).resolves.toBeUndefined();
  });
});
