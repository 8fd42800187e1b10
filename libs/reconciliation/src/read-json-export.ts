import { usd } from '@llm-cost-optimizer/pricing';
import * as z from 'zod';
import { ExportError } from './export-error.ts';
import type { Export, ExportLine } from './lines.ts';

const count = z.number().int().nonnegative();
const counted = count.nullish().transform((value) => value ?? 0);
const name = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

/** `GET /v1/organization/usage/completions` of OpenAI: input holds cached and written tokens. */
const openAiUsage = z.object({
  input_tokens: count,
  output_tokens: count,
  input_cached_tokens: counted,
  input_cache_write_tokens: counted,
  num_model_requests: count.nullish().transform((value) => value ?? null),
  model: name,
  api_key_id: name,
});
/** `GET /v1/organization/costs` of OpenAI. */
const openAiCost = z.object({
  amount: z.object({ value: z.union([z.number(), z.string()]), currency: z.string() }),
  line_item: name,
});
/** `GET /v1/organizations/usage_report/messages` of Anthropic: every kind of input stands by itself. */
const anthropicUsage = z.object({
  uncached_input_tokens: count,
  cache_read_input_tokens: counted,
  cache_creation: z
    .object({ ephemeral_5m_input_tokens: counted, ephemeral_1h_input_tokens: counted })
    .nullish()
    .transform((value) => value ?? { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 }),
  output_tokens: count,
  model: name,
  api_key_id: name,
});
/** `GET /v1/organizations/cost_report` of Anthropic: amounts are cents, as decimal text. */
const anthropicCost = z.object({ amount: z.string(), currency: z.string(), model: name, description: name });

const bucket = z.object({
  start_time: z.number().optional(),
  starting_at: z.string().optional(),
  results: z.array(z.unknown()),
});
const page = z.object({ data: z.array(bucket) });
const CENTS = 100n;

/**
 * Reads the answer of a usage or cost endpoint: one page, a list of pages, or only its buckets. Throws ExportError when it is none of
 * the four that are known.
 */
export function readJsonExport(value: unknown): Export {
  const buckets = bucketsOf(value);
  const lines: ExportLine[] = [];
  let found: Omit<Export, 'lines'> | null = null;
  for (const [at, { results, ...times }] of buckets.entries()) {
    const day = dayOf(times, at);
    for (const result of results) {
      const { line, ...kind } = lineOf(day, result, at);
      if (found !== null && (found.provider !== kind.provider || found.kind !== kind.kind)) {
        throw new ExportError('The export mixes usage and costs, or two providers. Give one at a time.');
      }
      found = kind;
      lines.push(line);
    }
  }
  return { ...(found ?? { provider: 'unknown', kind: 'usage' }), lines };
}

function bucketsOf(value: unknown): z.infer<typeof bucket>[] {
  const pages = z.array(page).safeParse(Array.isArray(value) ? value : [value]);
  if (pages.success) return pages.data.flatMap(({ data }) => data);
  const bare = z.array(bucket).safeParse(value);
  if (bare.success) return bare.data;
  throw new ExportError(
    'The JSON is not the answer of a usage or cost endpoint: expected `{"data": [{"start_time" or "starting_at", "results": [...]}]}`.',
  );
}

function dayOf(
  { start_time: seconds, starting_at: text }: Omit<z.infer<typeof bucket>, 'results'>,
  at: number,
): string {
  const time = seconds === undefined ? Date.parse(text ?? '') : seconds * 1_000;
  if (Number.isNaN(time))
    throw new ExportError(`data[${at}] has neither \`start_time\` (seconds) nor \`starting_at\` (ISO time).`);
  return new Date(time).toISOString().slice(0, 10);
}

function lineOf(day: string, result: unknown, at: number): Omit<Export, 'lines'> & { readonly line: ExportLine } {
  const own = anthropicUsage.safeParse(result);
  if (own.success) return { provider: 'anthropic', kind: 'usage', line: fromAnthropic(day, own.data) };
  const usage = openAiUsage.safeParse(result);
  if (usage.success) return { provider: 'openai', kind: 'usage', line: fromOpenAi(day, usage.data) };
  const empty = { day, key: null, requests: null, tokens: null };
  const cost = openAiCost.safeParse(result);
  if (cost.success) {
    const { amount, line_item: model } = cost.data;
    return {
      provider: 'openai',
      kind: 'cost',
      line: { ...empty, model: modelOf(model), usd: dollars(String(amount.value), amount.currency, at) },
    };
  }
  const cents = anthropicCost.safeParse(result);
  if (cents.success) {
    const { amount, currency, model } = cents.data;
    return {
      provider: 'anthropic',
      kind: 'cost',
      line: { ...empty, model, usd: dollars(amount, currency, at) / CENTS },
    };
  }
  throw new ExportError(
    `data[${at}].results holds a line that is neither usage (\`input_tokens\`, \`uncached_input_tokens\`) nor cost (\`amount\`).`,
  );
}

function fromAnthropic(day: string, line: z.infer<typeof anthropicUsage>): ExportLine {
  return {
    day,
    model: line.model,
    key: line.api_key_id,
    requests: null,
    tokens: {
      input: line.uncached_input_tokens,
      cached: line.cache_read_input_tokens,
      cache_write: line.cache_creation.ephemeral_5m_input_tokens,
      cache_write_long: line.cache_creation.ephemeral_1h_input_tokens,
      output: line.output_tokens,
    },
    usd: null,
  };
}

function fromOpenAi(day: string, line: z.infer<typeof openAiUsage>): ExportLine {
  const { input_cached_tokens: cached, input_cache_write_tokens: written } = line;
  return {
    day,
    model: line.model,
    key: line.api_key_id,
    requests: line.num_model_requests,
    tokens: {
      input: Math.max(0, line.input_tokens - cached - written),
      cached,
      cache_write: written,
      cache_write_long: 0,
      output: line.output_tokens,
    },
    usd: null,
  };
}

/** `gpt-6-luna, input` names model and token kind; the model alone counts here. */
function modelOf(item: string | null): string | null {
  return item === null ? null : (item.split(/,\s*/)[0] ?? item);
}

function dollars(amount: string, currency: string, at: number) {
  if (currency.toLowerCase() !== 'usd')
    throw new ExportError(`data[${at}] is in ${currency}: only USD can be compared.`);
  return usd(amount);
}
