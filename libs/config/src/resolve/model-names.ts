import type { ConfigFile, ModelRef } from '@llm-cost-optimizer/contracts';
import { MODES } from '@llm-cost-optimizer/contracts';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import type { Path } from '../file/positions.ts';
import type { Findings } from './findings.ts';

/** Names that mean "let the router decide"; an alias may lead there, and none may take their place. */
export const VIRTUAL_MODELS: ReadonlySet<string> = new Set(['auto', 'lco/auto', ...MODES.map((mode) => `lco/${mode}`)]);

export interface NameInputs {
  readonly file: ConfigFile;
  readonly catalogue: Catalogue;
  readonly availableProviders: ReadonlySet<string>;
  /** Models of local servers: they have no list price. */
  readonly localModels: readonly ModelRef[];
  /** Models that bare names may mean although no catalogue knows them: local ones and those of described providers. */
  readonly ownModels: readonly ModelRef[];
  readonly now: number;
}

/** Finds what the names of a configuration mean, the operator's own names first. */
export class ModelNames {
  private readonly inputs: NameInputs;
  private readonly own: ReadonlyMap<string, string>;
  private readonly findings: Findings;

  constructor(inputs: NameInputs, findings: Findings) {
    this.inputs = inputs;
    this.findings = findings;
    this.own = new Map(Object.entries(inputs.file.model_aliases ?? {}));
  }

  /** The model that a name in a route means; null after reporting why there is none. */
  target(name: string, path: Path): ModelRef | null {
    const final = this.followAliases(name, path);
    if (final === null) return null;
    const { catalogue, availableProviders, now } = this.inputs;
    const resolved = catalogue.resolveTarget(final, availableProviders, now);
    if (resolved === null || !availableProviders.has(resolved.ref.provider)) {
      const own = this.ownModel(final);
      if (own !== null) return this.chatModel(own, path);
    }
    if (resolved === null) return this.unknown(final, path);
    if (resolved.notice !== null) this.findings.warn(path, resolved.notice);
    return this.chatModel(resolved.ref, path);
  }

  /** The model whose price a name stands for; null after reporting why there is none. */
  baseline(name: string, path: Path): ModelRef | null {
    const final = this.followAliases(name, path);
    if (final === null) return null;
    const found = this.inputs.catalogue.resolveBaseline(final, this.inputs.now);
    if (found !== null) return found.ref;
    this.findings.error(
      path,
      `\`${final}\` has no known price, so savings cannot be measured against it.${this.hint(final)}`,
    );
    return null;
  }

  /** The operator's names and what each leads to, as `provider/model` or a virtual name. */
  aliases(): Record<string, string> {
    // Without a prototype: names come from people and are looked up with names from clients.
    const resolved: Record<string, string> = Object.create(null);
    for (const [name] of this.own) {
      const path = ['model_aliases', name];
      if (VIRTUAL_MODELS.has(name.toLowerCase())) {
        this.findings.error(path, `\`${name}\` is a name of the product itself and cannot be given another meaning.`);
        continue;
      }
      const end = this.endOfAliases(name);
      if (end !== null && VIRTUAL_MODELS.has(end.toLowerCase())) {
        resolved[name] = end.toLowerCase();
        continue;
      }
      const ref = this.target(name, path);
      if (ref !== null) resolved[name] = `${ref.provider}/${ref.model}`;
    }
    return resolved;
  }

  private followAliases(name: string, path: Path): string | null {
    const end = this.endOfAliases(name);
    if (end === null) {
      this.findings.error(path, `\`${name}\` leads in a circle through model_aliases. Let one of them name a model.`);
      return null;
    }
    if (!VIRTUAL_MODELS.has(end.toLowerCase())) return end;
    this.findings.error(path, `\`${end}\` lets the router decide, so it cannot stand here. Name a model.`);
    return null;
  }

  /** Null for a circle. */
  private endOfAliases(name: string): string | null {
    const seen = new Set<string>();
    let current = name.trim();
    for (let next = this.own.get(current); next !== undefined; next = this.own.get(current)) {
      if (seen.has(current)) return null;
      seen.add(current);
      current = next.trim();
    }
    return current;
  }

  private ownModel(name: string): ModelRef | null {
    const matches = ({ provider, model }: ModelRef) => name === model || name === `${provider}/${model}`;
    return this.inputs.ownModels.find(matches) ?? null;
  }

  private chatModel(ref: ModelRef, path: Path): ModelRef | null {
    const id = `${ref.provider}/${ref.model}`;
    const described = this.inputs.catalogue.describe(ref, this.inputs.now);
    if (described?.kind === 'embedding') {
      this.findings.error(path, `\`${id}\` makes embeddings and cannot answer chat requests. Name a chat model.`);
      return null;
    }
    if (described === null && !this.isPriced(ref)) {
      this.findings.warn(path, `\`${id}\` is in no price list: its cost will be unknown.${this.hint(ref.model)}`);
    }
    return ref;
  }

  private isPriced(ref: ModelRef): boolean {
    const isLocal = this.inputs.localModels.some(({ provider }) => provider === ref.provider);
    return isLocal || this.inputs.catalogue.resolveBaseline(`${ref.provider}/${ref.model}`, this.inputs.now) !== null;
  }

  private unknown(name: string, path: Path): null {
    this.findings.error(
      path,
      `\`${name}\` is not a known model.${this.hint(name) || ' Write `provider/model` to name one outright.'}`,
    );
    return null;
  }

  private hint(name: string): string {
    const near = [...this.inputs.catalogue.suggestNames(name)];
    return near.length === 0 ? '' : ` Did you mean ${near.map((one) => `\`${one}\``).join(' or ')}?`;
  }
}
