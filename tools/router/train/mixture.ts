import { beyondBend, trustIn } from '../../../libs/routing/src/quality/reading-maths.ts';
import type { SourceFacts, WeightsHeader } from '../../../libs/routing/src/quality/weights-header.ts';
import type { Unseen } from './crossfit.ts';
import type { Row } from './data.ts';
import { platt } from './linear.ts';
import type { Part, Parts } from './parts.ts';
import { RECIPE } from './recipe.ts';
import type { Targets } from './targets.ts';

type Recipe = Readonly<Record<string, number>>;

/** What brings the mixtures of parts to probabilities, logits and gains. */
export interface Mixture {
  /** Per part, its deviation over prompts it did not learn from. */
  readonly deviations: Readonly<Record<string, number>>;
  /** Difficulty in logits per unit of its mixture. */
  readonly difficultyFactor: number;
  /** Per source, one over the deviation of its pair's mixture. */
  readonly pairFactors: readonly number[];
  readonly sources: readonly Omit<SourceFacts, 'shift'>[];
  readonly strange: readonly number[];
  readonly need: WeightsHeader['need'];
  /** Of the unseen rows: difficulty, and own pair number times likeness to the source; for the models' abilities. */
  readonly difficulty: Float64Array;
  readonly pair: Float64Array;
}

/** Shrinks what a small source says about its gain: rows added without any connection. */
const PRIOR_ROWS = 50;

/** Measures the recipe on prompts that the parts did not learn from. */
export function measureMixture(rows: readonly Row[], dev: readonly Row[], targets: Targets, unseen: Unseen): Mixture {
  const deviations = Object.fromEntries(
    Object.entries(unseen.values).map(([name, values]) => {
      const source = sourceOfPart(name);
      const own = unseen.rows.filter((row) => source === null || targets.sourceOf[row] === source);
      return [name, deviation(Array.from(own, (row) => values[row] ?? 0))];
    }),
  );
  const mixed = (recipe: Recipe, row: number, source: number): number => {
    let sum = 0;
    for (const [key, weight] of Object.entries(recipe)) {
      const name = key.replace('.s', `.${source}`);
      sum += (weight * (unseen.values[name]?.[row] ?? 0)) / (deviations[name] ?? 1);
    }
    return sum;
  };
  const needOf = (row: number): number => {
    const hardness = mixed(RECIPE.hardness, row, 0);
    return mixed(RECIPE.need, row, 0) + hardness - beyondBend(hardness, RECIPE.bend);
  };
  const sourceCount = targets.sources.length;
  const need = new Float64Array(rows.length);
  const rawPair = new Float64Array(rows.length);
  for (const row of unseen.rows) {
    const source = targets.sourceOf[row] ?? 0;
    need[row] = needOf(row);
    const likeness = unseen.likeness[row * sourceCount + source] ?? 0;
    const own = mixed(RECIPE.pair, row, source) * trustIn(likeness, RECIPE.trust);
    rawPair[row] = own + RECIPE.strange * (1 - likeness) * ((need[row] ?? 0) + RECIPE.strangeness);
  }
  const measured = targets.sources.map((name, source) => {
    const own = unseen.rows.filter((row) => targets.sourceOf[row] === source);
    const unit = deviation(Array.from(own, (row) => rawPair[row] ?? 0));
    const gap = meanOf(
      Array.from(targets.sourceOf.keys()).filter((row) => targets.sourceOf[row] === source),
      targets.gain,
    );
    let product = 0;
    for (const row of own) product += ((rawPair[row] ?? 0) / unit) * ((targets.gain[row] ?? 0) - gap);
    return { name, gap: round(gap), unit, factor: round(Math.max(MIN_FACTOR, product / (own.length + PRIOR_ROWS))) };
  });
  const rawDifficulty = Float64Array.from(unseen.rows, (row) => mixed(RECIPE.difficulty, row, 0));
  const wins = Float64Array.from(unseen.rows, (row) => 1 - (targets.failure[row] ?? 0));
  const difficultyFactor = Math.max(MIN_FACTOR, -platt(rawDifficulty, wins).slope);
  const line = platt(
    [...Array.from(unseen.rows, (row) => need[row] ?? 0), ...Array.from(unseen.others, (row) => needOf(row))],
    [...Array.from(unseen.rows, (row) => needsStrong(rows[row])), ...dev.map(needsStrong)],
  );
  return {
    deviations,
    difficultyFactor,
    pairFactors: measured.map(({ unit }) => 1 / unit),
    sources: measured.map(({ name, gap, factor }) => ({ name, gap, factor })),
    strange: measured.map(({ unit }) => round(RECIPE.strange / unit)),
    need: { slope: round(line.slope), offset: round(line.offset) },
    difficulty: rawDifficulty.map((x) => x * difficultyFactor),
    pair: Float64Array.from(unseen.rows, (row) => {
      const source = targets.sourceOf[row] ?? 0;
      const likeness = unseen.likeness[row * sourceCount + source] ?? 0;
      return ((rawPair[row] ?? 0) / (measured[source]?.unit ?? 1)) * likeness;
    }),
  };
}

/** The rows of the last layer: difficulty, need (before its bend), then the pair of each source. */
export function headsOf(parts: Parts, targets: Targets, mixture: Mixture): Float64Array[] {
  return [
    headOf(parts, mixture, RECIPE.difficulty, 0, mixture.difficultyFactor),
    headOf(parts, mixture, { ...RECIPE.need, ...RECIPE.hardness }, 0, 1),
    ...targets.sources.map((_, source) =>
      headOf(parts, mixture, RECIPE.pair, source, mixture.pairFactors[source] ?? 1),
    ),
  ];
}

/** Weights of the features (`size` of them) for the hardness in the need. */
export function hardnessOf(parts: Parts, size: number, mixture: Mixture): Float64Array {
  return headOf(parts, mixture, RECIPE.hardness, 0, 1).subarray(0, size);
}

function headOf({ parts }: Parts, { deviations }: Mixture, recipe: Recipe, source: number, factor: number): Part {
  const named = Object.entries(recipe).map(([key, weight]) => {
    const name = key.replace('.s', `.${source}`);
    const part = parts[name];
    if (part === undefined) throw new Error(`The recipe names a part that does not exist: ${name}.`);
    return { part, scale: (weight * factor) / (deviations[name] ?? 1) };
  });
  const length = named[0]?.part.length ?? 0;
  return Float64Array.from({ length }, (_, at) =>
    named.reduce((sum, { part, scale }) => sum + scale * (part[at] ?? 0), 0),
  );
}

/** Label of the general need: the weak model failed where the strong one did not. */
export function needsStrong(row: Row | undefined): number {
  return row !== undefined && row.weak_score < 0.5 && row.strong_score >= 0.5 ? 1 : 0;
}

const MIN_FACTOR = 0.005;
const MIN_DEVIATION = 1e-6;

function sourceOfPart(name: string): number | null {
  const dotAt = name.indexOf('.');
  return dotAt < 0 ? null : Number(name.slice(dotAt + 1));
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
  const found = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, values.length));
  // A part that says the same of every prompt (the topics of a source with one topic) differs by rounding only.
  return found > MIN_DEVIATION ? found : 1;
}

function meanOf(rows: readonly number[], values: Float64Array): number {
  return rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / Math.max(1, rows.length);
}

function round(x: number): number {
  return Math.round(x * 10_000) / 10_000;
}
