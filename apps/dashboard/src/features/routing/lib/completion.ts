import type { ModelList } from '@llm-cost-optimizer/contracts';
import { isMapping, keysOf, type SchemaNode, schemaAt, typeLabel, valuesOf } from './schema-node.ts';
import { type YamlPosition, yamlPositionAt } from './yaml-position.ts';

export type OfferedModel = ModelList['models'][number];

/** One proposal of the editor. */
export interface Proposal {
  readonly label: string;
  /** What is written when it is taken. */
  readonly insert: string;
  readonly kind: 'key' | 'value' | 'model';
  /** Beside the label: type, price, status. */
  readonly hint: string;
  /** Explanation below or beside the list; null when there is none. */
  readonly info: string | null;
  /** Higher comes first. */
  readonly rank: number;
}

export interface Completion {
  /** Where the text to replace begins. */
  readonly from: number;
  readonly proposals: readonly Proposal[];
}

/**
 * Proposals for the cursor at `offset`: keys that are still missing at this place, the words of a choice, or models
 * with price and status. Null where nothing is to be proposed.
 */
export function completeConfig(text: string, offset: number, models: readonly OfferedModel[]): Completion | null {
  const position = yamlPositionAt(text, offset);
  if (position === null) return null;
  const node = schemaAt(position.path);
  if (node === null) return null;
  const proposals = position.kind === 'key' ? keyProposals(node, position) : valueProposals(node, position, models);
  return proposals.length === 0 ? null : { from: position.from, proposals };
}

/** Places where the name of a model is expected. */
export function takesModel(path: readonly string[]): boolean {
  const [top, second] = path;
  if (top === 'routing_rules') return path.length === 3;
  if (top === 'baseline') return path.length === 2 && second === 'model';
  return top === 'model_aliases' && path.length === 2;
}

/** The name people would write for a model: its plain id, unless it belongs to several providers. */
export function writtenName(model: OfferedModel, models: readonly OfferedModel[]): string {
  const isShared = models.some((other) => other.model === model.model && other.id !== model.id);
  return isShared || model.model.includes('/') ? model.id : model.model;
}

/** Price and state of a model in a few words, e.g. `$0.10 in, $0.50 out per Mtok, simulated`. */
export function modelHint(model: OfferedModel): string {
  const price =
    model.inputUsdPerMillion === null || model.outputUsdPerMillion === null
      ? 'no price'
      : `$${shortRate(model.inputUsdPerMillion)} in, $${shortRate(model.outputUsdPerMillion)} out per Mtok`;
  const state = [
    model.isAvailable ? null : 'no provider key',
    model.status === 'active' ? null : model.status,
    model.retiresOn === null || model.status === 'retired' ? null : `retires ${model.retiresOn}`,
  ];
  return [price, ...state.filter((word) => word !== null)].join(', ');
}

/** Price in the least room: `$0.10 / $0.50`, in and out per million tokens; null when unknown. */
export function shortPrice({ inputUsdPerMillion, outputUsdPerMillion }: OfferedModel): string | null {
  if (inputUsdPerMillion === null || outputUsdPerMillion === null) return null;
  return `$${shortRate(inputUsdPerMillion)} / $${shortRate(outputUsdPerMillion)}`;
}

/** Documentation of the key at a path; null when the path is not known or has none. */
export function describeKey(path: readonly string[]): { name: string; type: string; text: string } | null {
  const node = schemaAt(path);
  const name = path.at(-1);
  if (node === null || name === undefined) return null;
  const choices = valuesOf(node);
  const type = choices.length > 0 ? choices.join(' | ') : typeLabel(node);
  return { name, type, text: node.description ?? '' };
}

function keyProposals(node: SchemaNode, position: YamlPosition): Proposal[] {
  return keysOf(node)
    .filter(([key]) => !position.siblings.includes(key))
    .map(([key, schema], index) => ({
      label: key,
      insert: isMapping(schema) ? `${key}:\n${' '.repeat(2 * (position.path.length + 1))}` : `${key}: `,
      kind: 'key' as const,
      hint: typeLabel(schema),
      info: schema.description ?? null,
      rank: -index,
    }));
}

function valueProposals(node: SchemaNode, position: YamlPosition, models: readonly OfferedModel[]): Proposal[] {
  if (takesModel(position.path)) return modelProposals(position, models);
  if (position.isListEntry) return [];
  return valuesOf(node).map((value, index) => ({
    label: value,
    insert: value,
    kind: 'value' as const,
    hint: '',
    info: node.description ?? null,
    rank: -index,
  }));
}

/** Usable models first; retired ones only where a price reference is meant, since no route may name them. */
function modelProposals(position: YamlPosition, models: readonly OfferedModel[]): Proposal[] {
  const isReference = position.path[0] === 'baseline';
  return models
    .filter((model) => isReference || model.status !== 'retired')
    .map((model) => ({ model, name: writtenName(model, models) }))
    .filter(({ model, name }) => !position.siblings.some((beside) => [name, model.id, model.model].includes(beside)))
    .map(({ model, name }) => ({
      label: name,
      insert: name,
      kind: 'model' as const,
      hint: modelHint(model),
      info: `${model.provider}${model.isSimulated ? ', simulated' : ''}`,
      rank: (model.isAvailable ? 10 : 0) + (model.status === 'active' ? 5 : 0),
    }));
}

function shortRate(rate: string): string {
  const value = Number(rate);
  return Number.isInteger(value)
    ? String(value)
    : value.toFixed(Math.max(2, rate.replace(/0+$/, '').split('.')[1]?.length ?? 0));
}
