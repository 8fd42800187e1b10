import type { CostLine, SideCall, TokenUsage } from '@llm-cost-optimizer/contracts';
import { type Money, ZERO } from './money.ts';

/** What a price source says of one call. */
interface PricedCall {
  readonly money: Money | null;
  readonly lines: readonly CostLine[];
  readonly isEstimated: boolean;
}

/** All calls that a provider made beside an answer, by their own models. Null as soon as one has no known price. */
export function priceSideCalls(
  calls: readonly SideCall[],
  priceOf: (call: { readonly model: string; readonly usage: TokenUsage }) => PricedCall,
  answering: string,
): { readonly money: Money; readonly lines: readonly CostLine[]; readonly isEstimated: boolean } | null {
  let money = ZERO;
  let isEstimated = false;
  const lines: CostLine[] = [];
  for (const { model, usage } of calls) {
    const priced = priceOf({ model: model ?? answering, usage });
    if (priced.money === null) return null;
    money += priced.money;
    isEstimated ||= priced.isEstimated;
    lines.push(...priced.lines.map((line) => ({ ...line, model: model ?? answering })));
  }
  return { money, lines, isEstimated };
}
