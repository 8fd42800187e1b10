import { type Deployment, type Mode, type SwitchTrace, TIERS } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd, ZERO } from '@llm-cost-optimizer/pricing';
import type { Ranked } from '../strategies/strategy.ts';
import { priceOf, type Reading, tokensOf } from './expect.ts';
import { reasonAgainst } from './select.ts';

/** Modes in which a warm cache that makes a model cheaper is a reason to stay with it. */
const THRIFTY: ReadonlySet<Mode> = new Set(['cost', 'balanced']);
const DEFAULT_BUDGET = 0.1;
/** Staying must not answer worse than moving by more than this. */
const TOLERATED_LOSS = 0.02;

/**
 * Prices the change of model inside a conversation: the first choice is compared, for this very request, with the model at
 * which the conversation's prompt cache is warm. In cost and balanced mode the conversation stays where staying costs no more
 * and answers no worse; and it stays, too, when moves have already lost more than their share of what it has cost, so that it does
 * not go to and fro. A model that cannot serve the turn (lower tier, missing ability, broken) never holds it back.
 */
export function stayOrMove(
  facts: Reading,
  ranked: readonly Ranked[],
): { readonly ranked: readonly Ranked[]; readonly switching: SwitchTrace | null } {
  const { input } = facts;
  const [first] = ranked;
  const warm = input.warm ?? null;
  if (warm === null || first === undefined || input.estimateWarm === undefined) return { ranked, switching: null };
  const deployment =
    ranked.find((one) => one.deployment.id === warm.deploymentId)?.deployment ?? outside(facts, warm.deploymentId);
  if (deployment === null) return { ranked, switching: null };
  const stay: Ranked = { ...priceOf(facts, deployment), reason: STAY };
  const credit = creditOf(facts, stay);
  const lost = usd(warm.lostUsd);
  const share = (usd(warm.paidUsd) * BigInt(Math.round((input.switchBudget ?? DEFAULT_BUDGET) * 1_000))) / 1_000n;
  // The first move is always free to be made: a conversation may have begun at the wrong model.
  const isBudgetSpent = lost > ZERO && lost + credit > share;
  const trace = (stayVsMove: 'stay' | 'move'): SwitchTrace => ({
    warmDeploymentId: warm.deploymentId,
    cacheCreditUsd: toUsdString(credit),
    switchCostUsd: stayVsMove === 'stay' ? '0' : toUsdString(credit),
    stayVsMove,
    isBudgetSpent,
  });
  if (first.deployment.id === deployment.id) return { ranked, switching: trace('stay') };
  const isWorthIt = THRIFTY.has(input.mode) && (isBudgetSpent || isNoDearer(stay, first));
  if (!isWorthIt || !isGoodEnough(facts, stay, first)) return { ranked, switching: trace('move') };
  const others = ranked.filter((one) => one.deployment.id !== deployment.id);
  return { ranked: [stay, ...others], switching: trace('stay') };
}

const STAY = 'Its prompt cache is warm from this conversation: moving would cost more.';

/** The warm deployment where this turn's lists do not name it: only one that is able, allowed and healthy counts. */
function outside({ input, notes }: Reading, id: string): Deployment | null {
  const slash = id.indexOf('/');
  const deployment = slash < 0 ? null : input.resolve(id.slice(0, slash), id.slice(slash + 1));
  if (deployment === null || reasonAgainst(input, deployment) !== null) return null;
  return notes.health(id) === 'ok' ? deployment : null;
}

function creditOf(facts: Reading, stay: Ranked): Money {
  const { prompt, completion } = tokensOf(facts, stay.deployment);
  const cold = facts.input.estimate(stay.deployment, prompt, completion);
  if (cold === null || stay.estimate === null || cold <= stay.estimate) return ZERO;
  return cold - stay.estimate;
}

function isNoDearer(stay: Ranked, first: Ranked): boolean {
  return stay.estimate !== null && first.estimate !== null && stay.estimate <= first.estimate;
}

/** By probability where it is known, else by tier: a model of a lower tier must not hold a harder turn. */
function isGoodEnough({ input, tier }: Reading, stay: Ranked, first: Ranked): boolean {
  if (stay.chance !== undefined && first.chance !== undefined) {
    return stay.chance.pGood >= first.chance.pGood - TOLERATED_LOSS;
  }
  const row = input.tables.cells[input.mode];
  return TIERS.slice(TIERS.indexOf(tier)).some((one) =>
    row[one].deployments.some(({ id }) => id === stay.deployment.id),
  );
}
