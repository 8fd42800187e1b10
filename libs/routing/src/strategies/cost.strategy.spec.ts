import type { Deployment } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STRATEGIES } from './index.ts';
import type { PricedDeployment } from './strategy.ts';

const capabilities: Deployment['capabilities'] = {
  contextTokens: null,
  maxInputTokens: null,
  maxOutputTokens: null,
  acceptsImages: true,
  acceptsTools: true,
  acceptsJsonSchema: true,
  isReasoning: false,
  rejectedParameters: [],
  reasoningEfforts: null,
  acceptsSamplingWithoutReasoning: false,
  acceptsPrefill: true,
};

function priced(model: string, estimate: bigint | null): PricedDeployment {
  return { estimate, deployment: { id: `p/${model}`, provider: 'p', model, isSimulated: false, capabilities } };
}

const order = (list: readonly PricedDeployment[]) =>
  STRATEGIES.cost.order(list, { tier: 'low' }).map(({ deployment }) => deployment.model);

describe('cost strategy', () => {
  it.each([
    { name: 'cheapest first', list: [priced('a', 3n), priced('b', 1n), priced('c', 2n)], expected: ['b', 'c', 'a'] },
    {
      name: 'equal prices keep the table',
      list: [priced('a', 2n), priced('b', 1n), priced('c', 1n)],
      expected: ['b', 'c', 'a'],
    },
    {
      name: 'unknown price first stays first',
      list: [priced('local', null), priced('a', 2n), priced('b', 1n)],
      expected: ['local', 'b', 'a'],
    },
    {
      name: 'unknown price last stays last',
      list: [priced('a', 2n), priced('b', 1n), priced('local', null)],
      expected: ['b', 'a', 'local'],
    },
    { name: 'free is cheapest', list: [priced('a', 1n), priced('own', 0n)], expected: ['own', 'a'] },
    { name: 'nothing to order', list: [], expected: [] },
  ])('$name', ({ list, expected }) => {
    expect(order(list)).toEqual(expected);
  });
});

describe('every strategy', () => {
  it('orders what it gets: none is added, lost or doubled', () => {
    const list = fc.array(fc.option(fc.bigInt({ min: 0n, max: 9n }), { nil: null }), { maxLength: 8 });
    fc.assert(
      fc.property(list, (estimates) => {
        const given = estimates.map((estimate, at) => priced(String(at), estimate));
        for (const strategy of Object.values(STRATEGIES)) {
          const found = strategy.order(given, { tier: 'high' }).map(({ deployment }) => deployment.id);
          expect([...found].sort()).toEqual(given.map(({ deployment }) => deployment.id).sort());
        }
      }),
    );
  });

  it('stands under its own mode', () => {
    for (const [mode, strategy] of Object.entries(STRATEGIES)) expect(strategy.mode).toBe(mode);
  });
});
