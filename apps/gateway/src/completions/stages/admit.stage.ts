import { type Caller, GatewayError } from '@llm-cost-optimizer/contracts';
import { extractFeatures } from '@llm-cost-optimizer/routing';
import { type LimitUnit, limitsOfCaller, limitsOfUser, type RunLimit } from '../../limits/run-limits.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { endUserOf } from './settle/end-user.ts';

/** Refuses a key that was not made for calling models. Throws `forbidden`. */
export function mayCall({ rights }: Caller): void {
  if (rights === undefined || rights.scopes.includes('inference')) return;
  throw new GatewayError('forbidden', 'This key may not call models: it lacks the scope `inference`.');
}

/**
 * Counts the request against the limits of its organization and key, before its body is read and before the cache is asked: a stored
 * answer counts too. Returns nothing, and at once, where there are no limits. Rejects with `rate_limit_exceeded`.
 */
export function admitRequest(run: Run, services: CompletionServices): void | Promise<void> {
  const { caller, snapshot } = run;
  if (caller === null) return;
  const limits = limitsOfCaller(caller, snapshot.config.rateLimits).filter(({ unit }) => unit === 'requests');
  if (limits.length > 0) return take(run, services, limits, 1);
}

/**
 * Counts the tokens that the request is expected to use, and the end user's requests, once the body is understood. What it really used
 * is set right when it ends. Rejects with `rate_limit_exceeded`.
 */
export function admitTokens(run: Run, services: CompletionServices): void | Promise<void> {
  const { caller, snapshot, request } = run;
  if (caller === null || request === null || !run.exchange.surface.isBooked) return;
  const { rateLimits } = snapshot.config;
  const ofUser = limitsOfUser(caller, endUserOf(request), rateLimits);
  const ofTokens = [...limitsOfCaller(caller, rateLimits), ...ofUser].filter(({ unit }) => unit === 'tokens');
  const ofRequests = ofUser.filter(({ unit }) => unit === 'requests');
  if (ofTokens.length + ofRequests.length === 0) return;
  run.features ??= extractFeatures(request.body, run.exchange.body.byteLength);
  const { promptTokensEstimated, maxOutputTokens } = run.features;
  return takeBoth(run, services, { ofRequests, ofTokens, tokens: promptTokensEstimated + (maxOutputTokens ?? 0) });
}

/** Sets the counts of tokens right: what was taken less what was used; a request without a call used none. */
export function settleLimits(run: Run, { limiter }: CompletionServices): void {
  const taken = run.limits.filter(({ unit }) => unit === 'tokens');
  if (taken.length === 0) return;
  const used = run.attempts.reduce((sum, { usage }) => sum + usage.promptTokens + usage.completionTokens, 0);
  for (const { name, points, limit } of taken) void limiter.give(name, points - used, limit);
}

interface Wanted {
  readonly ofRequests: readonly RunLimit[];
  readonly ofTokens: readonly RunLimit[];
  readonly tokens: number;
}

async function takeBoth(
  run: Run,
  services: CompletionServices,
  { ofRequests, ofTokens, tokens }: Wanted,
): Promise<void> {
  if (ofRequests.length > 0) await take(run, services, ofRequests, 1);
  if (ofTokens.length > 0) await take(run, services, ofTokens, tokens);
}

/** Takes from each limit; the first without room gives back what the others gave. */
async function take(
  run: Run,
  services: CompletionServices,
  limits: readonly RunLimit[],
  points: number,
): Promise<void> {
  for (const one of limits) {
    // More than a whole minute's worth fits into no minute: it goes alone into a fresh one.
    const asked = Math.min(points, one.limit);
    const state = await services.limiter.take(one.name, asked, one.limit);
    if (state.isTaken) {
      run.limits = [...run.limits, { ...one, points: asked, state }];
      continue;
    }
    await Promise.all(run.limits.map(({ name, points: held, limit }) => services.limiter.give(name, held, limit)));
    run.limits = [];
    throw exceeded(one, state.resetMs);
  }
}

const WORDS: Readonly<Record<LimitUnit, string>> = { requests: 'requests', tokens: 'tokens' };

function exceeded({ who, unit, limit }: RunLimit, resetMs: number): GatewayError {
  const message = `The limit of ${limit} ${WORDS[unit]} a minute of this ${who} is reached. Try again in ${Math.max(1, Math.ceil(resetMs / 1_000))} s.`;
  return new GatewayError('rate_limit_exceeded', message, { retryAfterMs: resetMs });
}
