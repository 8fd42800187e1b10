import type { CatalogueModel } from './catalogue/model.ts';

/** How a name met a model of the overlay. */
export interface OverlayMatch {
  readonly model: CatalogueModel;
  /** `dated`: the id with a release date behind it. `prefix`: the id with something else behind it, a guess. */
  readonly kind: 'exact' | 'dated' | 'prefix';
}

/** Finds overlay models by provider and id. Names are compared in lower case. */
export interface ModelIndex {
  find(provider: string, model: string): OverlayMatch | null;
  /** The model with exactly this id at this provider. */
  exact(provider: string, model: string): CatalogueModel | null;
  /** All models with exactly this id, whatever the provider. */
  byId(model: string): readonly CatalogueModel[];
  readonly all: readonly CatalogueModel[];
}

const DATE_SUFFIX = /[-@](?:20\d{2}-\d{2}-\d{2}|20\d{6})$/;
const PREFIX_ENDS = new Set(['-', ':', '@']);

/** Removes a release date such as `-2024-07-18`, `-20251001` or `@20251001` from the end of a model id. */
export function withoutDate(model: string): string {
  return model.replace(DATE_SUFFIX, '');
}

export function createModelIndex(models: readonly CatalogueModel[]): ModelIndex {
  const byProvider = new Map<string, Map<string, CatalogueModel>>();
  const byId = new Map<string, CatalogueModel[]>();
  for (const model of models) {
    const ids = byProvider.get(model.provider) ?? new Map<string, CatalogueModel>();
    byProvider.set(model.provider, ids.set(model.model.toLowerCase(), model));
    byId.set(model.model.toLowerCase(), [...(byId.get(model.model.toLowerCase()) ?? []), model]);
  }
  return {
    all: models,
    exact: (provider, model) => byProvider.get(provider.toLowerCase())?.get(model.toLowerCase()) ?? null,
    byId: (model) => byId.get(model.toLowerCase()) ?? [],
    find(provider, model) {
      const ids = byProvider.get(provider.toLowerCase());
      if (ids === undefined) return null;
      const name = model.toLowerCase();
      const exact = ids.get(name);
      if (exact !== undefined) return { model: exact, kind: 'exact' };
      const dated = ids.get(withoutDate(name));
      if (dated !== undefined) return { model: dated, kind: 'dated' };
      const likely = longestPrefix(ids, name);
      return likely === null ? null : { model: likely, kind: 'prefix' };
    },
  };
}

function longestPrefix(ids: ReadonlyMap<string, CatalogueModel>, name: string): CatalogueModel | null {
  let best: CatalogueModel | null = null;
  for (const [id, model] of ids) {
    if (!name.startsWith(id) || !PREFIX_ENDS.has(name.charAt(id.length))) continue;
    if (best === null || id.length > best.model.length) best = model;
  }
  return best;
}
