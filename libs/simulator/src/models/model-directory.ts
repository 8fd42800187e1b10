import { ANTHROPIC_MODELS } from './anthropic.models.ts';
import type { ModelProfile, ProviderId } from './model-profile.ts';
import { OPENAI_MODELS } from './openai.models.ts';
import { GROQ_MODELS, LOCAL_MODELS } from './other.models.ts';

const ALL: readonly ModelProfile[] = [...OPENAI_MODELS, ...ANTHROPIC_MODELS, ...GROQ_MODELS, ...LOCAL_MODELS];

const BY_NAME = new Map<string, ModelProfile>();
for (const model of ALL) {
  BY_NAME.set(`${model.provider} ${model.id}`, model);
  BY_NAME.set(`${model.provider} ${model.servedId}`, model);
}

/** The model with that id or dated id at that provider; null = the provider never had it. May be retired. */
export function findModel(provider: ProviderId, name: string): ModelProfile | null {
  return BY_NAME.get(`${provider} ${name}`) ?? null;
}

/** The models that the provider lists, without retired ones. */
export function listModels(provider: ProviderId): readonly ModelProfile[] {
  return ALL.filter((model) => model.provider === provider && !model.isRetired);
}
