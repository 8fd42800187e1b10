import { GatewayError, type ProviderFailure } from '@llm-cost-optimizer/contracts';
import type { Run } from '../../run.ts';
import { FAILURE_POLICY } from './failure-policy.ts';
import type { Idleness } from './option.ts';

const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * What the client is told when nothing is left to try. A failure that the client caused is told in the provider's
 * words; everything else in ours, because a provider's text can hold its key, organization or host names.
 */
export function failureToError(
  failures: readonly ProviderFailure[],
  run: Run,
  phase: 'before_first_token' | 'after_first_token' = 'before_first_token',
): GatewayError {
  const last = failures.at(-1);
  if (last === undefined) throw new Error('An error without a failure.');
  const policy = FAILURE_POLICY[last.kind];
  if (policy.showsMessage) {
    const httpStatus =
      last.httpStatus !== null && last.httpStatus >= 400 && last.httpStatus < 500 ? last.httpStatus : undefined;
    return new GatewayError(policy.error, last.message, {
      param: last.param,
      ...(httpStatus === undefined ? {} : { httpStatus }),
    });
  }
  if (phase === 'after_first_token' && last.outcome === 'deadline') {
    return new GatewayError('upstream_timeout', 'The time for this request was over in the middle of the answer.');
  }
  if (phase === 'after_first_token') {
    return new GatewayError(
      'upstream_broken',
      'The provider broke off in the middle of the answer. Repeat the request for a whole one.',
    );
  }
  if (failures.every((failure) => failure.kind === 'not_found')) {
    const name = run.requested?.name ?? 'the requested model';
    return new GatewayError(
      'model_not_found',
      `No provider of this route offers the model for "${name}". GET /v1/models lists what is there.`,
      { param: 'model', cause: last },
    );
  }
  const limited = failures.filter((failure) => failure.kind === 'rate_limited');
  if (limited.length === failures.length) return rateLimited(shortestWait(limited));
  if (last.kind === 'timeout') {
    return new GatewayError('upstream_timeout', `No provider answered in time (${attempts(failures)}).`);
  }
  return new GatewayError(
    'upstream_unavailable',
    `No provider of this route could answer (${attempts(failures)}). The request page shows each attempt.`,
  );
}

/** What the client is told when nothing could even be tried. */
export function idlenessToError({ cause, waitMs }: Idleness, run: Run): GatewayError {
  const count = run.plan?.candidates.length ?? 0;
  const models = count === 1 ? 'the only model' : `all ${count} models`;
  if (cause === 'limited') return rateLimited(waitMs);
  if (cause === 'refused') {
    return new GatewayError(
      'upstream_unavailable',
      `The gateway's own provider keys for ${models} of this route were refused or their accounts are empty. Waiting does not help: the operator finds the keys on the status page.`,
    );
  }
  const retryAfterMs = Math.min(LONGEST_RETRY_AFTER_MS, Math.ceil(waitMs ?? LONGEST_RETRY_AFTER_MS));
  return new GatewayError('upstream_unavailable', `Resting after failures: ${models} of this route. Try again later.`, {
    retryAfterMs,
  });
}

function shortestWait(failures: readonly ProviderFailure[]): number | null {
  const waits = failures.map((failure) => failure.retryAfterMs).filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.min(...waits);
}

function rateLimited(waitMs: number | null): GatewayError {
  const retryAfterMs = waitMs === null ? null : Math.min(LONGEST_RETRY_AFTER_MS, Math.ceil(waitMs));
  return new GatewayError('upstream_rate_limited', 'Every provider of this route refuses for its rate limit.', {
    retryAfterMs,
  });
}

function attempts(failures: readonly ProviderFailure[]): string {
  return failures.length === 1 ? '1 attempt failed' : `${failures.length} attempts failed`;
}
