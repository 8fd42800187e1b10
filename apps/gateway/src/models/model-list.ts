import { VIRTUAL_MODELS } from '@llm-cost-optimizer/routing';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** One model in OpenAI's shape; what is beyond it is ours and optional. */
export interface ListedModel {
  readonly id: string;
  readonly object: 'model';
  /** Unix seconds. */
  readonly created: number;
  readonly owned_by: string;
  /** Largest prompt plus answer in tokens; absent when not known. */
  readonly context_window?: number;
}

/** `created` of names that stand for no dated model: the day this product began. */
const CREATED = Date.parse('2026-01-01') / 1_000;

/**
 * The models a client may name, each id once: the virtual ones first, then everything the configured providers offer.
 * Models are listed as `provider/model`, which pins exactly that one.
 */
export function listModels(snapshot: Snapshot, nowMs: number): readonly ListedModel[] {
  const models = new Map<string, ListedModel>();
  for (const id of VIRTUAL_MODELS) models.set(id, { id, object: 'model', created: CREATED, owned_by: 'lco' });
  for (const alias of Object.keys(snapshot.config.modelAliases)) {
    add(models, { id: alias, object: 'model', created: CREATED, owned_by: 'lco' });
  }
  for (const model of snapshot.catalogue.list(nowMs)) {
    if (model.kind !== 'chat' || model.status === 'retired' || !snapshot.providerIds.has(model.provider)) continue;
    add(models, {
      id: model.id,
      object: 'model',
      created: model.releasedOn === null ? CREATED : Math.floor(Date.parse(model.releasedOn) / 1_000),
      owned_by: model.provider,
      ...(model.contextTokens === null ? {} : { context_window: model.contextTokens }),
    });
  }
  for (const { id: provider, models: own } of snapshot.config.providers) {
    for (const model of own) {
      const contextTokens = snapshot.deployment(provider, model)?.capabilities.contextTokens ?? null;
      add(models, {
        id: `${provider}/${model}`,
        object: 'model',
        created: CREATED,
        owned_by: provider,
        ...(contextTokens === null ? {} : { context_window: contextTokens }),
      });
    }
  }
  return [...models.values()];
}

/** The model of a list under its id, or under the plain name that resolves to it (`gpt-6-luna`). Null = not offered. */
export function findModel(
  models: readonly ListedModel[],
  id: string,
  snapshot: Snapshot,
  nowMs: number,
): ListedModel | null {
  const listed = models.find((model) => model.id === id);
  if (listed !== undefined) return listed;
  const ref = snapshot.catalogue.resolveTarget(id, snapshot.providerIds, nowMs)?.ref ?? null;
  if (ref === null) return null;
  const target = models.find((model) => model.id === `${ref.provider}/${ref.model}`);
  return target === undefined ? null : { ...target, id };
}

function add(models: Map<string, ListedModel>, model: ListedModel): void {
  if (!models.has(model.id)) models.set(model.id, model);
}
