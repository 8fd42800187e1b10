import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { Retirement } from './retirement.ts';

const catalogue = createCatalogue();
const NOW = Date.parse('2026-10-01T12:00:00Z');
const DAY_MS = 86_400_000;

describe('models that can no longer be called', () => {
  const retiring = catalogue.list(NOW).filter(({ retiresOn }) => retiresOn !== null);

  it('are those whose last day is over, from that day on', () => {
    expect(retiring.length).toBeGreaterThan(0);
    const retirement = new Retirement(catalogue, []);
    for (const model of retiring) {
      const day = Date.parse(model.retiresOn ?? '');
      expect([day - DAY_MS, day, day + DAY_MS].map((at) => retirement.isRetired(model, at))).toEqual([
        false,
        true,
        true,
      ]);
    }
  });

  it('are none of the models that are on sale, and none that nobody knows', () => {
    const retirement = new Retirement(catalogue, []);
    for (const model of catalogue.list(NOW).filter(({ status }) => status === 'active')) {
      expect(retirement.isRetired(model, NOW), model.id).toBe(false);
    }
    expect(retirement.isRetired({ provider: 'openai', model: 'not-yet-heard-of' }, NOW)).toBe(false);
  });

  it('are those that a local server does not have in its list, whichever way the tag is written', () => {
    const retirement = new Retirement(catalogue, [
      { provider: 'ollama', model: 'llama3.1:latest' },
      { provider: 'ollama', model: 'qwen3:8b' },
    ]);
    const isRetired = (provider: string, model: string) => retirement.isRetired({ provider, model }, NOW);
    expect(['llama3.1', 'llama3.1:latest', 'qwen3:8b'].map((model) => isRetired('ollama', model))).toEqual([
      false,
      false,
      false,
    ]);
    expect(['qwen3', 'qwen3:4b'].map((model) => isRetired('ollama', model))).toEqual([true, true]);
    expect(isRetired('vllm', 'anything')).toBe(false);
  });

  it('are remembered in bounded number', () => {
    const retirement = new Retirement({ describe: () => null }, []);
    for (let index = 0; index < 5_000; index += 1) {
      expect(retirement.isRetired({ provider: 'openai', model: `model-${index}` }, NOW)).toBe(false);
    }
  });
});
