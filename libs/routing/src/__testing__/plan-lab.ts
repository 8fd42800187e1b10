import type { ChatBody, Deployment } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { createLearnedScorer } from '../complexity/learned-scorer.ts';
import { extractFeatures } from '../features.ts';
import { type PlanInput, planRoute } from '../plan-route.ts';
import { buildRoutingTables } from '../tables.ts';
import { fakeQualityModel } from './fake-quality-model.ts';

export const AT = Date.parse('2026-11-23T12:00:00Z');
const catalogue = createCatalogue();
const PROVIDERS = new Set(['openai', 'anthropic', 'groq']);

/** Abilities in logits by model: cheap ones lower. */
export const LEVELS = {
  'openai/gpt-oss-20b': 0,
  'openai/gpt-oss-120b': 0.6,
  'gpt-6-luna': 0.5,
  'claude-haiku-5-5': 0.7,
  'gpt-6.1-terra': 1.5,
  'claude-sonnet-5-5': 2,
  'gpt-6.2-sol': 2.2,
  'gpt-6.2-astra': 3,
  'claude-opus-5-5': 2.8,
  'claude-fable-5-2': 3,
};

/** `easy`, `middling`, `hard` and `strange` prompts. */
export const quality = fakeQualityModel(
  (prompt) => ({
    difficulty: prompt.includes('hard') ? 1.5 : prompt.includes('middling') ? -1.5 : -5,
    certainty: prompt.includes('strange') ? 0.05 : 0.9,
    task: prompt.includes('code') ? 'code' : 'other',
  }),
  LEVELS,
);

export function deploymentOf(provider: string, model: string): Deployment | null {
  if (!PROVIDERS.has(provider)) return null;
  const capabilities = catalogue.capabilities({ provider, model });
  return { id: `${provider}/${model}`, provider, model, isSimulated: false, capabilities };
}

export const TABLES = buildRoutingTables({ routing: catalogue.defaultRoutes(PROVIDERS) }, deploymentOf);

export interface PlanCase extends Partial<Omit<PlanInput, 'body'>> {
  readonly prompt?: string;
  readonly body?: Partial<ChatBody>;
}

/** The input of a plan over the default routes with a quality model whose readings the prompt's words decide. */
export function inputFor({ prompt = 'easy', body: fields = {}, ...over }: PlanCase = {}): PlanInput {
  const body: ChatBody = { model: 'auto', messages: [{ role: 'user', content: prompt }], ...fields };
  return {
    requested: { kind: 'virtual', name: 'auto', mode: null },
    mode: 'balanced',
    features: extractFeatures(body, Buffer.byteLength(JSON.stringify(body))),
    body,
    scorer: createLearnedScorer(quality),
    tables: TABLES,
    namedModels: 'route',
    resolve: deploymentOf,
    resolveName: (name) => catalogue.resolveTarget(name, PROVIDERS, AT)?.ref ?? null,
    health: () => 'ok',
    estimate: ({ provider, model }, promptTokens, completionTokens) =>
      catalogue.estimateCost({ provider, model, promptTokens, completionTokens, at: AT }),
    estimateNamed: (name, promptTokens, completionTokens) => {
      const named = catalogue.resolveBaseline(name, AT);
      return named === null ? null : catalogue.estimateCost({ ...named.ref, promptTokens, completionTokens, at: AT });
    },
    estimateWarm: ({ provider, model }, { prompt: promptTokens, cached, completion }) =>
      catalogue.price({
        provider,
        model,
        at: AT,
        usage: {
          promptTokens,
          cachedTokens: cached,
          cacheWriteTokens: 0,
          cacheWriteLongTokens: 0,
          completionTokens: completion,
          reasoningTokens: null,
          audioInputTokens: 0,
          audioOutputTokens: 0,
        },
      }).money,
    chance: (deployment, reading) => {
      const ability = quality.abilityOf({ name: deployment.model, blendedUsdPerMillion: 1, averageQuality: null });
      return { pGood: reading.pGood(ability), isGuess: ability.isGuess };
    },
    allowedModels: null,
    maxCostUsd: null,
    ...over,
  };
}

export const plan = (over: PlanCase = {}) => planRoute(inputFor(over));
export const idsOf = (found: ReturnType<typeof plan>) => found.candidates.map(({ deployment }) => deployment.id);
