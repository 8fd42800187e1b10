import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deploymentOf, inputFor, type PlanCase, quality } from '../__testing__/plan-lab.ts';
import { createLearnedScorer } from '../complexity/learned-scorer.ts';
import { planRoute } from '../plan-route.ts';
import { choiceOf, compareChoices } from './compare.ts';
import { type ReplayWorld, replayDecision } from './replay.ts';

/** Through JSON, as rows go. */
function recordOf(over: PlanCase) {
  const input = inputFor(over);
  const plan = planRoute(input);
  const stored = JSON.stringify({ inputs: plan.inputs, features: input.features, complexity: plan.complexity });
  return { plan, recorded: JSON.parse(stored) };
}

function world(over: Partial<ReplayWorld> = {}): ReplayWorld {
  const { tables, namedModels, resolve, resolveName, estimate, estimateNamed, estimateWarm, chance } = inputFor();
  const scorer = createLearnedScorer(quality);
  return {
    tables,
    namedModels,
    resolve,
    resolveName,
    estimate,
    ...(estimateNamed === undefined ? {} : { estimateNamed }),
    ...(estimateWarm === undefined ? {} : { estimateWarm }),
    ...(chance === undefined ? {} : { chance }),
    rejudge: (reading, score) => scorer.rejudge(reading, score),
    ...over,
  };
}

function differences(over: PlanCase, changed: Partial<ReplayWorld> = {}) {
  const { plan, recorded } = recordOf(over);
  const replay = replayDecision(recorded, world(changed));
  return replay.kind === 'plan' ? compareChoices(choiceOf(plan), choiceOf(replay.plan)) : replay.why;
}

describe('a decision repeated from its record', () => {
  const prompts = fc.constantFrom('easy', 'middling', 'hard', 'strange', 'hard code', 'easy '.repeat(5_000));
  const states = fc.constantFrom('ok' as const, 'open' as const, 'cooldown' as const);
  const models = [
    'groq/openai/gpt-oss-20b',
    'openai/gpt-6-luna',
    'openai/gpt-6.1-terra',
    'anthropic/claude-sonnet-5-5',
  ];
  const cases: fc.Arbitrary<PlanCase> = fc
    .record({
      prompt: prompts,
      mode: fc.constantFrom('cost' as const, 'balanced' as const, 'speed' as const, 'quality' as const),
      policy: fc.record(
        {
          dial: fc.integer({ min: 0, max: 10 }),
          qualityTarget: fc.double({ min: 0.5, max: 1, noNaN: true }),
          minTier: fc.constantFrom('low' as const, 'medium' as const, 'high' as const),
        },
        { requiredKeys: [] },
      ),
      name: fc.constantFrom(null, 'gpt-4', 'gpt-6-luna', 'claude-opus-5-5', 'no-such-model'),
      tokens: fc.dictionary(fc.constantFrom(...models), fc.integer({ min: 1, max: 5_000 })),
      health: fc.dictionary(fc.constantFrom(...models), states),
      latency: fc.dictionary(fc.constantFrom(...models), fc.integer({ min: 100, max: 9_000 })),
      learned: fc.dictionary(fc.constantFrom(...models), fc.double({ min: 0, max: 1, noNaN: true })),
      warm: fc.option(fc.constantFrom(...models)),
      effort: fc.option(fc.constantFrom('none', 'high')),
      loss: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    })
    .map(({ name, tokens, health, latency, learned, warm, effort, loss, ...rest }) => ({
      ...rest,
      requested:
        name === null ? ({ kind: 'virtual', name: 'auto', mode: null } as const) : ({ kind: 'named', name } as const),
      body: effort === null ? {} : { reasoning_effort: effort },
      outputTokens: ({ id }) => tokens[id] ?? null,
      latencyMs: ({ id }) => latency[id] ?? null,
      health: (id) => health[id] ?? 'ok',
      toleratedLoss: () => loss,
      chance: (deployment, reading) => {
        const own = learned[deployment.id];
        if (own !== undefined) return { pGood: own, isGuess: false, isLearned: true };
        return inputFor().chance?.(deployment, reading) ?? null;
      },
      warm: warm === null ? null : { deploymentId: warm, tokens: 2_000, paidUsd: '0.5', lostUsd: '0.01' },
    }));

  it('comes out the same, whatever it rested on', () => {
    fc.assert(
      fc.property(cases, (over) => {
        expect(differences(over)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('does not, when a price has changed', () => {
    const dear = inputFor().estimate;
    const found = differences(
      { mode: 'cost' },
      {
        estimate: (deployment, prompt, completion) =>
          (dear(deployment, prompt, completion) ?? 0n) * (deployment.provider === 'groq' ? 100n : 1n),
      },
    );
    expect(found).toContainEqual(expect.objectContaining({ field: 'candidates' }));
  });

  it('does not, when a provider is gone', () => {
    const tables = inputFor().tables;
    const cell = tables.cells.balanced.low;
    const without = { ...cell, deployments: cell.deployments.filter(({ provider }) => provider !== 'openai') };
    const changed = { cells: { ...tables.cells, balanced: { ...tables.cells.balanced, low: without } } };
    expect(differences({}, { tables: changed, resolve: deploymentOf })).not.toEqual([]);
  });

  it('is impossible without the weights that made it, and says so', () => {
    expect(differences({}, { rejudge: () => null })).toContain('quality-fake-1');
  });

  it('needs no text: none of the prompt is in the record', () => {
    expect(JSON.stringify(recordOf({ prompt: 'hard secret-word' }).recorded)).not.toContain('secret-word');
  });
});
