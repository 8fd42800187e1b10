import type { RoutingRule } from '@llm-cost-optimizer/contracts';
import { type CompiledRule, type Condition, compileRules } from '@llm-cost-optimizer/routing';

/** Conditions on what the key of a repeated request does not tell. */
const VOLATILE: ReadonlySet<Condition> = new Set(['key', 'header', 'time']);

/** The rules of a configuration, ready for use. */
export class SnapshotRules {
  readonly all: readonly CompiledRule[];
  /** True when the same bytes from the same tenant always meet the same rule. */
  readonly isRepeatable: boolean;

  constructor(rules: readonly RoutingRule[]) {
    this.all = compileRules(rules).rules;
    this.isRepeatable = !this.all.some(({ tests }) => tests.some(({ condition }) => VOLATILE.has(condition)));
  }
}
