import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import type { PlanInput } from '@llm-cost-optimizer/routing';
import type { Snapshot } from '../../../snapshot/snapshot.ts';

/**
 * Expected costs of a request at a point in time. Prompts are estimated in tokens of the most usual tokenizer and scaled to each
 * model's own, so that a model that makes more tokens of the same text is not taken for cheaper than it is.
 */
export function pricesAt(
  snapshot: Snapshot,
  at: number,
): Pick<PlanInput, 'estimate' | 'estimateNamed' | 'estimateWarm'> {
  const { catalogue } = snapshot;
  return {
    estimate: (deployment, prompt, completionTokens) => {
      const { provider, model } = deployment;
      const promptTokens = Math.ceil(prompt * snapshot.tokenFactor(deployment));
      return catalogue.estimateCost({ provider, model, promptTokens, completionTokens, at });
    },
    estimateNamed(name, promptTokens, completionTokens) {
      const named = catalogue.resolveBaseline(name, at);
      if (named === null) return null;
      const scaled = Math.ceil(promptTokens * catalogue.tokenFactor(named.ref));
      return catalogue.estimateCost({ ...named.ref, promptTokens: scaled, completionTokens, at });
    },
    estimateWarm(deployment, { prompt, cached, completion }) {
      const { provider, model } = deployment;
      const factor = snapshot.tokenFactor(deployment);
      const promptTokens = Math.ceil(prompt * factor);
      const usage: TokenUsage = {
        ...NO_TOKENS,
        promptTokens,
        cachedTokens: Math.min(promptTokens, Math.floor(cached * factor)),
        completionTokens: completion,
      };
      return catalogue.price({ provider, model, usage, at }).money;
    },
  };
}

const NO_TOKENS: TokenUsage = Object.freeze({
  promptTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  cacheWriteLongTokens: 0,
  completionTokens: 0,
  reasoningTokens: null,
  audioInputTokens: 0,
  audioOutputTokens: 0,
});
