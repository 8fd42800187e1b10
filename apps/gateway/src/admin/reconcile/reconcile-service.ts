import { GatewayError, type ReconcileRequest, type ReconciliationReport } from '@llm-cost-optimizer/contracts';
import type { BilledLine, FiguresRepository, LedgerRepository } from '@llm-cost-optimizer/persistence';
import { type Money, toUsdString } from '@llm-cost-optimizer/pricing';
import {
  type BookedLine,
  type Export,
  ExportError,
  type Reconciliation,
  readExport,
  reconcile,
} from '@llm-cost-optimizer/reconciliation';

export interface ReconcileServiceOptions {
  readonly figures: FiguresRepository;
  readonly ledger: Pick<LedgerRepository, 'totals'>;
}

const DAY_MS = 86_400_000;
/** A longer export would read the ledger without bound. */
const MAX_DAYS = 100;

/** Compares what a provider says it counted or billed with what the ledger has. */
export class ReconcileService {
  private readonly options: ReconcileServiceOptions;

  constructor(options: ReconcileServiceOptions) {
    this.options = options;
  }

  /** Throws `invalid_request` naming the line or field of the export that cannot be read. */
  async run(organizationId: string, request: ReconcileRequest): Promise<ReconciliationReport> {
    const found = read(request.export);
    const provider = request.provider ?? (found.provider === 'unknown' ? null : found.provider);
    if (provider === null) {
      throw new GatewayError(
        'invalid_request',
        'provider: the export does not show whose it is. Name the provider, e.g. `openai`.',
        { param: 'provider' },
      );
    }
    const { from, to } = periodOf(found);
    const billed = await this.options.figures.billed({
      organizationId,
      provider,
      from,
      to,
      isSimulated: request.simulated ?? false,
    });
    const { raw, rollups } = await this.options.ledger.totals(organizationId);
    const isWhole = Object.values(rollups).every((sums) => JSON.stringify(sums) === JSON.stringify(raw));
    const lastDay = new Date(to.getTime() - DAY_MS);
    return {
      provider,
      kind: found.kind,
      period: { from: dayOf(from), to: dayOf(lastDay) },
      ...reportOf(reconcile(found, billed.map(bookedLine))),
      ledger_adds_up: isWhole,
    };
  }
}

function read(text: string): Export {
  try {
    return readExport(text);
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    throw new GatewayError('invalid_request', `export: ${error.message}`, { param: 'export' });
  }
}

function periodOf({ lines }: Export): { from: Date; to: Date } {
  const days = lines.map(({ day }) => Date.parse(day)).toSorted((one, other) => one - other);
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) {
    throw new GatewayError('invalid_request', 'export: it has no lines, so there is nothing to compare.', {
      param: 'export',
    });
  }
  if ((last - first) / DAY_MS >= MAX_DAYS) {
    throw new GatewayError(
      'invalid_request',
      `export: it spans more than ${MAX_DAYS} days. Give shorter ones, one after the other.`,
      { param: 'export' },
    );
  }
  return { from: new Date(first), to: new Date(last + DAY_MS) };
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function bookedLine({ day, model, requests, cost, estimated, unpriced, ...tokens }: BilledLine): BookedLine {
  return {
    day,
    model,
    requests,
    tokens: {
      input: tokens.input,
      cached: tokens.cached,
      cache_write: tokens.cacheWrite,
      cache_write_long: tokens.cacheWriteLong,
      output: tokens.output,
    },
    usd: cost,
    estimated,
    unpriced,
  };
}

function reportOf({
  lines,
  ...sums
}: Reconciliation): Omit<ReconciliationReport, 'provider' | 'kind' | 'period' | 'ledger_adds_up'> {
  return {
    token_coverage: sums.tokenCoverage,
    usd_coverage: sums.usdCoverage,
    invoice_usd: textOf(sums.invoiceUsd),
    ledger_usd: toUsdString(sums.ledgerUsd),
    classes: [...sums.classes],
    lines: lines.map(({ day, model, invoice, ledger, drift }) => ({
      day,
      model,
      invoice: invoice === null ? null : { ...invoice, usd: textOf(invoice.usd) },
      ledger: ledger === null ? null : { ...ledger, usd: toUsdString(ledger.usd) },
      cause: drift?.cause ?? null,
      detail: drift?.detail ?? null,
    })),
  };
}

function textOf(amount: Money | null): string | null {
  return amount === null ? null : toUsdString(amount);
}
