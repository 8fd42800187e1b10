import type { NewLabel } from '@llm-cost-optimizer/persistence';
import { beliefsSchema } from '@llm-cost-optimizer/routing';
import { describe, expect, it } from 'vitest';
import { loadQualityWeights } from '../boot/quality-weights.ts';
import { fakeAdapter } from '../completions/__testing__/fake-provider.ts';
import { NOW, testConfig, testSnapshot } from '../completions/__testing__/test-services.ts';
import { BeliefsBoard, LEAST_EVIDENCE, learnedChance } from './beliefs-board.ts';
import { taught } from './learner.ts';

const quality = loadQualityWeights();
if (quality === null) throw new Error('The weights of the learned scorer are missing.');
const snapshot = testSnapshot(testConfig(), fakeAdapter, quality);
const reading = quality.read({
  model: 'auto',
  messages: [{ role: 'user', content: 'What is the capital of France?' }],
});
const stored = { model: reading.model, task: reading.task, vector: reading.vector, certainty: reading.certainty };
/** Known to the weights by its name, and stated in no configuration. */
const model = 'claude-haiku-4-5';
const id = `anthropic/${model}`;

const labels = (count: number, outcome: number): NewLabel[] =>
  Array.from({ length: count }, (_, at) => ({
    organizationId: 'org_a',
    requestId: `r${at}`,
    model: id,
    reading: stored,
    outcome,
    weight: 1,
    at: new Date(NOW + at),
  }));

function chanceAfter(beliefs: unknown): { pGood: number; isLearned?: boolean; shipped: number } {
  const board = new BeliefsBoard();
  board.put({ organizationId: 'org_a', version: 1, beliefs, updatedAt: new Date(NOW) });
  board.prepare(snapshot, NOW);
  const deployment = snapshot.deployment('anthropic', model);
  const found = board.of('org_a', snapshot);
  const { abilities } = snapshot;
  if (deployment === null || found === null || abilities === null) throw new Error('Nothing to ask.');
  const shipped = abilities.chanceAt(NOW)(deployment, reading).pGood;
  return { ...learnedChance(found, (one) => abilities.of(one, NOW))(deployment, reading), shipped };
}

const after = (count: number, outcome: number) => chanceAfter(taught(null, labels(count, outcome), quality.version));
const isGuess = snapshot.abilities?.of(deploymentOf(), NOW).isGuess === true;
const least = isGuess ? LEAST_EVIDENCE.guessed : LEAST_EVIDENCE.known;

function deploymentOf() {
  const deployment = snapshot.deployment('anthropic', model);
  if (deployment === null) throw new Error('The deployment is missing.');
  return deployment;
}

describe('beliefs in decisions', () => {
  it('stay with the shipped value while labels are too few', () => {
    const { pGood, shipped, isLearned } = after(least - 1, 0);
    expect(pGood).toBe(shipped);
    expect(isLearned).toBeUndefined();
  });

  it('lower a model whose answers would not do, the more the more labels say so', () => {
    const [some, many] = [after(least, 0), after(100, 0)];
    expect(some.pGood).toBeLessThan(some.shipped);
    expect(many.pGood).toBeLessThan(some.pGood);
    expect(many.isLearned).toBe(true);
  });

  it('raise a model only as far as it is proven, and never lower it for good news', () => {
    const [some, many] = [after(least, 1), after(300, 1)];
    expect(some.pGood).toBeGreaterThanOrEqual(some.shipped);
    expect(many.pGood).toBeGreaterThanOrEqual(some.pGood);
  });

  it('count as nothing where they cannot be read, and belong to one organization', () => {
    expect(chanceAfter({ form: 9 }).isLearned).toBeUndefined();
    const board = new BeliefsBoard();
    board.put({
      organizationId: 'org_a',
      version: 1,
      beliefs: taught(null, labels(9, 0), quality.version),
      updatedAt: new Date(NOW),
    });
    board.prepare(snapshot, NOW);
    expect(board.of('org_b', snapshot)).toBeNull();
  });

  it('are replaced by newer ones alone', () => {
    const board = new BeliefsBoard();
    const put = (version: number) =>
      board.put({
        organizationId: 'org_a',
        version,
        beliefs: taught(null, labels(9, 0), quality.version),
        updatedAt: new Date(NOW),
      });
    put(3);
    put(2);
    expect(board.versions).toEqual(new Map([['org_a', 3]]));
  });

  it('wait for the configuration that they are asked with', () => {
    const board = new BeliefsBoard();
    board.put({
      organizationId: 'org_a',
      version: 1,
      beliefs: taught(null, labels(9, 0), quality.version),
      updatedAt: new Date(NOW),
    });
    board.prepare(snapshot, NOW);
    const other = testSnapshot(testConfig({ version: 8 }), fakeAdapter, quality);
    expect(board.of('org_a', other)).toBeNull();
    board.prepare(other, NOW);
    expect(board.of('org_a', other)?.version).toBe(1);
  });
});

describe('what labels make of beliefs', () => {
  it('is the same object where nothing is new: a label that is repeated, or one of other weights', () => {
    const once = taught(null, labels(3, 1), quality.version);
    expect(beliefsSchema.parse(once).observations).toHaveLength(3);
    expect(taught(once, labels(3, 1), quality.version)).toBe(once);
    const foreign = labels(1, 1).map((label) => ({ ...label, requestId: 'x', reading: { ...stored, model: 'old' } }));
    expect(taught(once, foreign, quality.version)).toBe(once);
  });

  it('begins anew with other weights', () => {
    const once = taught(null, labels(3, 1), quality.version);
    expect(beliefsSchema.parse(taught(once, [], 'quality-next'))).toMatchObject({
      model: 'quality-next',
      observations: [],
    });
  });
});
