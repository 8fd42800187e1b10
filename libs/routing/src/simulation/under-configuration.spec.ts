import type { DecisionInputs } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { underConfiguration } from './under-configuration.ts';

const inputs: DecisionInputs = {
  requested: { kind: 'virtual', name: 'auto', mode: null },
  policy: { mode: 'balanced', dial: null, qualityTarget: null, minTier: null },
};
const judgement = {
  scorer: 'learned',
  dial: null,
  qualityTarget: null,
  safeTier: 'medium',
  switchBudget: 0.1,
  rules: [],
} as const;
const from = { defaultMode: 'balanced', judgement } as const;
const to = { defaultMode: 'cost', judgement: { ...judgement, qualityTarget: 0.9 } } as const;
const rule = { index: 0, name: 'short' };

describe('inputs under another configuration', () => {
  it('take its defaults where they had the old ones', () => {
    const moved = underConfiguration(inputs, from, to);
    expect(moved).toMatchObject({ inputs: { policy: { mode: 'cost', qualityTarget: 0.9 } } });
  });

  it('keep what the client asked', () => {
    const policy = { ...inputs.policy, mode: 'quality', dial: 3 } as const;
    expect(underConfiguration({ ...inputs, policy }, from, to)).toMatchObject({
      inputs: { policy: { mode: 'quality', dial: 3 } },
    });
    const requested = { kind: 'virtual', name: 'lco/balanced', mode: 'balanced' } as const;
    expect(underConfiguration({ ...inputs, requested }, from, to)).toMatchObject({
      inputs: { policy: { mode: 'balanced' } },
    });
  });

  it('take the outcome of the rule of the same name, and lose a rule that is gone', () => {
    const outcome = { kind: 'policy', tier: 'low' } as const;
    const ruled = { ...from, judgement: { ...judgement, rules: [{ name: 'short', when: {}, outcome }] } };
    const recorded = { ...inputs, rule, policy: { ...inputs.policy, fixedTier: 'low' as const } };
    const gone = underConfiguration(recorded, ruled, from);
    expect(gone).toEqual({ kind: 'inputs', inputs });
    expect(underConfiguration(recorded, ruled, ruled)).toEqual({ kind: 'inputs', inputs: recorded });
    const refuse = { name: 'short', when: {}, outcome: { kind: 'refuse', message: 'no' } } as const;
    const refusing = { ...from, judgement: { ...judgement, rules: [refuse] } };
    expect(underConfiguration(recorded, ruled, refusing)).toEqual({ kind: 'refused', rule: 'short' });
  });

  it('have no health, and no account of a target that has changed', () => {
    const recorded = { ...inputs, health: { 'a/b': 'open' as const }, toleratedLoss: 0.1 };
    expect(JSON.stringify(underConfiguration(recorded, from, to))).not.toMatch(/health|toleratedLoss/);
  });
});
