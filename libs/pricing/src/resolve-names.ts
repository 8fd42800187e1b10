import type { ModelRef } from '@llm-cost-optimizer/contracts';
import type { Alias } from './catalogue/aliases.ts';
import type { CatalogueModel } from './catalogue/model.ts';
import { PROVIDERS } from './catalogue/providers.ts';
import { isRetiredAt } from './counterfactual.ts';
import type { PriceBook } from './price-book.ts';

export interface ResolvedTarget {
  readonly ref: ModelRef;
  /** A sentence for a warning: the name means another model today, or the model ends soon. Null = nothing to say. */
  readonly notice: string | null;
}

export interface NameResolver {
  resolveTarget(
    name: string,
    availableProviders: ReadonlySet<string> | null,
    atMs: number | null,
  ): ResolvedTarget | null;
  resolveBaseline(name: string, atMs: number | null): { readonly ref: ModelRef } | null;
}

const PROVIDER_IDS: readonly string[] = PROVIDERS.map(({ id }) => id);
/** Providers searched for bare names outside the overlay, in this order. */
const HOSTED: readonly string[] = PROVIDERS.filter(({ isLocal }) => !isLocal).map(({ id }) => id);
const MAX_NAME_CHARS = 200;
const MAX_REMEMBERED = 1_000;
/** A time at which every dated rule of the data has come into force, for questions asked without a time. */
const LATEST_MS = Date.parse('2100-01-01');

/** `providers`: ids beyond our own that a name may begin with. */
export function createNameResolver(
  book: PriceBook,
  aliases: readonly Alias[],
  providers: readonly string[] = [],
): NameResolver {
  const byName = new Map(aliases.map((alias) => [alias.name, alias]));
  const context: Context = {
    book,
    aliases: byName,
    providers: new Set([...PROVIDER_IDS, ...providers]),
    bundled: new Map(),
  };
  return {
    resolveTarget(name, available, atMs) {
      const wanted = name.trim();
      if (wanted === '' || wanted.length > MAX_NAME_CHARS) return null;
      return (
        targetOfModel(context, wanted, available, atMs) ??
        targetOfAlias(context, wanted, available, atMs) ??
        targetAtProvider(context, wanted, atMs) ??
        targetOfBundled(context, wanted, available, atMs) ??
        targetAtOllama(wanted, available)
      );
    },
    resolveBaseline(name, atMs) {
      const wanted = name.trim();
      if (wanted === '' || wanted.length > MAX_NAME_CHARS) return null;
      return baselineOf(context, wanted, atMs ?? LATEST_MS);
    },
  };
}

interface Context {
  readonly book: PriceBook;
  readonly aliases: ReadonlyMap<string, Alias>;
  /** Providers that can be routed to. */
  readonly providers: ReadonlySet<string>;
  /** What the bundled data make of a name: a search through hundreds of patterns, remembered because names repeat. */
  readonly bundled: Map<string, BundledMatch | null>;
}

interface BundledMatch {
  readonly ref: ModelRef;
  /** The id under which the data list the model. */
  readonly modelId: string;
}

/** A bare id of the overlay, dated or not: `gpt-6-luna`, `openai/gpt-oss-20b` (an id of Groq), `gpt-4o-mini-2024-07-18`. */
function targetOfModel(
  context: Context,
  name: string,
  available: ReadonlySet<string> | null,
  atMs: number | null,
): ResolvedTarget | null {
  const found = overlayModel(context, name, available);
  if (found === null) return null;
  const { model, isDated } = found;
  if (!isGone(model, atMs)) return { ref: refOf(model, isDated ? name : model.model), notice: endingNotice(model) };
  if (model.successor === null) return { ref: refOf(model), notice: goneNotice(model, null) };
  const next = targetOfModel(context, model.successor, available, atMs);
  return next === null ? null : { ref: next.ref, notice: goneNotice(model, next.ref) };
}

function overlayModel(
  { book }: Context,
  name: string,
  available: ReadonlySet<string> | null,
): { model: CatalogueModel; isDated: boolean } | null {
  const exact = book.index.byId(name);
  const model = exact.find((one) => available?.has(one.provider) ?? true) ?? exact[0];
  if (model !== undefined) return { model, isDated: false };
  for (const provider of HOSTED) {
    const match = book.index.find(provider, name);
    if (match?.kind === 'dated') return { model: match.model, isDated: true };
  }
  return null;
}

function targetOfAlias(
  context: Context,
  name: string,
  available: ReadonlySet<string> | null,
  atMs: number | null,
): ResolvedTarget | null {
  const alias = context.aliases.get(name.toLowerCase());
  if (alias === undefined) return null;
  const targets = alias.targets.flatMap((target) => {
    const resolved = targetOfModel(context, target, available, atMs) ?? targetAtProvider(context, target, atMs);
    return resolved === null ? [] : [resolved.ref];
  });
  const ref = targets.find((one) => available?.has(one.provider) ?? true) ?? targets[0];
  if (ref === undefined) return null;
  return { ref, notice: `\`${alias.name}\` is an old or short name; it means ${idOf(ref)} today.` };
}

/** `provider/model` names the provider outright and passes any id on, retired or unknown ones too. */
function targetAtProvider(context: Context, name: string, atMs: number | null): ResolvedTarget | null {
  const { book } = context;
  const ref = splitProvider(context, name);
  if (ref === null) return null;
  const match = book.index.find(ref.provider, ref.model);
  if (match === null || match.kind === 'prefix') return { ref, notice: null };
  if (isGone(match.model, atMs)) return { ref, notice: pinnedGoneNotice(match.model) };
  return { ref, notice: endingNotice(match.model) };
}

/** Models that only the bundled data know, such as `gpt-5.4-mini`, and their other names for ours (`gpt-4-0613`). No matches by likeness. */
function targetOfBundled(
  context: Context,
  name: string,
  available: ReadonlySet<string> | null,
  atMs: number | null,
): ResolvedTarget | null {
  const found = bundledMatch(context, name);
  if (found === null || !context.providers.has(found.ref.provider)) return null;
  const own = context.book.index.exact(found.ref.provider, found.modelId);
  if (own !== null && isGone(own, atMs)) return targetOfModel(context, own.model, available, atMs);
  return { ref: found.ref, notice: own === null ? null : endingNotice(own) };
}

/** Ollama's names carry a tag (`llama3:8b`), no hosted id does. */
function targetAtOllama(name: string, available: ReadonlySet<string> | null): ResolvedTarget | null {
  if (!name.includes(':') || available?.has('ollama') !== true) return null;
  return { ref: { provider: 'ollama', model: name }, notice: null };
}

/** A retired name keeps its own price here; only a name that never had one falls back to its successor. */
function baselineOf(context: Context, name: string, atMs: number): { ref: ModelRef } | null {
  const isPriced = (ref: ModelRef): boolean => {
    const price = context.book.resolve(ref.provider, ref.model, atMs);
    return price !== null && price.matchKind !== 'prefix';
  };
  const found = overlayModel(context, name, null);
  if (found !== null) {
    const ref = refOf(found.model, found.isDated ? name : found.model.model);
    if (isPriced(ref)) return { ref };
  }
  const alias = context.aliases.get(name.toLowerCase());
  const reference = alias === undefined ? null : (alias.priceReference ?? alias.targets[0] ?? null);
  if (reference !== null && reference.toLowerCase() !== name.toLowerCase()) return baselineOf(context, reference, atMs);
  const pinned = splitProvider(context, name);
  if (pinned !== null) return isPriced(pinned) ? { ref: pinned } : null;
  const bundled = bundledMatch(context, name);
  return bundled === null ? null : { ref: bundled.ref };
}

/** The providers that can be routed to come first, then whichever the data take the name for (Google for `gemini-...`). */
function bundledMatch({ book, bundled }: Context, name: string): BundledMatch | null {
  const known = bundled.get(name);
  if (known !== undefined) return known;
  const match = searchBundled(book, name);
  // Names come from clients, so the memory is bounded; beyond it, it starts anew.
  if (bundled.size >= MAX_REMEMBERED) bundled.clear();
  bundled.set(name, match);
  return match;
}

function searchBundled(book: PriceBook, name: string): BundledMatch | null {
  for (const provider of [...HOSTED, null]) {
    // Which model a name means does not depend on the day, only its price does.
    const found = book.base.find(provider, name, LATEST_MS);
    if (found === null || found.matchKind === 'prefix') continue;
    return { ref: { provider: found.provider, model: name }, modelId: found.modelId };
  }
  return null;
}

function splitProvider({ providers }: Context, name: string): ModelRef | null {
  const slash = name.indexOf('/');
  const provider = name.slice(0, slash).toLowerCase();
  const model = name.slice(slash + 1);
  return slash > 0 && model !== '' && providers.has(provider) ? { provider, model } : null;
}

function isGone(model: CatalogueModel, atMs: number | null): boolean {
  return atMs === null ? model.status === 'retired' : isRetiredAt(model, atMs);
}

function refOf(model: CatalogueModel, id: string = model.model): ModelRef {
  return { provider: model.provider, model: id };
}

function idOf(ref: ModelRef): string {
  return `${ref.provider}/${ref.model}`;
}

function goneNotice(model: CatalogueModel, next: ModelRef | null): string {
  const end = model.retiresOn === null ? 'is no longer offered' : `was shut down on ${model.retiresOn}`;
  return `\`${model.model}\` ${end}${next === null ? ' and has no successor.' : `; it means ${idOf(next)} today.`}`;
}

function pinnedGoneNotice(model: CatalogueModel): string {
  const end = model.retiresOn === null ? 'is no longer offered' : `was shut down on ${model.retiresOn}`;
  const remedy = model.successor === null ? '' : `; use \`${model.successor}\` instead`;
  return `${model.provider}/${model.model} ${end}, so calls to it will fail${remedy}.`;
}

function endingNotice(model: CatalogueModel): string | null {
  if (model.retiresOn === null) return null;
  const remedy = model.successor === null ? '' : `; move to \`${model.successor}\``;
  return `\`${model.model}\` will be shut down on ${model.retiresOn}${remedy}.`;
}
