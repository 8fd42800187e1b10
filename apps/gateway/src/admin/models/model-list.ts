import type { ModelCapabilities, ModelList, ModelRef } from '@llm-cost-optimizer/contracts';
import type { ModelDescription } from '@llm-cost-optimizer/pricing';
import type { Snapshot } from '../../snapshot/snapshot.ts';

type ListedModel = ModelList['models'][number];

const DAY_MS = 86_400_000;

/** Every model a route may name: the catalogue's chat models, what the local servers offer, and what the configuration lists. */
export function listModels(snapshot: Snapshot, localModels: readonly ModelRef[], now: number): ModelList {
  const all = snapshot.catalogue.list(now);
  const known = all.filter((model) => model.kind === 'chat').map((model) => describeKnown(snapshot, model, now));
  const ids = new Set(known.map((model) => model.id));
  const listed = snapshot.config.providers.flatMap(({ id, models }) =>
    models.map((model) => ({ provider: id, model })),
  );
  const others = new Map([...localModels, ...listed].map((ref) => [`${ref.provider}/${ref.model}`, ref]));
  const unlisted = [...others].filter(([id]) => !ids.has(id)).map(([, ref]) => describeUnlisted(snapshot, ref, now));
  return {
    catalogue: {
      version: snapshot.catalogue.version,
      feedVersion: snapshot.catalogue.feedVersion,
      ...freshness(all, now),
    },
    models: [...known, ...unlisted],
  };
}

/** The day of the latest check of any price, and how long ago it is. */
function freshness(models: readonly ModelDescription[], now: number): { checkedOn: string; ageDays: number } {
  const checkedOn =
    models
      .map((model) => model.checkedOn)
      .sort()
      .at(-1) ?? '';
  return { checkedOn, ageDays: Math.max(0, Math.floor((now - Date.parse(checkedOn)) / DAY_MS)) };
}

function describeKnown(snapshot: Snapshot, description: ModelDescription, now: number): ListedModel {
  const { id, provider, model, status, retiresOn, successor, checkedOn, sources, aliases } = description;
  // What the configuration says of the model stands above the catalogue.
  const capabilities = snapshot.deployment(provider, model)?.capabilities ?? description.capabilities;
  return {
    id,
    provider,
    model,
    ...availability(snapshot, provider),
    status,
    retiresOn,
    successor,
    ...limits(capabilities),
    capabilities: abilities(capabilities),
    ...rates(description),
    longPrompt: description.longPrompt,
    priceSource: snapshot.catalogue.priceSource({ provider, model }, now),
    checkedOn,
    sources: [...sources],
    aliases: [...aliases],
  };
}

/** A model outside the catalogue's own data; its price is the configuration's, else that of the wider lists. */
function describeUnlisted(snapshot: Snapshot, ref: ModelRef, now: number): ListedModel {
  const { provider, model } = ref;
  const capabilities = snapshot.deployment(provider, model)?.capabilities ?? null;
  return {
    id: `${provider}/${model}`,
    provider,
    model,
    ...availability(snapshot, provider),
    status: 'active',
    retiresOn: null,
    successor: null,
    ...limits(capabilities),
    // Models that nobody described accept everything as far as the router knows: that is no knowledge to show.
    capabilities: null,
    ...rates(snapshot.catalogue.rates(ref, now)),
    longPrompt: null,
    priceSource: snapshot.catalogue.priceSource(ref, now),
    checkedOn: null,
    sources: [],
    aliases: [],
  };
}

function limits(capabilities: ModelCapabilities | null): Pick<ListedModel, 'contextTokens' | 'maxOutputTokens'> {
  return {
    contextTokens: capabilities?.contextTokens ?? null,
    maxOutputTokens: capabilities?.maxOutputTokens ?? null,
  };
}

function abilities(capabilities: ModelCapabilities): ListedModel['capabilities'] {
  const { acceptsImages, acceptsTools, acceptsJsonSchema, isReasoning } = capabilities;
  return { images: acceptsImages, tools: acceptsTools, jsonSchema: acceptsJsonSchema, reasoning: isReasoning };
}

type Rates = Pick<
  ListedModel,
  | 'inputUsdPerMillion'
  | 'outputUsdPerMillion'
  | 'cacheReadUsdPerMillion'
  | 'cacheWriteUsdPerMillion'
  | 'cacheWriteLongUsdPerMillion'
>;

function rates(all: Rates): Rates {
  const {
    inputUsdPerMillion,
    outputUsdPerMillion,
    cacheReadUsdPerMillion,
    cacheWriteUsdPerMillion,
    cacheWriteLongUsdPerMillion,
  } = all;
  return {
    inputUsdPerMillion,
    outputUsdPerMillion,
    cacheReadUsdPerMillion,
    cacheWriteUsdPerMillion,
    cacheWriteLongUsdPerMillion,
  };
}

function availability(snapshot: Snapshot, provider: string): { isAvailable: boolean; isSimulated: boolean } {
  const config = snapshot.providers.get(provider)?.config;
  return { isAvailable: config !== undefined, isSimulated: config?.isSimulated ?? false };
}
