import { usd } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import type { BookedLine } from './lines.ts';
import { readExport } from './read-export.ts';
import { reconcile } from './reconcile.ts';

const DAY = '2026-11-20';
const SECONDS = Date.parse(`${DAY}T00:00:00Z`) / 1_000;

const openAiUsage = (results: object[]) =>
  JSON.stringify({
    object: 'page',
    data: [{ start_time: SECONDS, end_time: SECONDS + 86_400, results }],
    has_more: false,
  });
const usage = {
  object: 'organization.usage.completions.result',
  input_tokens: 1_000,
  input_cached_tokens: 800,
  output_tokens: 500,
  num_model_requests: 5,
  model: 'gpt-6-luna',
  api_key_id: null,
  batch: null,
};

function booked(changes: Partial<BookedLine> = {}): BookedLine {
  return {
    day: DAY,
    model: 'gpt-6-luna',
    requests: 5,
    tokens: { input: 200, cached: 800, cache_write: 0, cache_write_long: 0, output: 500 },
    usd: usd('0.01'),
    estimated: 0,
    unpriced: 0,
    ...changes,
  };
}

describe('exports', () => {
  it("reads OpenAI's usage: cached tokens are a part of the input", () => {
    const { provider, kind, lines } = readExport(openAiUsage([usage]));
    expect({ provider, kind }).toEqual({ provider: 'openai', kind: 'usage' });
    expect(lines).toEqual([
      {
        day: DAY,
        model: 'gpt-6-luna',
        key: null,
        requests: 5,
        tokens: { input: 200, cached: 800, cache_write: 0, cache_write_long: 0, output: 500 },
        usd: null,
      },
    ]);
  });

  it("reads OpenAI's costs and Anthropic's, which are cents", () => {
    const costs = [
      {
        object: 'organization.costs.result',
        amount: { value: 0.06, currency: 'usd' },
        line_item: 'gpt-6-luna, output',
        project_id: null,
      },
    ];
    expect(readExport(openAiUsage(costs)).lines[0]).toMatchObject({ model: 'gpt-6-luna', usd: usd('0.06') });
    const cents = {
      data: [
        {
          starting_at: `${DAY}T00:00:00Z`,
          results: [{ amount: '123.45', currency: 'USD', model: 'claude-sonnet-5-5', description: null }],
        },
      ],
    };
    expect(readExport(JSON.stringify(cents))).toMatchObject({
      provider: 'anthropic',
      kind: 'cost',
      lines: [{ usd: usd('1.2345') }],
    });
  });

  it("reads Anthropic's usage: every kind of input stands by itself", () => {
    const result = {
      uncached_input_tokens: 100,
      cache_read_input_tokens: 1_000,
      cache_creation: { ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 20 },
      output_tokens: 30,
      model: 'claude-sonnet-5-5',
      server_tool_use: { web_search_requests: 1 },
    };
    const { lines } = readExport(JSON.stringify({ data: [{ starting_at: `${DAY}T00:00:00Z`, results: [result] }] }));
    expect(lines[0]?.tokens).toEqual({ input: 100, cached: 1_000, cache_write: 50, cache_write_long: 20, output: 30 });
  });

  it.each([
    [
      'openai',
      `start_time_iso,model,num_model_requests,input_tokens,input_cached_tokens,output_tokens\n${DAY}T00:00:00Z,gpt-6-luna,5,"1,000",800,500\n`,
    ],
    [
      'anthropic',
      `usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_read,usage_output_tokens\n${DAY},gpt-6-luna,200,800,500\n`,
    ],
  ])('reads a table of %s', (provider, csv) => {
    const found = readExport(csv);
    expect(found.provider).toBe(provider);
    expect(found.lines[0]).toMatchObject({
      day: DAY,
      model: 'gpt-6-luna',
      tokens: { input: 200, cached: 800, output: 500 },
    });
  });

  it.each([
    ['nothing', '', /empty/],
    ['half a JSON', '{"data": [', /begins like JSON/],
    ['another JSON', '{"hello": 1}', /usage or cost endpoint/],
    ['a table without tokens', 'date,colour\n2026-11-20,red\n', /needs a day .*has: date, colour/],
    [
      'a count that is none',
      `date,input_tokens,output_tokens\n${DAY},many,1\n`,
      /Line 2: input_tokens must be a whole number, not "many"/,
    ],
    ['a day that is none', 'date,input_tokens,output_tokens\nyesterday,1,1\n', /Line 2: the day must be like/],
    ['another currency', openAiUsage([{ amount: { value: 1, currency: 'eur' }, line_item: null }]), /only USD/],
    [
      'usage and costs in one',
      openAiUsage([usage, { amount: { value: 1, currency: 'usd' } }]),
      /mixes usage and costs/,
    ],
  ])('refuses %s and says why', (_, text, message) => {
    expect(() => readExport(text)).toThrow(message);
  });
});

describe('reconcile', () => {
  it('finds nothing to say where both agree', () => {
    const { lines, tokenCoverage, classes } = reconcile(readExport(openAiUsage([usage])), [booked()]);
    expect(lines.map(({ drift }) => drift)).toEqual([null]);
    expect(tokenCoverage).toBe(1);
    for (const { invoice, ledger } of classes) expect(ledger).toBe(invoice);
  });

  it.each([
    ['calls beside the gateway', { requests: 3, tokens: { ...booked().tokens, output: 300 } }, 'bypass'],
    ['usage that never came', { tokens: { ...booked().tokens, output: 400 }, estimated: 2 }, 'missing_usage'],
    ['another split of the cache', { tokens: { ...booked().tokens, input: 1_000, cached: 0 } }, 'cache_split'],
    ['an export of an open day', { requests: 7, tokens: { ...booked().tokens, output: 900 } }, 'export_incomplete'],
  ])('names the likely cause: %s', (_, changes, cause) => {
    const { lines } = reconcile(readExport(openAiUsage([usage])), [booked(changes)]);
    expect(lines[0]?.drift?.cause).toBe(cause);
  });

  it.each([
    ['0.01', 0, null],
    ['0.005', 0, 'tier_or_region'],
    ['0.011', 0, 'tier_or_region'],
    ['0.013', 0, 'price'],
    ['0.013', 2, 'unpriced'],
  ])('compares dollars: billed %s with %i unpriced calls is %s', (amount, unpriced, cause) => {
    const csv = `date,model,cost_usd\n${DAY},gpt-6-luna,${amount}\n`;
    const { lines } = reconcile(readExport(csv), [booked({ unpriced })]);
    expect(lines[0]?.drift?.cause ?? null).toBe(cause);
  });

  it('counts what both have, and shows what one side has alone', () => {
    const other = { ...usage, model: 'gpt-4o', input_tokens: 1_500, input_cached_tokens: 0, output_tokens: 0 };
    const { lines, tokenCoverage } = reconcile(readExport(openAiUsage([usage, other])), [
      booked(),
      booked({ model: 'gpt-6.2-sol' }),
      booked({ day: '2026-11-21' }),
    ]);
    expect(tokenCoverage).toBe(0.5);
    expect(lines.map(({ model, drift }) => [model, drift?.cause ?? null])).toEqual([
      ['gpt-4o', 'bypass'],
      ['gpt-6-luna', null],
      ['gpt-6.2-sol', 'export_incomplete'],
    ]);
  });

  it('compares whole days where the export is not split by model', () => {
    const { lines } = reconcile(readExport(`date,cost_usd\n${DAY},0.02\n`), [
      booked(),
      booked({ model: 'gpt-6.2-sol' }),
    ]);
    expect(lines).toMatchObject([{ model: null, drift: null }]);
  });
});
