import type {
  AttemptRecord,
  CostLine,
  ModelRef,
  Outcome,
  SavingsBreakdown,
  TokenUsage,
} from '@llm-cost-optimizer/contracts';
import { computeSavings, type Money, toUsdString, usd, withoutGatewayMarks } from '@llm-cost-optimizer/pricing';
import { savedByMarks } from '../prompt-caching/book-call.ts';
import type { FinalAnswer, Run } from './run.ts';
import { answeringAttempt, isDraft } from './stages/cascade/cascade.ts';
import { isFree } from './stages/execute/attempt-record.ts';

/** What a request cost, what its baseline would have cost, and why they differ. Amounts as decimal strings in USD. */
export interface Accounting {
  readonly cost: Money | null;
  readonly costUsd: string | null;
  readonly baselineModel: string | null;
  readonly baselineCostUsd: string | null;
  /** The baseline calculation line by line; empty when it is unknown or nothing was received. */
  readonly baselineLines: readonly CostLine[];
  readonly isBaselineHistoric: boolean;
  readonly savings: SavingsBreakdown | null;
  readonly isEstimated: boolean;
}

/**
 * Accounts for a request whose outcome is known. One function for the answer's headers and body, the ledger and the
 * budget, so that they cannot disagree. Unknown prices stay null; a request that got nothing has a baseline of 0.
 */
export function accountFor(run: Run, outcome: Outcome): Accounting {
  const cost = sumCosts(run.attempts);
  const isWasted = (attempt: AttemptRecord): boolean =>
    (attempt.outcome !== 'ok' && attempt.outcome !== 'cancelled') || isDraft(run, attempt);
  const wasted = sumCosts(run.attempts.filter(isWasted));
  const promptCacheSaved = sumSavedByMarks(run, isWasted);
  const received = receivedWork(run);
  const ref = baselineRef(run, received?.served ?? null);
  const baseline = counterfactual(run, ref, received);
  const reference = referenceCost(run, outcome);
  const isUsageEstimated = received?.isEstimated === true || run.attempts.some(isEstimatedAttempt);
  return {
    cost,
    costUsd: cost === null ? null : toUsdString(cost),
    baselineModel: ref === null ? null : `${ref.provider}/${ref.model}`,
    baselineCostUsd: baseline.money === null ? null : toUsdString(baseline.money),
    baselineLines: baseline.lines,
    isBaselineHistoric: baseline.isHistoric,
    savings:
      cost === null || baseline.money === null
        ? null
        : withoutMoneys(
            computeSavings({
              outcome,
              baseline: baseline.money,
              cost,
              wasted: wasted ?? 0n,
              referenceCost: reference,
              promptCacheSaved,
            }),
          ),
    isEstimated: isUsageEstimated || baseline.isEstimated,
  };
}

const NO_LINES: readonly CostLine[] = Object.freeze([]);

interface ReceivedWork {
  readonly usage: TokenUsage;
  readonly served: ModelRef;
  readonly serviceTier: string | null;
  readonly isEstimated: boolean;
}

/** The work that reached the client: the answer, or what was read of it before the client left or it broke. */
function receivedWork(run: Run): ReceivedWork | null {
  if (run.answer !== null) return fromAnswer(run.answer);
  const last = answeringAttempt(run);
  if (last === undefined || run.firstByteAt === null) return null;
  return {
    usage: last.usage,
    served: { provider: last.provider, model: last.model },
    serviceTier: last.serviceTier,
    isEstimated: last.usageSource === 'estimated',
  };
}

function fromAnswer(answer: FinalAnswer): ReceivedWork {
  return {
    usage: answer.usage,
    served: { provider: answer.provider, model: answer.model },
    serviceTier: answer.serviceTier,
    isEstimated: answer.usageSource === 'estimated',
  };
}

/**
 * The model this request is measured against, chosen now and stored with the row: the client's wish, then the
 * configured kind. A pinned model is its own baseline: nobody else would have answered.
 */
export function baselineRef(run: Run, served: ModelRef | null): ModelRef | null {
  const { catalogue, config } = run.snapshot;
  const wish = run.request?.options.baseline ?? null;
  const wished = wish === null ? null : catalogue.resolveBaseline(wish, run.startedAtMs);
  if (wished !== null) return wished.ref;
  // Where no other model could have answered, none can be the measure.
  if (run.exchange.surface.choice === 'as_named') return served;
  const { kind, model, flagship } = config.baseline;
  if (kind === 'flagship') return flagship;
  if (kind === 'fixed') return model;
  if (run.requested?.kind === 'pinned')
    return served ?? { provider: run.requested.provider, model: run.requested.model };
  if (run.requested?.kind === 'named') {
    return catalogue.resolveBaseline(run.requested.name, run.startedAtMs)?.ref ?? model;
  }
  return model;
}

function counterfactual(run: Run, ref: ModelRef | null, received: ReceivedWork | null) {
  if (ref === null) return { money: null, lines: NO_LINES, isHistoric: false, isEstimated: false };
  if (received === null || isFree(received.usage)) {
    return { money: 0n, lines: NO_LINES, isHistoric: false, isEstimated: false };
  }
  return run.snapshot.catalogue.counterfactual({
    baseline: ref,
    served: received.served,
    usage: received.usage,
    at: run.startedAtMs,
    serviceTier: received.serviceTier,
  });
}

/** What the avoided call would have cost today, for cache hits and shared answers. */
function referenceCost(run: Run, outcome: Outcome): Money | null {
  const { answer } = run;
  if (answer === null || outcome === 'ok' || outcome === 'cancelled') return null;
  if (isFree(answer.usage)) return 0n;
  return run.snapshot.catalogue.price({
    provider: answer.provider,
    model: answer.answeredModel ?? answer.model,
    // The call would have cost this without our other parts.
    usage: withoutGatewayMarks(answer.usage),
    at: run.startedAtMs,
    serviceTier: answer.serviceTier,
  }).money;
}

/** What marks of the gateway changed in the useful part of what was paid; what was wasted is overhead as a whole. */
function sumSavedByMarks({ attempts, snapshot }: Run, isWasted: (attempt: AttemptRecord) => boolean): Money {
  let total = 0n;
  for (const attempt of attempts) {
    if (attempt.usage.hasGatewayMarks !== true || isWasted(attempt)) continue;
    total += savedByMarks(attempt, snapshot.catalogue);
  }
  return total;
}

/** Null as soon as one billed attempt has no known price. */
function sumCosts(attempts: readonly AttemptRecord[]): Money | null {
  let total = 0n;
  for (const attempt of attempts) {
    if (attempt.costUsd === null) return null;
    total += usd(attempt.costUsd);
  }
  return total;
}

function isEstimatedAttempt(attempt: AttemptRecord): boolean {
  return attempt.usageSource === 'estimated' || attempt.matchKind === 'prefix';
}

function withoutMoneys({ levers, overheadUsd, savedUsd }: SavingsBreakdown): SavingsBreakdown {
  return { levers, overheadUsd, savedUsd };
}
