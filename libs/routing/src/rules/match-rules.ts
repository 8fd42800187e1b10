import type { MatchedRule } from '@llm-cost-optimizer/contracts';
import type { CompiledRule } from './compile-rules.ts';
import { type Condition, type RuleFacts, UNSTORED } from './rule-facts.ts';

/** The rule that decides, and what a record needs to find it again. */
export interface RuleMatch {
  readonly rule: CompiledRule;
  /** As records carry it. */
  readonly matched: MatchedRule;
}

/** The first rule of which all conditions hold; null = none. */
export function matchRule(rules: readonly CompiledRule[], facts: RuleFacts): RuleMatch | null {
  for (const rule of rules) {
    if (firstFailure(rule, facts) === null) return { rule, matched: { index: rule.index, name: rule.name } };
  }
  return null;
}

/**
 * Finds the rule again from what is stored. Conditions on what is not (text, headers, who asked) hold for the rule that
 * matched then and for no other: one before it, whose stored conditions hold, can only have failed by them.
 */
export function rematchRule(
  rules: readonly CompiledRule[],
  facts: RuleFacts,
  before: MatchedRule | null,
): RuleMatch | null {
  for (const rule of rules) {
    const isHeld = before?.index === rule.index;
    const isMatch = rule.tests.every(({ condition, holds }) => (UNSTORED.has(condition) ? isHeld : holds(facts)));
    if (isMatch) return { rule, matched: { index: rule.index, name: rule.name } };
  }
  return null;
}

/** How each rule was judged, in order, for people who test them. */
export interface RuleVerdict {
  readonly index: number;
  readonly name: string;
  /** `matched` decides; `shadowed` would hold, too, but stands behind it. */
  readonly verdict: 'matched' | 'shadowed' | 'failed';
  /** Of a failed rule: the first condition that does not hold. */
  readonly failed: Condition | null;
}

/** The verdict on every rule. */
export function explainRules(rules: readonly CompiledRule[], facts: RuleFacts): readonly RuleVerdict[] {
  let isMatched = false;
  return rules.map((rule) => {
    const failed = firstFailure(rule, facts);
    const verdict = failed !== null ? 'failed' : isMatched ? 'shadowed' : 'matched';
    if (failed === null) isMatched = true;
    return { index: rule.index, name: rule.name, verdict, failed };
  });
}

function firstFailure({ tests }: CompiledRule, facts: RuleFacts): Condition | null {
  for (const { condition, holds } of tests) if (!holds(facts)) return condition;
  return null;
}
