import { toUsdString } from '@llm-cost-optimizer/pricing';
import type { Compared } from './reconcile.ts';

/** Why a day and model differ, the likeliest first. */
export type DriftCause =
  | 'bypass'
  | 'export_incomplete'
  | 'missing_usage'
  | 'cache_split'
  | 'unpriced'
  | 'tier_or_region'
  | 'price';

export interface Drift {
  readonly cause: DriftCause;
  /** For people, with the numbers. */
  readonly detail: string;
}

/** Differences below this share are rounding between two ways of counting. */
const NOISE = 0.001;
/** Factors that tiers and regions have: batch and flex, priority, US residency, fast mode with residency. */
const FACTORS = [0.5, 0.55, 1.1, 2, 2.2];
const FACTOR_TOLERANCE = 0.02;

/** The likeliest cause of a difference; null when there is none worth a word. */
export function causeOf({ invoice, ledger }: Compared): Drift | null {
  if (ledger === null) {
    return {
      cause: 'bypass',
      detail: 'The ledger has nothing of it: these calls did not come through the gateway, or before it.',
    };
  }
  if (invoice === null) {
    return {
      cause: 'export_incomplete',
      detail: 'Only the ledger has it: the export ends before, or is of another account.',
    };
  }
  if (invoice.requests !== null && invoice.requests > ledger.requests) {
    const missing = invoice.requests - ledger.requests;
    return { cause: 'bypass', detail: `${missing} of ${invoice.requests} calls did not come through the gateway.` };
  }
  if (invoice.tokens !== null) {
    const drift = tokenDrift({ invoice, ledger }, invoice.tokens);
    if (drift !== null) return drift;
  }
  return invoice.usd === null ? null : moneyDrift(invoice.usd, ledger);
}

function tokenDrift(
  { ledger }: { invoice: unknown; ledger: NonNullable<Compared['ledger']> },
  invoice: NonNullable<NonNullable<Compared['invoice']>['tokens']>,
): Drift | null {
  const inputs = (tokens: typeof invoice) =>
    tokens.input + tokens.cached + tokens.cache_write + tokens.cache_write_long;
  const isInputSame = isNear(inputs(invoice), inputs(ledger.tokens));
  const isOutputSame = isNear(invoice.output, ledger.tokens.output);
  if (isInputSame && isOutputSame) {
    const isSplitSame =
      isNear(invoice.cached, ledger.tokens.cached) &&
      isNear(
        invoice.cache_write + invoice.cache_write_long,
        ledger.tokens.cache_write + ledger.tokens.cache_write_long,
      );
    return isSplitSame
      ? null
      : { cause: 'cache_split', detail: 'The same tokens, but another part of them is counted as cached.' };
  }
  if (ledger.estimated > 0) {
    return {
      cause: 'missing_usage',
      detail: `${ledger.estimated} of ${ledger.requests} calls came without usage and are estimated.`,
    };
  }
  const isLess = inputs(ledger.tokens) + ledger.tokens.output < inputs(invoice) + invoice.output;
  return isLess
    ? { cause: 'bypass', detail: 'The provider counted more tokens: calls that did not come through the gateway.' }
    : {
        cause: 'export_incomplete',
        detail: 'The ledger counted more tokens: the export was made before the day was closed.',
      };
}

function moneyDrift(invoice: bigint, ledger: NonNullable<Compared['ledger']>): Drift | null {
  if (isNear(Number(invoice), Number(ledger.usd))) return null;
  if (ledger.unpriced > 0)
    return { cause: 'unpriced', detail: `${ledger.unpriced} calls have no known price in the ledger.` };
  const ratio = ledger.usd === 0n ? null : Number(invoice) / Number(ledger.usd);
  const factor = FACTORS.find((one) => ratio !== null && Math.abs(ratio / one - 1) < FACTOR_TOLERANCE);
  if (factor !== undefined) {
    return {
      cause: 'tier_or_region',
      detail: `The provider billed ${factor} times as much: a service tier or region that its answers do not name.`,
    };
  }
  return {
    cause: 'price',
    detail: `Billed $${toUsdString(invoice)}, booked $${toUsdString(ledger.usd)}: another price than the catalogue's, or a discount.`,
  };
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= NOISE * Math.max(Math.abs(one), Math.abs(other));
}
