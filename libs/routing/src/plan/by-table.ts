import { type ComplexityScore, type RoutePlan, TIERS, type Tier } from '@llm-cost-optimizer/contracts';
import { judgeWith } from '../complexity/scorer.ts';
import type { PlanInput } from '../plan-route.ts';
import { type Aim, aimOf } from '../policy/aim.ts';
import { rankByAim } from '../policy/rank-by-aim.ts';
import { STRATEGIES } from '../strategies/index.ts';
import type { Ranked } from '../strategies/strategy.ts';
import { priceOf, type Reading, tokensOf } from './expect.ts';
import { finish } from './finish.ts';
import { namedFirst } from './named-first.ts';
import { type Notes, policyOf } from './notes.ts';
import { type Selection, selectDeployments, selectPool } from './select.ts';
import { stayOrMove } from './stay-or-move.ts';

/**
 * The plan for a request that leaves the choice to the router. Without dial or target, the mode orders the list of the score's
 * tier; with one, all lists of the mode are one pool and the cheapest that keeps the target leads.
 */
export function planByTable(input: PlanInput, notes: Notes): RoutePlan {
  const judgement = input.judgement ?? judgeWith(input.scorer, input.body, input.features);
  const { reading } = judgement;
  const policy = policyOf(input);
  const wanted = policy.fixedTier === undefined ? aimOf(policy, (target) => notes.lossOf(target)) : null;
  // Without probabilities nothing can be compared with a target: then score and mode decide as if there were none. The cheapest of
  // all is found without them.
  const isKnown = reading !== null && input.chance !== undefined;
  const aim = isKnown || wanted?.target === null ? wanted : null;
  const tier = tierFor(judgement.complexity, aim, policy);
  const facts: Reading = { input, notes, complexity: judgement.complexity, reading, aim, tier };
  const selection = aim === null ? selectDeployments(input, tier) : selectPool(input, tier);
  const priced = selection.deployments.map((deployment) => priceOf(facts, deployment));
  const ordered =
    aim === null
      ? STRATEGIES[input.mode].order(priced, {
          tier: selection.tier,
          isAbstained: judgement.complexity.isAbstained === true,
        })
      : rankByAim(priced, aim, input.mode);
  const named =
    aim === null || aim.target === null || aim.target < THRIFTY_TARGET ? withNamed(facts, ordered) : ordered;
  const { ranked, switching } = stayOrMove(facts, named);
  return finish(input, notes, {
    complexity: judgement.complexity,
    reason: reasonOf(facts, selection),
    ranked,
    dropped: selection.dropped,
    strongest: reading === null ? null : strongestOf(facts, ranked),
    switching,
  });
}

/** From this target on the better answer was asked for outright, and a cheap name in `model` does not go before it. */
const THRIFTY_TARGET = 0.9;

function withNamed(facts: Reading, ordered: readonly Ranked[]): readonly Ranked[] {
  return namedFirst(facts.input, ordered, (deployment) => priceOf(facts, deployment), tokensOf(facts, null));
}

/** A target looks at all tiers; an abstaining scorer and `min_tier` take the lowest ones away. */
function tierFor(complexity: ComplexityScore, aim: Aim | null, policy: ReturnType<typeof policyOf>): Tier {
  if (policy.fixedTier !== undefined) return policy.fixedTier;
  const own = aim !== null && complexity.isAbstained !== true ? 'low' : complexity.tier;
  return policy.minTier !== null && TIERS.indexOf(policy.minTier) > TIERS.indexOf(own) ? policy.minTier : own;
}

/** The best chance among all models of the mode's lists and the candidates. */
function strongestOf({ input, notes, reading }: Reading, ranked: readonly Ranked[]): number | null {
  if (reading === null) return null;
  let strongest = 0;
  for (const { chance } of ranked) strongest = Math.max(strongest, chance?.pGood ?? 0);
  const row = input.tables.cells[input.mode];
  for (const tier of TIERS) {
    for (const deployment of row[tier].deployments) {
      strongest = Math.max(strongest, notes.chance(deployment, reading)?.pGood ?? 0);
    }
  }
  return strongest;
}

function reasonOf({ input, complexity, aim, tier }: Reading, selection: Selection): string {
  const rule = input.rule === undefined ? '' : `rule:${input.rule.name} `;
  const abstained = complexity.isAbstained === true ? ' abstained' : '';
  if (aim !== null) return `${rule}mode:${input.mode} ${aim.label.replace(' ', ':').replace(' %', '%')}${abstained}`;
  const widened = selection.tier === tier ? '' : ` widened:${selection.tier}`;
  return `${rule}mode:${input.mode} tier:${tier}${widened}${abstained}`;
}
