import { hash } from 'node:crypto';
import type { ModelCapabilities, ModelRef } from '@llm-cost-optimizer/contracts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { findModel, type ListedModel, listModels } from './model-list.ts';

/**
 * What Ollama says of a model's file. Its server writes empty texts and a size of 0 for models that it does not hold itself,
 * and so does this one: clients take them for unknown.
 */
function detailsOf(family: string) {
  return { parent_model: '', format: '', family, families: [family], parameter_size: '', quantization_level: '' };
}

/** The models of `GET /api/tags`, the same as those of `GET /v1/models`. */
export function ollamaTags(snapshot: Snapshot, nowMs: number) {
  return listModels(snapshot, nowMs).map((model) => ({
    name: model.id,
    model: model.id,
    modified_at: timeOf(model),
    size: 0,
    // There is no file to have one; the command line of Ollama shows the beginning of it and fails without.
    digest: hash('sha256', model.id),
    details: detailsOf(model.owned_by),
  }));
}

/** The answer of `POST /api/show`; null when nobody offers the model. */
export function ollamaShow(snapshot: Snapshot, name: string, nowMs: number) {
  const ref = refOf(snapshot, name, nowMs);
  const isEmbedding = ref !== null && snapshot.catalogue.describe(ref)?.kind === 'embedding';
  const listed = findModel(listModels(snapshot, nowMs), name, snapshot, nowMs);
  if (listed === null && !isEmbedding) return null;
  const family = ref?.provider ?? 'lco';
  const known = ref === null ? null : (snapshot.deployment(ref.provider, ref.model)?.capabilities ?? null);
  const contextTokens = listed?.context_window ?? known?.contextTokens ?? null;
  return {
    modelfile: '',
    parameters: '',
    template: '',
    details: detailsOf(family),
    model_info: {
      'general.architecture': family,
      ...(contextTokens === null ? {} : { [`${family}.context_length`]: contextTokens }),
    },
    capabilities: isEmbedding ? ['embedding'] : capabilitiesOf(known),
    ...(listed === null ? {} : { modified_at: timeOf(listed) }),
  };
}

/** In Ollama's words. A route holds models for everything. */
function capabilitiesOf(known: ModelCapabilities | null): string[] {
  return [
    'completion',
    ...(known?.acceptsTools === false ? [] : ['tools']),
    ...(known?.acceptsImages === false ? [] : ['vision']),
    ...(known?.isReasoning === false ? [] : ['thinking']),
  ];
}

function refOf(snapshot: Snapshot, name: string, nowMs: number): ModelRef | null {
  const requested = snapshot.requestedModel(name);
  if (requested.kind === 'pinned') return { provider: requested.provider, model: requested.model };
  if (requested.kind === 'virtual') return null;
  return snapshot.catalogue.resolveTarget(name, snapshot.providerIds, nowMs)?.ref ?? null;
}

function timeOf({ created }: ListedModel): string {
  return new Date(created * 1_000).toISOString();
}
