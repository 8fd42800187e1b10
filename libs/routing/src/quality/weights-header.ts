import type { AbilityTable } from './abilities.ts';

export interface SourceFacts {
  readonly name: string;
  /** What its strong model gained over its weak one: on average, and per unit of the source's pair number. */
  readonly gap: number;
  readonly factor: number;
  /** How much easier than others its prompts are for the same models, in logits. */
  readonly shift: number;
}

/** What the trainer writes beside the arrays of a weights file. */
export interface WeightsHeader {
  readonly format: 3;
  /** Numbers of a word's vector. */
  readonly dimensions: number;
  readonly wordScale: number;
  readonly ngramScale: number;
  /** Names of the topics, in the order of the arrays. */
  readonly topics: readonly string[];
  /** The sources of the training data. */
  readonly sources: readonly SourceFacts[];
  /** Per source, how much the general need counts where a prompt is unlike the source. */
  readonly strange: readonly number[];
  /** How much being unlike the source counts itself, in units of the general need. */
  readonly strangeness: number;
  /** Least share of what a source says itself, and the likeness from which on it counts in full. */
  readonly trust: { readonly least: number; readonly from: number };
  /** From which hardness on (units of the general need) a prompt is likely too hard for both models, and how the need goes on from there. */
  readonly bend: { readonly from: number; readonly slope: number };
  /** need = sigmoid(slope * vector[1] + offset). */
  readonly need: { readonly slope: number; readonly offset: number };
  readonly abilities: AbilityTable;
}
