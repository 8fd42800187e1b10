import type { ModelList } from '@llm-cost-optimizer/contracts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

type ListedModel = ModelList['models'][number];

/** Every model a route may name: the catalogue's chat models, what the local servers offer, and what the configuration lists. */
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
  const listed = snapshot.config.providers.flatMap(({ id, models }) =>
    models.map((model) => ({ provider: id, model })),
  );
  const others = new Map([...localModels, ...listed].map((ref) => [`${ref.provider}/${ref.model}`, ref]));
  return {
    models: [...known, ...[...others].filter(([id]) => !ids.has(id)).map(([, ref]) => describeUnlisted(snapshot, ref))],
  };
}

/** A model outside the catalogue's own data; its price is the configuration's, else that of the wider lists. */
function describeUnlisted(snapshot: Snapshot, ref: { provider: string; model: string }): ListedModel {
  const { provider, model } = ref;
  const { inputUsdPerMillion, outputUsdPerMillion } = snapshot.catalogue.rates(ref);
  return {
    id: `${provider}/${model}`,
    provider,
    model,
    ...availability(snapshot, provider),
    status: 'active',
    retiresOn: null,
    contextTokens: snapshot.deployment(provider, model)?.capabilities.contextTokens ?? null,
    inputUsdPerMillion,
    outputUsdPerMillion,
    aliases: [],
  };
}

function availability(snapshot: Snapshot, provider: string): { isAvailable: boolean; isSimulated: boolean } {
  const config = snapshot.providers.get(provider)?.config;
  return { isAvailable: config !== undefined, isSimulated: config?.isSimulated ?? false };
}
