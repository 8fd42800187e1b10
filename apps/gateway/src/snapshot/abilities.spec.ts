import { createCatalogue } from '@llm-cost-optimizer/pricing';
import type { ModelFacts, QualityModel } from '@llm-cost-optimizer/routing';
import { describe, expect, it } from 'vitest';
import { NOW, testProvider } from '../completions/__testing__/test-services.ts';
import { Abilities } from './abilities.ts';

const DAY_MS = 86_400_000;

function lab() {
  const asked: ModelFacts[] = [];
  const model: QualityModel = {
    version: 'fake',
    abilityOf(facts) {
      asked.push(facts);
      return { level: facts.blendedUsdPerMillion ?? 0, slopes: [], isGuess: facts.averageQuality === null };
    },
    read: () => {
      throw new Error('Not asked here.');
    },
    reread: () => null,
  };
  const described = [{ model: 'gpt-6-luna', price: null, quality: 0.8, capabilities: {} }];
  const abilities = new Abilities(model, createCatalogue(), [testProvider('openai', { described })]);
  return { abilities, asked };
}

const deployment = (provider: string, model: string) => ({
  id: `${provider}/${model}`,
  provider,
  model,
  isSimulated: false,
  capabilities: createCatalogue().capabilities({ provider, model }),
});

describe('how able deployments are', () => {
  it('is asked for by name and blended price, or by the quality that the operator states', () => {
    const { abilities, asked } = lab();
    abilities.of(deployment('openai', 'gpt-6-luna'), NOW);
    abilities.of(deployment('openai', 'gpt-6.1-terra'), NOW);
    expect(asked).toEqual([
      { name: '', blendedUsdPerMillion: expect.closeTo(0.2, 9), averageQuality: 0.8 },
      { name: 'gpt-6.1-terra', blendedUsdPerMillion: expect.closeTo(2, 9), averageQuality: null },
    ]);
  });

  it('is not guessed from a price that is not known', () => {
    const { abilities, asked } = lab();
    abilities.of(deployment('vllm', 'own-model'), NOW);
    expect(asked[0]?.blendedUsdPerMillion).toBeNull();
  });

  it('is the same all day, and follows the prices of the next', () => {
    const { abilities, asked } = lab();
    const luna = deployment('openai', 'gpt-6-luna');
    abilities.of(luna, NOW);
    abilities.of(luna, NOW + 1_000);
    expect(asked).toHaveLength(1);
    abilities.of(luna, NOW + DAY_MS);
    expect(asked).toHaveLength(2);
  });
});
