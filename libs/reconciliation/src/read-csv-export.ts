import { type Money, usd } from '@llm-cost-optimizer/pricing';
import Papa from 'papaparse';
import { ExportError } from './export-error.ts';
import type { Export, ExportLine, ExportProvider } from './lines.ts';

/** Names that columns have in the exports of the providers' pages, and in tables that people make of them. */
const COLUMNS = {
  day: ['date', 'day', 'usage_date_utc', 'start_time_iso', 'start_time', 'starting_at'],
  model: ['model', 'model_version', 'snapshot_id', 'line_item'],
  key: ['api_key_id', 'api_key', 'api_key_name', 'key'],
  requests: ['num_model_requests', 'n_requests', 'requests'],
  /** Holds cached and written tokens. */
  allInput: ['input_tokens', 'n_context_tokens_total', 'prompt_tokens'],
  /** Holds fresh tokens alone. */
  freshInput: ['uncached_input_tokens', 'usage_input_tokens_no_cache', 'input_uncached_tokens'],
  cached: ['input_cached_tokens', 'cache_read_input_tokens', 'usage_input_tokens_cache_read', 'cached_tokens'],
  written: [
    'cache_write_5m_tokens',
    'usage_input_tokens_cache_write_5m',
    'input_cache_write_tokens',
    'cache_write_tokens',
  ],
  writtenLong: ['cache_write_1h_tokens', 'usage_input_tokens_cache_write_1h'],
  output: ['output_tokens', 'usage_output_tokens', 'n_generated_tokens_total', 'completion_tokens'],
  cost: ['cost_usd', 'amount_value', 'cost', 'amount_usd', 'amount'],
} as const;
type Column = keyof typeof COLUMNS;

const DAY = /^\d{4}-\d{2}-\d{2}/;

/** Reads a table with a header row. Throws ExportError naming the line, or the columns that are missing. */
export function readCsvExport(text: string): Export {
  const { data, meta, errors } = Papa.parse<Record<string, string>>(text.trim(), {
    header: true,
    skipEmptyLines: true,
    transformHeader: (header) => header.trim().toLowerCase().replaceAll(/[ -]+/g, '_'),
  });
  const [error] = errors.filter(({ type }) => type !== 'Delimiter');
  if (error !== undefined)
    throw new ExportError(`Line ${(error.row ?? 0) + 2} of the table cannot be read: ${error.message}.`);
  const fields = meta.fields ?? [];
  const has = (column: Column) => COLUMNS[column].some((name) => fields.includes(name));
  const isUsage = has('output') && (has('allInput') || has('freshInput'));
  if (!has('day') || !(isUsage || has('cost'))) {
    throw new ExportError(
      `The table needs a day (${COLUMNS.day[0]}) and either tokens (input_tokens or uncached_input_tokens, and output_tokens) or a cost (cost_usd). It has: ${fields.join(', ') || 'no header'}.`,
    );
  }
  return {
    provider: providerOf(fields),
    kind: isUsage ? 'usage' : 'cost',
    lines: data.map((row, at) => lineOf(row, at + 2, isUsage)),
  };
}

function providerOf(fields: readonly string[]): ExportProvider {
  if (fields.some((field) => field.startsWith('usage_input_tokens') || field === 'uncached_input_tokens'))
    return 'anthropic';
  if (fields.some((field) => field === 'num_model_requests' || field.startsWith('n_context'))) return 'openai';
  return 'unknown';
}

type Row = Readonly<Record<string, string>>;

function lineOf(row: Row, line: number, isUsage: boolean): ExportLine {
  const day = dayOf(textOf(row, 'day'), line);
  const cost = textOf(row, 'cost');
  return {
    day,
    model: textOf(row, 'model'),
    key: textOf(row, 'key'),
    requests: textOf(row, 'requests') === null ? null : countOf(row, 'requests', line),
    tokens: isUsage ? tokensOf(row, line) : null,
    usd: cost === null ? null : moneyOf(cost, line),
  };
}

function tokensOf(row: Row, line: number): ExportLine['tokens'] {
  const cached = countOf(row, 'cached', line);
  const written = countOf(row, 'written', line);
  const writtenLong = countOf(row, 'writtenLong', line);
  const fresh =
    textOf(row, 'freshInput') === null
      ? Math.max(0, countOf(row, 'allInput', line) - cached - written - writtenLong)
      : countOf(row, 'freshInput', line);
  return {
    input: fresh,
    cached,
    cache_write: written,
    cache_write_long: writtenLong,
    output: countOf(row, 'output', line),
  };
}

function textOf(row: Row, column: Column): string | null {
  for (const name of COLUMNS[column]) {
    const value = row[name]?.trim() ?? '';
    if (value !== '') return value;
  }
  return null;
}

/** Absent = 0. Thousands may be set apart by commas. */
function countOf(row: Row, column: Column, line: number): number {
  const text = textOf(row, column)?.replaceAll(',', '') ?? '0';
  if (!/^\d+(\.0+)?$/.test(text))
    throw new ExportError(`Line ${line}: ${COLUMNS[column][0]} must be a whole number, not "${text.slice(0, 40)}".`);
  return Number(text);
}

function moneyOf(text: string, line: number): Money {
  const plain = text.replaceAll(/[$,\s]/g, '');
  if (!/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(plain))
    throw new ExportError(`Line ${line}: the cost must be an amount in USD, not "${text.slice(0, 40)}".`);
  return usd(/e/i.test(plain) ? Number(plain) : plain);
}

function dayOf(text: string | null, line: number): string {
  const seconds = /^\d{9,11}$/.test(text ?? '') ? Number(text) : null;
  const day = seconds === null ? text : new Date(seconds * 1_000).toISOString();
  if (day !== null && DAY.test(day)) return day.slice(0, 10);
  throw new ExportError(`Line ${line}: the day must be like 2026-11-20, not "${(text ?? '').slice(0, 40)}".`);
}
