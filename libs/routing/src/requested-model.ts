import type { EffectiveConfig, Mode, ModelRef, RequestedModel } from '@llm-cost-optimizer/contracts';
import type { Catalogue } from '@llm-cost-optimizer/pricing';

/** What reading a model name needs to know; the gateway's snapshot has all of it. */
export interface ModelNameLookups {
  readonly config: Pick<EffectiveConfig, 'modelAliases' | 'providers'>;
  /** Ids of the configured providers. */
  readonly providerIds: ReadonlySet<string>;
  readonly catalogue: Pick<Catalogue, 'describe' | 'resolveTarget'>;
}

/** Our own name space: `lco/auto`, `lco/cost` and so on. Never a provider. */
const OWN_PREFIX = 'lco/';
/** An alias may lead to an alias; a circle ends here and is then a plain name. */
const MAX_ALIAS_STEPS = 5;

const VIRTUAL: ReadonlyMap<string, Mode | null> = new Map<string, Mode | null>([
  ['auto', null],
  ['lco/auto', null],
  ['lco/cost', 'cost'],
  ['lco/balanced', 'balanced'],
  ['lco/speed', 'speed'],
  ['lco/quality', 'quality'],
]);

/**
 * What a client means by its `model`:
 *
 * - `auto`, `lco/auto`, `lco/<mode>`: virtual, the router decides. Any other `lco/…` is pinned to a provider that
 *   does not exist, so that a typing error is a 404 and not a silent guess.
 * - `provider/model` with a known provider: pinned, whatever the model is. Some ids contain a slash themselves:
 *   `openai/gpt-oss-20b` is the id of a model at Groq. It is pinned to OpenAI only if OpenAI really offers a
 *   `gpt-oss-20b` (catalogue or configuration); else to the provider that has a model of exactly this name,
 *   configured providers first. `groq/openai/gpt-oss-20b` is always Groq.
 * - one of the operator's aliases: what its target means. Virtual and pinned models keep the alias as `name`; a plain
 *   name becomes the target's, because baseline and served model are looked up by it.
 * - everything else: a plain name.
 *
 * Names of providers and virtual models are read without regard to case.
 */
export function parseRequestedModel(name: string, lookups: ModelNameLookups): RequestedModel {
  const wanted = name.trim();
  const target = followAliases(wanted, lookups.config.modelAliases);
  const mode = VIRTUAL.get(target) ?? VIRTUAL.get(target.toLowerCase());
  if (mode !== undefined) return { kind: 'virtual', name: wanted, mode };
  const slash = target.indexOf('/');
  if (slash <= 0 || slash === target.length - 1) return { kind: 'named', name: target };
  if (target.toLowerCase().startsWith(OWN_PREFIX)) {
    return { kind: 'pinned', name: wanted, provider: 'lco', model: target.slice(slash + 1) };
  }
  const ref = pinnedRef(target, slash, lookups);
  return ref === null ? { kind: 'named', name: target } : { kind: 'pinned', name: wanted, ...ref };
}

function followAliases(name: string, aliases: Readonly<Record<string, string>>): string {
  let current = name;
  for (let step = 0; step < MAX_ALIAS_STEPS && Object.hasOwn(aliases, current); step++) {
    current = aliases[current]?.trim() ?? current;
  }
  return current;
}

function pinnedRef(name: string, slash: number, lookups: ModelNameLookups): ModelRef | null {
  const prefixed = { provider: name.slice(0, slash).toLowerCase(), model: name.slice(slash + 1) };
  if (offers(prefixed, lookups)) return prefixed;
  const owner = ownerOf(name, lookups);
  if (owner !== null) return owner;
  const isKnown = lookups.providerIds.has(prefixed.provider) || isCatalogueProvider(prefixed, lookups);
  return isKnown ? prefixed : null;
}

/** True when the catalogue or the configuration lists exactly this model at this provider. */
function offers(ref: ModelRef, { config, catalogue }: ModelNameLookups): boolean {
  if (catalogue.describe(ref) !== null) return true;
  return config.providers.some((provider) => provider.id === ref.provider && provider.models.includes(ref.model));
}

/** The provider with a model whose id is the whole name, slash and all. */
function ownerOf(name: string, lookups: ModelNameLookups): ModelRef | null {
  for (const provider of lookups.providerIds) {
    const ref = { provider, model: name };
    if (offers(ref, lookups)) return ref;
  }
  const ref = lookups.catalogue.resolveTarget(name)?.ref ?? null;
  return ref !== null && ref.model === name ? ref : null;
}

/** The catalogue reads `provider/anything` as that provider, for the providers that can be routed to. */
function isCatalogueProvider(ref: ModelRef, { catalogue }: ModelNameLookups): boolean {
  const found = catalogue.resolveTarget(`${ref.provider}/${ref.model}`)?.ref ?? null;
  return found !== null && found.provider === ref.provider && found.model === ref.model;
}

/** True for names that stand for the router itself. */
export function isVirtualModel(name: string): boolean {
  return VIRTUAL.has(name.toLowerCase());
}

/** Names of the virtual models, for model lists. */
export const VIRTUAL_MODELS: readonly string[] = [...VIRTUAL.keys()];
