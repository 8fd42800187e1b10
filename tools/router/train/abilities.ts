import type { AbilityTable } from '../../../libs/routing/src/quality/abilities.ts';
import type { Row } from './data.ts';

/**
 * Public list prices at the time of the models, USD per million tokens (three parts input, one part output); for open models
 * the usual price of hosted inference. Only for the slope between price and ability.
 */
const PRICES: Readonly<Record<string, number>> = {
  'gpt-4-1106-preview': 15,
  'gpt-4o-2024-08-06': 4.38,
  'gpt-4o-2024-05-13': 7.5,
  'gpt-4o-mini-2024-07-18': 0.26,
  'gpt-3.5-turbo-0125': 0.75,
  'gpt-3.5-turbo-0613': 1.63,
  'gemini-1.5-pro': 2.19,
  'gemini-1.5-flash': 0.13,
  'Meta-Llama-3.1-70B-Instruct': 0.75,
  'Meta-Llama-3.1-8B-Instruct': 0.1,
  'mixtral-8x7b-instruct-v0.1': 0.6,
  'Qwen2-72B-Instruct': 0.9,
  'Qwen2-7B-Instruct': 0.2,
  'Qwen2.5-72B-Instruct': 0.6,
  'Qwen2.5-7B-Instruct': 0.15,
  'qwen2.5-7b-instruct': 0.15,
  'Mistral-7B-Instruct-v0.2': 0.2,
  'mistral-7b-instruct-v0.3': 0.2,
  'gemma-2-9b-it': 0.15,
  'DeepSeek-Coder-V2': 0.18,
  'llama-3.1-nemotron-51b-instruct': 0.6,
  'llama-3.3-nemotron-super-49b-v1': 0.4,
};
const MAX_STEPS = 40;
const MAX_LEVEL = 4;
const MAX_SLOPE = 8;
/** A model that is known from a source is told by a slope that is not zero. */
const MIN_SLOPE = 0.001;
/** How far the shifts of the sources are believed: few models stand in several of them. */
const SHIFT_TRUST = 0.7;
/** Strength of the belief that a slope is zero. */
const SLOPE_PRIOR = 0.5;

/**
 * Fits a level per model and a mean logit per source by Newton steps on P(good) = sigmoid(level + source - difficulty), then per model
 * and source how far the source's pair number (`pairs`, one per row) tells the model's answers apart.
 */
export function trainAbilities(
  rows: readonly Row[],
  difficulties: Float64Array,
  sources: readonly string[],
  pairs: Float64Array,
): { abilities: AbilityTable; shifts: readonly number[] } {
  const models = [...new Set(rows.flatMap((row) => Object.keys(row.scores)))].sort();
  const levels = new Float64Array(models.length);
  const shifts = new Float64Array(sources.length);
  const results = rows.flatMap((row, at) =>
    Object.entries(row.scores).map(([name, score]) => ({
      model: models.indexOf(name),
      source: sources.indexOf(row.source),
      difficulty: difficulties[at] ?? 0,
      pair: pairs[at] ?? 0,
      score,
    })),
  );
  for (let step = 0; step < MAX_STEPS; step++) {
    newton(
      levels,
      results,
      (result) => result.model,
      (result) => shifts[result.source] ?? 0,
    );
    newton(
      shifts,
      results,
      (result) => result.source,
      (result) => levels[result.model] ?? 0,
    );
    const mean = levels.reduce((sum, x) => sum + x, 0) / levels.length;
    levels.forEach((level, at) => {
      levels[at] = level - mean;
    });
    shifts.forEach((shift, at) => {
      shifts[at] = shift + mean;
    });
  }
  const middle = shifts.reduce((sum, x) => sum + x, 0) / shifts.length;
  const known = models.map((name, at) => ({
    name,
    level: round(clamp((levels[at] ?? 0) + middle)),
    price: PRICES[name],
  }));
  const slopesOf = (name: string): number[] => {
    const own = results.filter(({ model }) => models[model] === name);
    // The first slope belongs to the general need, which tells nothing of one model.
    return [
      0,
      ...sources.map((_, source) =>
        slopeOf(
          own.filter((result) => result.source === source),
          levels,
          shifts,
        ),
      ),
    ];
  };
  const abilities: AbilityTable = {
    models: Object.fromEntries(known.map(({ name, level }) => [name.toLowerCase(), { level, slopes: slopesOf(name) }])),
    byPrice: priceLine(known),
    meanQualityLogit: 0,
  };
  return { abilities, shifts: Array.from(shifts, (shift) => round((shift - middle) * SHIFT_TRUST)) };
}

interface Result {
  readonly model: number;
  readonly source: number;
  readonly difficulty: number;
  readonly pair: number;
  readonly score: number;
}

/** Slope of a model's answers over the pair number in one source; 0 without answers. */
function slopeOf(results: readonly Result[], levels: Float64Array, shifts: Float64Array): number {
  if (results.length === 0) return 0;
  let slope = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    let gradient = -SLOPE_PRIOR * slope;
    let curvature = SLOPE_PRIOR;
    for (const { model, source, difficulty, pair, score } of results) {
      const p = 1 / (1 + Math.exp(-((levels[model] ?? 0) + (shifts[source] ?? 0) - difficulty + slope * pair)));
      gradient += (score - p) * pair;
      curvature += p * (1 - p) * pair * pair;
    }
    slope += gradient / curvature;
  }
  return round(Math.max(-MAX_SLOPE, Math.min(MAX_SLOPE, slope))) || MIN_SLOPE;
}

function newton(
  values: Float64Array,
  results: readonly Result[],
  indexOf: (result: Result) => number,
  otherOf: (result: Result) => number,
): void {
  const gradient = new Float64Array(values.length);
  const curvature = new Float64Array(values.length).fill(2);
  for (const result of results) {
    const at = indexOf(result);
    const p = 1 / (1 + Math.exp(-((values[at] ?? 0) + otherOf(result) - result.difficulty)));
    gradient[at] = (gradient[at] ?? 0) + result.score - p;
    curvature[at] = (curvature[at] ?? 0) + p * (1 - p);
  }
  values.forEach((value, at) => {
    values[at] = value + (gradient[at] ?? 0) / (curvature[at] ?? 1);
  });
}

function priceLine(known: readonly { level: number; price: number | undefined }[]): AbilityTable['byPrice'] {
  const points = known.flatMap(({ level, price }) => (price === undefined ? [] : [{ x: Math.log(price), level }]));
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { level }) => sum + level, 0) / points.length;
  const covariance = points.reduce((sum, { x, level }) => sum + (x - meanX) * (level - meanY), 0);
  const variance = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = Math.max(0, covariance / variance);
  const all = known.map(({ level }) => level);
  return { base: round(meanY - slope * meanX), slope: round(slope), min: Math.min(...all), max: Math.max(...all) };
}

const clamp = (x: number): number => Math.max(-MAX_LEVEL, Math.min(MAX_LEVEL, x));
const round = (x: number): number => Math.round(x * 1000) / 1000;
