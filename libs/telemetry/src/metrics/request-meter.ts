import type { RequestRecord } from '@llm-cost-optimizer/contracts';
import type { Registry } from 'prom-client';
import { MEASURED } from './definitions.ts';
import { Durations } from './durations.ts';
import { Tally } from './tally.ts';

/** Refusals that are not about the input: they have metrics of their own. */
const NOT_INPUT: ReadonlySet<string> = new Set(['budget_exceeded', 'ledger_unavailable', 'rate_limit_exceeded']);

/** The counting of a settled request. Three histogram observations at most; the rest are additions to plain numbers. */
export function createRequestMeter(registry: Registry, rejectedInput: (code: string) => void) {
  const requests = new Tally(registry, MEASURED.requests);
  const duration = new Durations(registry, MEASURED.requestDuration);
  const overhead = new Durations(registry, MEASURED.overhead);
  const firstToken = new Durations(registry, MEASURED.firstToken);
  const cache = new Tally(registry, MEASURED.cache);
  const dedup = new Tally(registry, MEASURED.dedupFollowers);
  const budgetRejections = new Tally(registry, MEASURED.budgetRejections);
  const ledgerRows = new Tally(registry, MEASURED.ledgerRows);
  const ledgerEstimated = new Tally(registry, MEASURED.ledgerEstimated);
  const countTokens = createTokenMeter(registry);
  const countMoney = createMoneyMeter(registry);
  return (record: RequestRecord): void => {
    requests.add3(record.surface, String(record.httpStatus), record.outcome);
    duration.observe(record.latencyMs, record.outcome);
    overhead.observe(record.overheadMs);
    if (record.isStreaming && record.ttftMs !== null) firstToken.observe(record.ttftMs);
    cache.add1(record.cache);
    if (record.outcome === 'dedup') dedup.add();
    if (record.errorCode === 'budget_exceeded') budgetRejections.add();
    if (record.outcome === 'rejected' && !NOT_INPUT.has(record.errorCode ?? 'unknown')) {
      rejectedInput(record.errorCode ?? 'unknown');
    }
    ledgerRows.add1('request');
    if (record.attemptCount > 0) ledgerRows.add1('attempt', record.attemptCount);
    if (record.isEstimated) ledgerEstimated.add();
    countTokens(record);
    countMoney(record);
  };
}

function createTokenMeter(registry: Registry) {
  const tokens = new Tally(registry, MEASURED.tokens);
  return ({ usage }: RequestRecord): void => {
    if (usage === null) return;
    tokens.add1('prompt', usage.promptTokens);
    tokens.add1('completion', usage.completionTokens);
    if (usage.cachedTokens > 0) tokens.add1('cached', usage.cachedTokens);
  };
}

/** Floats are good enough for a rate on a dashboard; the exact sums are the ledger's. */
function createMoneyMeter(registry: Registry) {
  const cost = new Tally(registry, MEASURED.cost);
  const baseline = new Tally(registry, MEASURED.baseline);
  const saved = new Tally(registry, MEASURED.saved);
  const extraCost = new Tally(registry, MEASURED.extraCost);
  const unpriced = new Tally(registry, MEASURED.unpriced);
  return (record: RequestRecord): void => {
    if (record.costUsd === null) unpriced.add();
    else cost.add(Number(record.costUsd));
    if (record.savings === null || record.baselineCostUsd === null) return;
    baseline.add(Number(record.baselineCostUsd));
    const savedUsd = Number(record.savings.savedUsd);
    if (savedUsd >= 0) saved.add(savedUsd);
    else extraCost.add(-savedUsd);
  };
}
