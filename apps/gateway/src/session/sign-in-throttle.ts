import { GatewayError } from '@llm-cost-optimizer/contracts';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const PER_ADDRESS = { points: 10, duration: 60 };
/** Over all addresses: a guesser with many of them is no faster. */
const OVERALL = { points: 100, duration: 60 };

/** Slows down guessing at sign-in: ten failures a minute per address, a hundred in all. Successes cost nothing. */
export class SignInThrottle {
  private readonly byAddress = new RateLimiterMemory({ keyPrefix: 'address', ...PER_ADDRESS });
  private readonly overall = new RateLimiterMemory({ keyPrefix: 'all', ...OVERALL });

  /** Takes one try. Throws `rate_limit_exceeded` with the time to wait. */
  async enter(address: string): Promise<void> {
    await Promise.all([take(this.byAddress, address), take(this.overall, 'all')]);
  }

  /** Gives the try back after a success. */
  async succeed(address: string): Promise<void> {
    await Promise.all([this.byAddress.reward(address, 1), this.overall.reward('all', 1)]);
  }
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new GatewayError('rate_limit_exceeded', 'Too many sign-in attempts. Wait a moment and try again.', {
      retryAfterMs: error.msBeforeNext,
    });
  }
}
