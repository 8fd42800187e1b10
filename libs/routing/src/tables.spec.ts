import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { buildRoutingTables } from './tables.ts';

const catalogue = createCatalogue();
const ALL = new Set(['openai', 'anthropic', 'groq']);

function deploymentAt(providers: ReadonlySet<string>) {
  return (provider: string, model: string) =>
    providers.has(provider)
      ? {
          id: `${provider}/${model}`,
          provider,
          model,
          isSimulated: false,
          capabilities: catalogue.capabilities({ provider, model }),
        }
      : null;
}

describe('buildRoutingTables', () => {
  it('keeps the configured order of every cell', () => {
    const routing = catalogue.defaultRoutes(ALL);
    const { cells } = buildRoutingTables({ routing }, deploymentAt(ALL));
    for (const [mode, row] of Object.entries(routing)) {
      for (const [tier, refs] of Object.entries(row)) {
        const cell = Reflect.get(Reflect.get(cells, mode), tier);
        expect(cell.deployments.map(({ id }: { id: string }) => id)).toEqual(
          refs.map((ref) => `${ref.provider}/${ref.model}`),
        );
      }
    }
  });

  it('notes entries whose provider is not configured instead of losing them', () => {
    const { cells } = buildRoutingTables({ routing: catalogue.defaultRoutes(ALL) }, deploymentAt(new Set(['openai'])));
    expect(cells.cost.low.deployments.map(({ id }) => id)).toEqual(['openai/gpt-6-luna']);
    expect(cells.cost.low.unavailable.map(({ deploymentId, cause }) => [deploymentId, cause])).toEqual([
      ['groq/openai/gpt-oss-20b', 'no_provider_key'],
      ['anthropic/claude-haiku-5-5', 'no_provider_key'],
    ]);
  });

  it('takes a model that stands twice in a cell once', () => {
    const luna = { provider: 'openai', model: 'gpt-6-luna' };
    const row = { low: [luna, luna], medium: [luna], high: [] };
    const { cells } = buildRoutingTables(
      { routing: { cost: row, balanced: row, speed: row, quality: row } },
      deploymentAt(ALL),
    );
    expect(cells.cost.low.deployments).toHaveLength(1);
    expect(cells.cost.high.deployments).toHaveLength(0);
  });
});
