import type { ModelRef } from '@llm-cost-optimizer/contracts';
import type { Catalogue } from '@llm-cost-optimizer/pricing';

const ALWAYS = Number.NEGATIVE_INFINITY;
const NEVER = Number.POSITIVE_INFINITY;
/** Ollama's name for a model without a tag. */
const DEFAULT_TAG = ':latest';
/** Bound on remembered models; pinned ones are named by clients. */
const MAX_KNOWN = 2_000;

/**
 * Which models can no longer be called: those whose last day the catalogue knows to be over, and those that a local
 * server does not have in its own list. A server that has named no models yet is taken to have all.
 */
export class Retirement {
  private readonly catalogue: Pick<Catalogue, 'describe'>;
  private readonly offered = new Map<string, Set<string>>();
  /** By model, the wall-clock time from which it is gone. */
  private readonly known = new Map<string, number>();

  constructor(catalogue: Pick<Catalogue, 'describe'>, listed: readonly ModelRef[]) {
    this.catalogue = catalogue;
    for (const { provider, model } of listed) {
      const models = this.offered.get(provider) ?? new Set();
      this.offered.set(provider, models.add(withTag(model)));
    }
  }

  isRetired({ provider, model }: ModelRef, atMs: number): boolean {
    const id = `${provider}/${model}`;
    let from = this.known.get(id);
    if (from === undefined) {
      from = this.retiredFrom({ provider, model });
      if (this.known.size >= MAX_KNOWN) this.known.clear();
      this.known.set(id, from);
    }
    return atMs >= from;
  }

  private retiredFrom(ref: ModelRef): number {
    const offered = this.offered.get(ref.provider);
    if (offered !== undefined) return offered.has(withTag(ref.model)) ? NEVER : ALWAYS;
    const described = this.catalogue.describe(ref);
    if (described === null) return NEVER;
    if (described.retiresOn !== null) return Date.parse(described.retiresOn);
    return described.status === 'retired' ? ALWAYS : NEVER;
  }
}

function withTag(model: string): string {
  return model.endsWith(DEFAULT_TAG) ? model.slice(0, -DEFAULT_TAG.length) : model;
}
