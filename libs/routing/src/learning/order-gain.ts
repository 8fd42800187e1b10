import type { Label } from './label.ts';

/** Two ways to order prompts by how much they need the strong model. */
export interface Orders {
  readonly shipped: (label: Label) => number;
  readonly learned: (label: Label) => number;
}

/**
 * How much better the learned order sorts the outcomes: the mean change of a prompt's place (0 to 1) times the strong model's outcome,
 * minus the same for the weak one. That is the change of the area under the quality curve (APGR before it is divided by the gap).
 * Labels of one model each, or of both about the same prompts, serve alike. `error` = standard error; 0 without evidence.
 */
export function orderGain(
  strongLabels: readonly Label[],
  weakLabels: readonly Label[],
  orders: Orders,
): { readonly gain: number; readonly error: number } {
  const byPrompt = new Map([...strongLabels, ...weakLabels].map((label) => [label.id, label]));
  const labels = [...byPrompt.values()];
  const shipped = placesOf(labels, orders.shipped);
  const learned = placesOf(labels, orders.learned);
  const moved = new Map(labels.map(({ id }, at) => [id, (learned[at] ?? 0) - (shipped[at] ?? 0)]));
  const weakById = new Map(weakLabels.map((label) => [label.id, label]));
  const paired = strongLabels.flatMap((label) => {
    const other = weakById.get(label.id);
    return other === undefined ? [] : [{ id: label.id, value: label.outcome - other.outcome }];
  });
  const isPaired = new Set(paired.map(({ id }) => id));
  const alone = (own: readonly Label[]): { id: string; value: number }[] =>
    own.filter(({ id }) => !isPaired.has(id)).map(({ id, outcome }) => ({ id, value: outcome }));
  const both = covariance(paired, moved);
  const [able, cheap] = [covariance(alone(strongLabels), moved), covariance(alone(weakLabels), moved)];
  const single = { mean: able.mean - cheap.mean, variance: able.variance + cheap.variance };
  const share = paired.length / Math.max(1, labels.length);
  return {
    gain: share * both.mean + (1 - share) * single.mean,
    error: Math.sqrt(share * share * both.variance + (1 - share) * (1 - share) * single.variance),
  };
}

/** Mean of the moves times the values less their mean, and the variance of that mean. */
function covariance(
  values: readonly { readonly id: string; readonly value: number }[],
  moved: ReadonlyMap<string, number>,
): { mean: number; variance: number } {
  if (values.length < 2) return { mean: 0, variance: 0 };
  const middle = values.reduce((sum, { value }) => sum + value, 0) / values.length;
  const products = values.map(({ id, value }) => (moved.get(id) ?? 0) * (value - middle));
  const mean = products.reduce((sum, x) => sum + x, 0) / products.length;
  const variance = products.reduce((sum, x) => sum + (x - mean) ** 2, 0) / products.length / products.length;
  return { mean, variance };
}

/** Place of each label in an order, 0 to below 1. */
function placesOf(labels: readonly Label[], value: (label: Label) => number): Float64Array {
  const order = labels.map((label, at) => ({ at, value: value(label) })).sort((a, b) => a.value - b.value);
  const places = new Float64Array(labels.length);
  order.forEach(({ at }, place) => {
    places[at] = place / labels.length;
  });
  return places;
}
