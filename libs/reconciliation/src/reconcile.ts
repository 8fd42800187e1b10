import { type Money, ZERO } from '@llm-cost-optimizer/pricing';
import { causeOf, type Drift } from './causes.ts';
import {
  addTokens,
  type BookedLine,
  type Export,
  type ExportLine,
  NO_TOKENS,
  TOKEN_CLASSES,
  type TokenClass,
} from './lines.ts';

/** Both sides of one day and model. */
export interface Compared {
  readonly day: string;
  /** Null = the export is not split by model: the whole day stands here. */
  readonly model: string | null;
  readonly invoice: Pick<ExportLine, 'requests' | 'tokens' | 'usd'> | null;
  readonly ledger: Omit<BookedLine, 'day' | 'model'> | null;
}

export interface ComparedLine extends Compared {
  readonly drift: Drift | null;
}

/** Both sides of one token class over everything. */
export interface ClassSum {
  readonly class: TokenClass;
  readonly invoice: number;
  readonly ledger: number;
}

export interface Reconciliation {
  /** Share of the invoice's tokens that the ledger has too, 0 to 1; null for a cost export or an empty one. */
  readonly tokenCoverage: number | null;
  /** The same of dollars; null for a usage export. */
  readonly usdCoverage: number | null;
  readonly invoiceUsd: Money | null;
  readonly ledgerUsd: Money;
  readonly classes: readonly ClassSum[];
  /** By day and model. */
  readonly lines: readonly ComparedLine[];
}

/**
 * Compares a provider's export with the ledger, by day and model. Only days that the export covers count; a day or model that one side
 * alone has is a difference like another. Coverage counts what both have: `sum(min(invoice, ledger)) / sum(invoice)`.
 */
export function reconcile({ lines: exported }: Export, booked: readonly BookedLine[]): Reconciliation {
  const days = new Set(exported.map(({ day }) => day));
  const isByModel = exported.some(({ model }) => model !== null);
  const nameOf = (line: { day: string; model: string | null }) => `${line.day} ${isByModel ? (line.model ?? '') : ''}`;
  const invoices = Map.groupBy(exported, nameOf);
  const ledgers = Map.groupBy(
    booked.filter(({ day }) => days.has(day)),
    nameOf,
  );
  const names = [...new Set([...invoices.keys(), ...ledgers.keys()])].sort();
  const lines = names.map((name): ComparedLine => {
    const [day = '', model = ''] = name.split(/ (.*)/s);
    const invoice = sumOfInvoice(invoices.get(name));
    const ledger = sumOfLedger(ledgers.get(name));
    const compared = { day, model: isByModel ? model : null, invoice, ledger };
    return { ...compared, drift: causeOf(compared) };
  });
  return { ...coverageOf(lines), lines };
}

function sumOfInvoice(lines: readonly ExportLine[] | undefined): Compared['invoice'] {
  if (lines === undefined) return null;
  const known = <T>(of: (line: ExportLine) => T | null): T[] =>
    lines.map(of).filter((value): value is T => value !== null);
  const requests = known(({ requests: count }) => count);
  const tokens = known(({ tokens: counts }) => counts);
  const dollars = known(({ usd }) => usd);
  return {
    requests: requests.length === 0 ? null : requests.reduce((sum, count) => sum + count, 0),
    tokens: tokens.length === 0 ? null : tokens.reduce(addTokens, NO_TOKENS),
    usd: dollars.length === 0 ? null : dollars.reduce((sum, amount) => sum + amount, ZERO),
  };
}

function sumOfLedger(lines: readonly BookedLine[] | undefined): Compared['ledger'] {
  if (lines === undefined) return null;
  return {
    requests: lines.reduce((sum, line) => sum + line.requests, 0),
    tokens: lines.map(({ tokens }) => tokens).reduce(addTokens, NO_TOKENS),
    usd: lines.reduce((sum, line) => sum + line.usd, ZERO),
    estimated: lines.reduce((sum, line) => sum + line.estimated, 0),
    unpriced: lines.reduce((sum, line) => sum + line.unpriced, 0),
  };
}

function coverageOf(lines: readonly ComparedLine[]): Omit<Reconciliation, 'lines'> {
  const classes = TOKEN_CLASSES.map((kind) => ({
    class: kind,
    invoice: lines.reduce((sum, { invoice }) => sum + (invoice?.tokens?.[kind] ?? 0), 0),
    ledger: lines.reduce((sum, { ledger }) => sum + (ledger?.tokens[kind] ?? 0), 0),
  }));
  const invoiced = classes.reduce((sum, { invoice }) => sum + invoice, 0);
  const shared = lines.reduce(
    (sum, { invoice, ledger }) =>
      sum +
      TOKEN_CLASSES.reduce((all, kind) => all + Math.min(invoice?.tokens?.[kind] ?? 0, ledger?.tokens[kind] ?? 0), 0),
    0,
  );
  const priced = lines.filter(({ invoice }) => invoice?.usd != null);
  const invoiceUsd = priced.reduce((sum, { invoice }) => sum + (invoice?.usd ?? ZERO), ZERO);
  const sharedUsd = priced.reduce(
    (sum, { invoice, ledger }) => sum + lesser(invoice?.usd ?? ZERO, ledger?.usd ?? ZERO),
    ZERO,
  );
  return {
    tokenCoverage: invoiced === 0 ? null : shared / invoiced,
    usdCoverage:
      priced.length === 0 || invoiceUsd === ZERO ? null : Number((sharedUsd * 1_000_000n) / invoiceUsd) / 1_000_000,
    invoiceUsd: priced.length === 0 ? null : invoiceUsd,
    ledgerUsd: lines.reduce((sum, { ledger }) => sum + (ledger?.usd ?? ZERO), ZERO),
    classes,
  };
}

function lesser(one: Money, other: Money): Money {
  if (one < other) return one;
  return other;
}
