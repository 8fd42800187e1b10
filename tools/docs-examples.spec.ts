import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NO_USAGE, OUTCOMES } from '@llm-cost-optimizer/contracts';
import { computeSavings, createCatalogue, type Money, sumMoney, toUsdString, usd } from '@llm-cost-optimizer/pricing';
import { readUsage } from '@llm-cost-optimizer/providers';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

// The figures that the documents show are worked out here by the product's own arithmetic.

const AT = Date.parse('2026-11-23T12:00:00Z');
const BASELINE = { provider: 'openai', model: 'gpt-6.2-sol' };
const PROMPT = 500;
const COMPLETION = 300;
const catalogue = createCatalogue();

const exampleSchema = z.array(
  z.object({
    what: z.string(),
    outcome: z.enum(OUTCOMES),
    served: z.string().optional(),
    attempts: z.array(z.object({ model: z.string(), prompt: z.number(), completion: z.number(), outcome: z.string() })),
    paid_usd: z.string(),
    baseline_usd: z.string(),
    routing: z.string(),
    exact_cache: z.string(),
    overhead: z.string(),
    saved_usd: z.string(),
  }),
);
type Example = z.infer<typeof exampleSchema>[number];

function document(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../docs/${name}`, import.meta.url)), 'utf8');
}

function readExample(name: string, label: string): unknown {
  const [, block] = document(name).match(new RegExp(`\`\`\`json ${label}\n([^]*?)\`\`\``)) ?? [];
  return JSON.parse(block ?? 'null');
}

function costOf(model: string, promptTokens: number, completionTokens: number): Money {
  const usage = { ...NO_USAGE, promptTokens, completionTokens };
  return catalogue.price({ provider: 'openai', model, usage, at: AT }).money ?? -1n;
}

function work({ outcome, served, attempts }: Example) {
  const model = served ?? attempts.at(-1)?.model ?? '';
  const usage = { ...NO_USAGE, promptTokens: PROMPT, completionTokens: COMPLETION };
  const baseline = catalogue.counterfactual({
    baseline: BASELINE,
    served: { provider: 'openai', model },
    usage,
    at: AT,
  });
  const sum = (some: Example['attempts']) => sumMoney(some.map((one) => costOf(one.model, one.prompt, one.completion)));
  const cost = sum(attempts);
  const wasted = sum(attempts.filter((one) => one.outcome !== 'ok'));
  const referenceCost = outcome === 'cache_exact' ? costOf(model, PROMPT, COMPLETION) : null;
  const savings = computeSavings({ outcome, baseline: baseline.money ?? -1n, cost, wasted, referenceCost });
  return {
    paid_usd: toUsdString(cost),
    baseline_usd: toUsdString(baseline.money ?? -1n),
    routing: savings.levers.routing,
    exact_cache: savings.levers.exactCache,
    overhead: savings.overheadUsd,
    saved_usd: savings.savedUsd,
  };
}

describe('docs/savings.md', () => {
  const examples = exampleSchema.parse(readExample('savings.md', 'savings-example'));

  it.each(examples)('works out: $what', (example) => {
    expect(example).toMatchObject(work(example));
  });

  it('shows the sums of its four requests', () => {
    const sum = (of: (example: Example) => string) => toUsdString(sumMoney(examples.map((one) => usd(of(one)))));
    const cells = [
      sum((one) => one.paid_usd),
      sum((one) => one.baseline_usd),
      sum((one) => one.routing),
      sum((one) => one.exact_cache),
      sum((one) => one.overhead),
      sum((one) => one.saved_usd),
    ].map((amount) => (amount.startsWith('-') ? `−$${amount.slice(1)}` : `$${amount}`));
    expect(document('savings.md')).toContain(`| sum | ${cells.join(' | ')} |`);
  });
});

describe('docs/ledger.md', () => {
  it('prints the bill of its example, line by line', () => {
    const usage = readUsage(readExample('ledger.md', 'ledger-usage'), 'anthropic');
    if (usage === null) throw new Error('The usage of the example cannot be read.');
    const query = { provider: 'anthropic', model: 'claude-sonnet-5-5', at: Date.parse('2026-11-20'), ...usage };
    const { costUsd, lines, isEstimated } = catalogue.price(query);
    expect(isEstimated).toBe(false);
    expect(readExample('ledger.md', 'ledger-bill')).toEqual({
      cost_usd: costUsd,
      lines: lines.map((line) => ({
        unit: line.unit,
        tokens: line.tokens,
        rate: line.rateUsdPerMillion,
        factor: line.factor,
        cost_usd: line.costUsd,
      })),
    });
    expect(document('ledger.md')).toContain(`**$${costUsd}**`);
  });
});
