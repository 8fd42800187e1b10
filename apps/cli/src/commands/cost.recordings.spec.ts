import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createProgram } from '../program.ts';

// The bill of every recorded answer, worked out a second time from a price table of this file's own and plain integers.

const FOLDER = fileURLToPath(new URL('../../../../../shared/fixtures/providers/', import.meta.url));
const isPresent = existsSync(FOLDER);

/** USD per million: input, output, cached, written for 5 min, written for 1 h. Published list prices. */
const TABLE: Readonly<Record<string, readonly [string, string, string?, string?, string?]>> = {
  'gpt-3.5-turbo-0125': ['0.5', '1.5'],
  'gpt-4-0613': ['30', '60'],
  'gpt-4o-2024-08-06': ['2.5', '10', '1.25'],
  'gpt-4o-mini': ['0.15', '0.6', '0.075'],
  'gpt-4o-mini-2024-07-18': ['0.15', '0.6', '0.075'],
  'gpt-4.1-2025-04-14': ['2', '8', '0.5'],
  'gpt-4.1-nano-2025-04-14': ['0.1', '0.4', '0.025'],
  'gpt-5-2025-08-07': ['1.25', '10', '0.125'],
  'gpt-5-mini-2025-08-07': ['0.25', '2', '0.025'],
  'gpt-5-nano-2025-08-07': ['0.05', '0.4', '0.005'],
  'gpt-5.2-2025-12-11': ['1.75', '14', '0.175'],
  'o4-mini-2025-04-16': ['1.1', '4.4', '0.275'],
  'text-embedding-3-small': ['0.02', '0'],
  'claude-3-5-haiku-20241022': ['0.8', '4', '0.08', '1'],
  'claude-3-5-sonnet-20240620': ['3', '15', '0.3', '3.75'],
  'claude-3-opus-20240229': ['15', '75', '1.5', '18.75'],
  'claude-haiku-4-5-20251001': ['1', '5', '0.1', '1.25', '2'],
  'claude-sonnet-4-20250514': ['3', '15', '0.3', '3.75', '6'],
  'claude-sonnet-4-5-20250929': ['3', '15', '0.3', '3.75', '6'],
  'claude-sonnet-4-6': ['3', '15', '0.3', '3.75', '6'],
  'openai/gpt-oss-120b': ['0.15', '0.6', '0.075'],
};
const SEARCH_USD = 0.01;
/** Tiers with another price than the table's. */
const FACTORS: Readonly<Record<string, number>> = { flex: 0.5, priority: 2 };

const metaSchema = z.object({
  provider: z.string(),
  model: z.string().nullish(),
  body: z.string().nullish(),
  truth: z
    .object({
      usage_as_sent: z.record(z.string(), z.unknown()).nullish(),
      tokens: z
        .object({
          total_input: z.number(),
          output: z.number().optional(),
          cache_read: z.number().optional(),
          cache_write: z.number().optional(),
          cache_write_1h: z.number().optional(),
        })
        .nullish(),
    })
    .nullish(),
});

interface Case {
  readonly name: string;
  readonly provider: string;
  readonly model: string;
  /** The whole answer where it is JSON, else the usage as an export would write it. */
  readonly sent: unknown;
  readonly expected: bigint;
}

/** Trillionths of a dollar for one token; a table with more than six decimals would be refused here. */
function perToken(rate: string): bigint {
  const [whole = '0', decimals = ''] = rate.split('.');
  if (decimals.length > 6) throw new RangeError(rate);
  return BigInt(whole) * 1_000_000n + BigInt(decimals.padEnd(6, '0'));
}

function listCases(): Case[] {
  if (!isPresent) return [];
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('meta.json'))
    .flatMap((path) => {
      const folder = path.slice(0, -'meta.json'.length);
      const { provider, model, body, truth } = metaSchema.parse(JSON.parse(readFileSync(FOLDER + path, 'utf8')));
      const rates = TABLE[model ?? ''];
      const tokens = truth?.tokens;
      if (rates === undefined || tokens == null || provider === 'azure') return [];
      const sent = body === 'response.json' ? readJson(FOLDER + folder + body) : truth?.usage_as_sent;
      const [input, output, read = input, write = input, writeLong = write] = rates;
      const cached = tokens.cache_read ?? 0;
      const reported = Number(truth?.usage_as_sent?.['prompt_tokens_details.cache_write_tokens'] ?? 0);
      const written = tokens.cache_write ?? reported;
      const long = tokens.cache_write_1h ?? 0;
      const searches = Number(truth?.usage_as_sent?.['server_tool_use.web_search_requests'] ?? 0);
      const lines: readonly (readonly [number, string])[] = [
        [tokens.total_input - cached - written, input],
        [cached, read],
        [written - long, write],
        [long, writeLong],
        [tokens.output ?? 0, output],
      ];
      const sum = lines.reduce((money, [count, rate]) => money + BigInt(count) * perToken(rate), 0n);
      const factor = FACTORS[String(truth?.usage_as_sent?.service_tier ?? Object(sent).service_tier)] ?? 1;
      const tools = BigInt(Math.round((searches + searchesIn(sent)) * SEARCH_USD * 1e12));
      const expected = (sum * BigInt(factor * 2)) / 2n + tools;
      return [{ name: folder.slice(0, -1), provider, model: model ?? '', sent, expected }];
    });
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Searches of the Responses API stand among the output items. */
function searchesIn(sent: unknown): number {
  const { output } = z.object({ output: z.array(z.object({ type: z.string() })).optional() }).parse(sent);
  return output?.filter(({ type }) => type === 'web_search_call').length ?? 0;
}

const cases = listCases();

describe.skipIf(!isPresent)('lco cost on recorded answers (needs the recordings in ../shared)', () => {
  it('finds more than a hundred answers to check', () => {
    expect(cases.length).toBeGreaterThan(100);
  });

  it.each(cases)('bills $name to the last digit', async ({ provider, model, sent, expected }) => {
    const lines: string[] = [];
    const program = createProgram({
      output: { line: (text) => lines.push(text), isTerminal: false },
      env: {},
      readStdin: async () => JSON.stringify(sent),
    });
    const args = ['cost', '--provider', provider, '--model', model, '--usage', '-', '--at', '2026-10-15'];
    await program.parseAsync(['node', 'lco', ...args]);
    const answer = z
      .object({ cost_usd: z.string(), match_kind: z.enum(['exact', 'alias']) })
      .parse(JSON.parse(lines.join('\n')));
    const [whole = '0', decimals = ''] = answer.cost_usd.split('.');
    expect(BigInt(whole) * 10n ** 12n + BigInt(decimals.padEnd(12, '0'))).toBe(expected);
  });
});
