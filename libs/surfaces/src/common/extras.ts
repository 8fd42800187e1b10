import type { AnswerExtras, Fields } from '../surface.ts';

/** Usage with `cost`, the name that OpenRouter gave it. */
export function withCost(usage: Fields, { costUsd }: Pick<AnswerExtras, 'costUsd'>): Fields {
  return costUsd === null ? usage : { ...usage, cost: Number(costUsd) };
}

/** A stored answer with the facts of this request in it. */
export function withExtras(answer: Fields, extras: AnswerExtras): Fields {
  const { usage } = answer;
  const costed = typeof usage === 'object' && usage !== null ? { usage: withCost({ ...usage }, extras) } : {};
  return { ...answer, ...costed, ...(extras.lco === null ? {} : { lco: extras.lco }) };
}
