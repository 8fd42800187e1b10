import type { Deployment, Mode } from '@llm-cost-optimizer/contracts';
import type { Money } from '@llm-cost-optimizer/pricing';
import type { PlanInput } from '../plan-route.ts';
import type { PricedDeployment, Ranked } from '../strategies/strategy.ts';
import { reasonAgainst } from './select.ts';

/** Modes in which the router may not choose something dearer than what the client named. */
const THRIFTY: ReadonlySet<Mode> = new Set(['cost', 'balanced']);

export interface ExpectedTokens {
  readonly prompt: number;
  readonly completion: number;
}

/**
 * Routing never makes a named model dearer: where the model that the client named would cost less than the route's first
 * choice, it (or its successor, when it is retired) leads, and the route's choices are its fallbacks. Judged by the
 * named model's own price, so that `gpt-4` is not taken for its cheap successor. Quality and speed are asked for outright
 * and keep their order.
 */
export function namedFirst(
  input: PlanInput,
  ranked: readonly Ranked[],
  price: (deployment: Deployment) => PricedDeployment,
  tokens: ExpectedTokens,
): readonly Ranked[] {
  const { requested, mode } = input;
  const [first] = ranked;
  if (requested.kind !== 'named' || !THRIFTY.has(mode) || first === undefined) return ranked;
  const named = input.estimateNamed?.(requested.name, tokens.prompt, tokens.completion) ?? null;
  if (!isLess(named, first.estimate)) return ranked;
  const ref = input.resolveName(requested.name);
  const deployment = ref === null ? null : input.resolve(ref.provider, ref.model);
  if (deployment === null || reasonAgainst(input, deployment) !== null) return ranked;
  const priced = price(deployment);
  if (!isLess(priced.estimate, first.estimate)) return ranked;
  const reason = 'Named by the client, and cheaper than the choice of the route.';
  return [{ ...priced, reason }, ...ranked.filter((one) => one.deployment.id !== deployment.id)];
}

function isLess(amount: Money | null, other: Money | null): boolean {
  return amount !== null && other !== null && amount < other;
}
