import type { ModelList } from '@llm-cost-optimizer/contracts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

type ListedModel = ModelList['models'][number];

/** Every model a route may name: the catalogue's chat models and what the local servers offer. */
export function listModels(
  snapshot: Snapshot,
  localModels: readonly { provider: string; model: string }[],
  now: number,
): ModelList {
  const known = snapshot.catalogue
    .list(now)
    .filter((model) => model.kind === 'chat')
    .map(
      (model): ListedModel => ({
        id: model.id,
        provider: model.provider,
        model: model.model,
        ...availability(snapshot, model.provider),
        status: model.status,
        retiresOn: model.retiresOn,
        contextTokens: model.contextTokens,
        inputUsdPerMillion: model.inputUsdPerMillion,
        outputUsdPerMillion: model.outputUsdPerMillion,
        aliases: [...model.aliases],
      }),
    );
  const ids = new Set(known.map((model) => model.id));
  const local = localModels.filter(({ provider, model }) => !ids.has(`${provider}/${model}`));
  return { models: [...known, ...local.map((ref) => describeLocal(snapshot, ref))] };
}

function describeLocal(snapshot: Snapshot, { provider, model }: { provider: string; model: string }): ListedModel {
  return {
    id: `${provider}/${model}`,
    provider,
    model,
    ...availability(snapshot, provider),
    status: 'active',
    retiresOn: null,
    contextTokens: null,
    inputUsdPerMillion: null,
    outputUsdPerMillion: null,
    aliases: [],
  };
}

function availability(snapshot: Snapshot, provider: string): { isAvailable: boolean; isSimulated: boolean } {
  const config = snapshot.providers.get(provider)?.config;
  return { isAvailable: config !== undefined, isSimulated: config?.isSimulated ?? false };
}
