import type { DecisionInputs, EffectiveConfig, RoutePolicy, RoutingRule } from '@llm-cost-optimizer/contracts';

type Policies = Pick<EffectiveConfig, 'defaultMode' | 'judgement'>;

/** Inputs of a decision as another configuration would have made them, or the name of the rule that refuses the request there. */
export type MovedInputs =
  | { readonly kind: 'inputs'; readonly inputs: DecisionInputs }
  | { readonly kind: 'refused'; readonly rule: string };

/**
 * Moves the inputs of a decision from the configuration it was made with to another one: what equals the value of the old configuration is
 * taken for coming from it and becomes the new one's; everything else was asked by the client and stays. The rule that matched is
 * looked up by its name, other rules are not tried: they may need text that is not kept. Health is neutral.
 */
export function underConfiguration(inputs: DecisionInputs, from: Policies | null, to: Policies): MovedInputs {
  const newRule = ruleNamed(to, inputs.rule?.name);
  if (newRule?.outcome.kind === 'refuse') return { kind: 'refused', rule: newRule.name };
  const { health: _health, rule, ...rest } = inputs;
  const policy =
    from === null ? inputs.policy : movedPolicy(inputs, valuesOf(from, rule?.name), valuesOf(to, rule?.name));
  const isSameAim = policy.dial === inputs.policy.dial && policy.qualityTarget === inputs.policy.qualityTarget;
  const { toleratedLoss, ...others } = rest;
  return {
    kind: 'inputs',
    inputs: {
      ...others,
      policy,
      ...(isSameAim && toleratedLoss !== undefined ? { toleratedLoss } : {}),
      ...(rule === undefined || (from !== null && newRule === undefined) ? {} : { rule }),
    },
  };
}

interface Values extends Omit<RoutePolicy, 'fixedTier'> {
  readonly fixedTier: RoutePolicy['fixedTier'] | null;
}

function movedPolicy({ policy, requested }: DecisionInputs, from: Values, to: Values): RoutePolicy {
  const isModeNamed = requested.kind === 'virtual' && requested.mode !== null;
  const fixedTier = (policy.fixedTier ?? null) === from.fixedTier ? to.fixedTier : policy.fixedTier;
  return {
    mode: !isModeNamed && policy.mode === from.mode ? to.mode : policy.mode,
    dial: policy.dial === from.dial ? to.dial : policy.dial,
    qualityTarget: policy.qualityTarget === from.qualityTarget ? to.qualityTarget : policy.qualityTarget,
    minTier: policy.minTier === from.minTier ? to.minTier : policy.minTier,
    ...(fixedTier === null || fixedTier === undefined ? {} : { fixedTier }),
  };
}

function valuesOf(config: Policies, ruleName: string | undefined): Values {
  const outcome = ruleNamed(config, ruleName)?.outcome;
  const own = outcome?.kind === 'policy' ? outcome : undefined;
  return {
    mode: own?.mode ?? config.defaultMode,
    dial: own?.dial ?? config.judgement?.dial ?? null,
    qualityTarget: own?.qualityTarget ?? config.judgement?.qualityTarget ?? null,
    minTier: own?.minTier ?? null,
    fixedTier: own?.tier ?? null,
  };
}

function ruleNamed(config: Policies, name: string | undefined): RoutingRule | undefined {
  return name === undefined ? undefined : config.judgement?.rules.find((rule) => rule.name === name);
}
