import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';

const SUBJECTS = ['a river', 'a prime number', 'photosynthesis', 'the fall of Rome', 'a binary tree', 'gravity'];
const TASKS = [
  (about: string) => `Name something about ${about}.`,
  (about: string) => `Prove a theorem that has to do with ${about}, step by step, and discuss every assumption.`,
  (about: string) => `Write a TypeScript function that models ${about}, with tests and an analysis of its complexity.`,
];
const PROMPTS = TASKS.flatMap((task) =>
  SUBJECTS.flatMap((about) => [1, 2, 3].map((n) => `${task(about)} Variant ${n}.`)),
);
const NO_CACHE = 'cache:\n  enabled: false\n';
const CONFIG_A = `${NO_CACHE}user:\n  default_preference: quality\n`;
const CONFIG_B = `${NO_CACHE}user:\n  default_preference: cost\n`;
/** Stated in docs/simulation.md: what lengths of answers that nobody has seen may make of the prediction. */
const TOLERANCE = 0.25;

describe('simulations', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
    await publish(CONFIG_A);
    await sendAll();
  });
  afterAll(() => gateway.stop());

  const publish = async (yaml: string, more: object = {}) => gateway.call('PUT', '/api/v1/config', { yaml, ...more });
  const simulate = (config: string, more: object = {}) =>
    gateway.call('POST', '/api/v1/simulations', { config, window: '1h', ...more });

  async function sendAll(): Promise<number> {
    const costs = await Promise.all(
      PROMPTS.map(async (content) => {
        const answer = await gateway.chat({ model: 'auto', messages: [{ role: 'user', content }] });
        expect(answer.status).toBe(200);
        await recorded(answer.json.lco.request_id);
        return Number(answer.json.lco.cost_usd);
      }),
    );
    return costs.reduce((sum, cost) => sum + cost, 0);
  }

  const recorded = (id: string) =>
    eventually(async () => ((await gateway.call('GET', `/api/v1/decisions/${id}`)).status === 200 ? true : null));

  it('finds nothing changed by a draft that is what is in force', async () => {
    const { status, json } = await simulate(CONFIG_A);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      sampled: PROMPTS.length,
      replayed: PROMPTS.length,
      changed: 0,
      refused: {},
      mostChanged: [],
    });
    expect(json.cost.draftUsd).toBe(json.cost.nowUsd);
    expect(json.quality.draft).toBe(json.quality.now);
  });

  it('adds up: every sampled request is in one move, and the same draft gives the same figures', async () => {
    const [first, second] = [await simulate(CONFIG_B), await simulate(CONFIG_B)];
    const { json } = first;
    const sum = (moves: { requests: number }[]) => moves.reduce((all, { requests }) => all + requests, 0);
    expect(sum(json.modelMoves)).toBe(json.replayed);
    expect(sum(json.tierMoves)).toBe(json.replayed);
    expect(sum(json.modelMoves.filter(({ from, to }: { from: string; to: string }) => from !== to))).toBe(json.changed);
    expect(json.changed).toBeGreaterThan(0);
    expect(json.mostChanged).toHaveLength(Math.min(50, json.changed));
    expect(Number(json.cost.draftUsd)).toBeLessThan(Number(json.cost.nowUsd));
    for (const name of ['now', 'draft']) {
      expect(Number(json.cost[name].low)).toBeLessThanOrEqual(Number(json.cost[`${name}Usd`]));
      expect(Number(json.cost[name].high)).toBeGreaterThanOrEqual(Number(json.cost[`${name}Usd`]));
    }
    expect(second.json.cost.draft).toEqual(json.cost.draft);
    expect((await gateway.call('GET', `/api/v1/simulations/${json.id}`)).json).toEqual(json);
    expect(first.text).not.toContain('photosynthesis');
  });

  it('refuses a draft with mistakes, one that is not named, and a second simulation at the same time', async () => {
    expect((await simulate('usr: {}\n')).status).toBe(400);
    expect((await gateway.call('POST', '/api/v1/simulations', { window: '1h' })).status).toBe(400);
    expect((await gateway.call('GET', '/api/v1/simulations/nothing')).status).toBe(404);
    expect((await gateway.call('POST', '/api/v1/simulations', {}, {})).status).toBe(401);
    const both = await Promise.all([simulate(CONFIG_B), simulate(CONFIG_B)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('keeps a draft out that fails a gate, with the figures, and lets the one in that passes', async () => {
    const dear = `${NO_CACHE}publishing:\n  require_simulation:\n    max_cost_increase_pct: 5\nuser:\n  default_preference: quality\n`;
    const refused = await publish(CONFIG_B, { gate: { min_expected_quality: 1 } });
    expect(refused.status).toBe(409);
    expect(refused.json.error.details.simulation.cost.draftUsd).toEqual(expect.any(String));
    expect((await gateway.call('GET', '/api/v1/config')).json.active.version).toBe(2);
    expect((await publish(dear.replace('quality', 'cost'), { gate: { max_cost_increase_pct: 5 } })).status).toBe(200);
    const mandatory = await publish(CONFIG_A);
    expect(mandatory.status).toBe(409);
    expect(mandatory.json.error.message).toContain('cost');
    await gateway.call('POST', '/api/v1/config/rollback', { version: 2 });
  });

  it(`predicts what the same traffic then really costs, within ${TOLERANCE * 100} %`, async () => {
    const { json } = await simulate(CONFIG_B);
    expect((await publish(CONFIG_B)).status).toBe(200);
    const real = await sendAll();
    const predicted = Number(json.cost.draftUsd);
    expect(Math.abs(predicted - real) / real).toBeLessThan(TOLERANCE);
  });
});
