import { describe, expect, it } from 'vitest';
import { failure } from '../completions/__testing__/fake-provider.ts';
import { DeploymentHealth } from './deployment-health.ts';

const ID = 'openai/gpt-6-luna';

function health() {
  const clock = { now: 0 };
  return { clock, health: new DeploymentHealth(() => clock.now) };
}

describe('the health of a deployment', () => {
  it('rests for as long as the provider asks, a minute at most, and two seconds without a hint', () => {
    for (const [retryAfterMs, rest] of [
      [3_000, 3_000],
      [1e9, 60_000],
      [null, 2_000],
    ] as const) {
      const made = health();
      made.health.report(ID, failure('rate_limited', { retryAfterMs }));
      expect(made.health.state(ID)).toBe('cooldown');
      expect(made.health.waitMs(ID)).toBe(rest);
      made.clock.now = rest;
      expect(made.health.tryEnter(ID)).toBe(true);
    }
  });

  it('is not hurt by what the client did wrong, by rate limits or by clients that leave', () => {
    const made = health();
    for (let i = 0; i < 20; i++) {
      for (const kind of ['invalid_request', 'content_filter', 'cancelled', 'context_length'] as const) {
        made.health.report(ID, failure(kind));
      }
    }
    expect(made.health.state(ID)).toBe('ok');
    expect(made.health.list()).toEqual([]);
  });

  it('tells how long to wait, and null while a probe decides', () => {
    const made = health();
    for (let i = 0; i < 5; i++) made.health.report(ID, failure('unavailable'));
    expect(made.health.state(ID)).toBe('open');
    expect(made.health.waitMs(ID)).toBe(5_000);
    made.clock.now = 5_000;
    expect(made.health.tryEnter(ID)).toBe(true);
    expect(made.health.waitMs(ID)).toBeNull();
    made.health.release(ID);
    expect(made.health.waitMs(ID)).toBe(0);
    made.health.report(ID, null);
    expect(made.health.list()).toEqual([{ deploymentId: ID, state: 'closed', isResting: false }]);
  });

  it('remembers a bounded number of deployments', () => {
    const made = health();
    for (let i = 0; i < 6_000; i++) made.health.report(`openai/${i}`, failure('unavailable'));
    expect(made.health.list()).toHaveLength(5_000);
  });
});
