import type { RoutingTable } from '@llm-cost-optimizer/contracts';
import { systemClock } from '@llm-cost-optimizer/runtime';
import { createSimulator, type Simulator } from '@llm-cost-optimizer/simulator';
import {
  CompletionScript,
  type Script,
  type ScriptedCall,
  type ScriptedProvider,
  send,
  startScriptedProvider,
} from '@llm-cost-optimizer/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LiveGateway, post, startLiveGateway } from '../completions/__testing__/live-gateway.ts';
import { testProvider } from '../completions/__testing__/test-services.ts';

const BROKEN = { provider: 'openai', model: 'gpt-6-luna' };
const LIVING = { provider: 'anthropic', model: 'claude-haiku-5-5' };
const BROKEN_ID = `${BROKEN.provider}/${BROKEN.model}`;
/** Rests of the breaker: five seconds, doubled with each probe that fails. */
const RESTS_MS = [5_000, 10_000, 20_000] as const;

let simulator: Simulator;
let simulatorUrl = '';
let scripted: ScriptedProvider;
let gateway: LiveGateway;
let prompts = 0;
/** Milliseconds by which the gateway's clock is moved on: nobody waits for a rest. */
let ahead = 0;
const clock = { now: () => systemClock.now() + ahead, monotonic: () => systemClock.monotonic() + ahead };

beforeAll(async () => {
  simulator = createSimulator({ speed: 'instant' });
  [{ url: simulatorUrl }, scripted] = await Promise.all([simulator.start(), startScriptedProvider()]);
});
afterAll(async () => {
  await Promise.all([simulator.stop(), scripted.stop()]);
});

beforeEach(async () => {
  const route = [BROKEN, LIVING];
  const tiers = { low: route, medium: route, high: route };
  const routing: RoutingTable = { cost: tiers, balanced: tiers, speed: tiers, quality: tiers };
  gateway = await startLiveGateway({
    clock,
    // A thousand requests take their time on a busy machine; the probe is held for as long.
    limits: { headersTimeoutMs: 600_000, deadlineMs: 600_000 },
    config: {
      routing,
      providers: [
        testProvider('openai', { baseUrl: `${scripted.url}/v1` }),
        testProvider('anthropic', { baseUrl: `${simulatorUrl}/anthropic`, isSimulated: true }),
      ],
    },
  });
});
afterEach(async () => {
  scripted.reset();
  await gateway.stop();
});

const failing: Script = (call) => send(call, 500, JSON.stringify({ error: { message: 'Broken.' } }));

/** Requests of different prompts, all at once. */
function crowd(count: number, model = 'auto') {
  return Promise.all(
    Array.from({ length: count }, () => {
      prompts += 1;
      return post(gateway.url, { model, messages: [{ role: 'user', content: `crowd ${prompts}` }] });
    }),
  );
}

/** Calls that the broken provider received while `act` ran. */
async function callsDuring(act: () => Promise<unknown>): Promise<number> {
  const before = scripted.calls.length;
  await act();
  return scripted.calls.length - before;
}

async function openBreaker(): Promise<void> {
  scripted.play(failing);
  for (let i = 0; i < 5; i += 1) await crowd(1);
  expect(stateOfBreaker()).toBe('open');
}

const stateOfBreaker = () =>
  gateway.services.health.list().find(({ deploymentId }) => deploymentId === BROKEN_ID)?.state;
const providersOf = (answers: Awaited<ReturnType<typeof crowd>>) =>
  answers.map(({ status, headers }) => `${status} ${headers.get('x-lco-provider')}`);

describe('a breaker that is half open', () => {
  it('fault F73: of a thousand waiting requests one is the probe, the others are served elsewhere meanwhile', async () => {
    await openBreaker();
    ahead += RESTS_MS[0] + 1;
    const probe = Promise.withResolvers<ScriptedCall>();
    scripted.play(probe.resolve);
    let answered = 0;
    const others = Promise.withResolvers<void>();
    const before = scripted.calls.length;
    const waiting = Array.from({ length: 1_000 }, async () => {
      const [answer] = await crowd(1);
      answered += 1;
      if (answered === 999) others.resolve();
      return answer;
    });
    const [call] = await Promise.all([probe.promise, others.promise]);
    expect([scripted.calls.length - before, stateOfBreaker()]).toEqual([1, 'half_open']);
    new CompletionScript().answer(call);
    const answers = (await Promise.all(waiting)).filter((answer) => answer !== undefined);
    const seen = providersOf(answers);
    expect(seen.filter((one) => one === '200 anthropic')).toHaveLength(999);
    expect(seen.filter((one) => one === '200 openai')).toHaveLength(1);
    expect(stateOfBreaker()).toBe('closed');
    scripted.reset();
    expect(new Set(providersOf(await crowd(20)))).toEqual(new Set(['200 openai']));
    await gateway.quiet();
    // Every request has its row, and only the probe has two sides: nobody was sent to the broken provider for nothing.
    const rows = gateway.entries.slice(5, 1_005);
    expect(rows.map(({ request, attempts }) => `${request.outcome} ${attempts.length}`)).toEqual(
      Array.from({ length: 1_000 }, () => 'ok 1'),
    );
  }, 120_000);

  it('fault F73: a provider that flaps gets one call for each rest, however many ask, and rests longer each time', async () => {
    await openBreaker();
    for (const rest of RESTS_MS) {
      expect(await callsDuring(() => crowd(50))).toBe(0);
      ahead += rest + 1;
      expect(await callsDuring(() => crowd(50))).toBe(1);
      expect(stateOfBreaker()).toBe('open');
      ahead += rest + 1;
      expect(await callsDuring(() => crowd(10)), 'the rest has doubled').toBe(0);
      ahead -= rest + 1;
    }
    expect(gateway.metrics.counted.filter((name) => name === 'attempt:server_error')).toHaveLength(5 + RESTS_MS.length);
  });

  it('fault F73: where nobody else can serve, the others wait for the probe and follow it', async () => {
    await openBreaker();
    ahead += RESTS_MS[0] + 1;
    const probe = Promise.withResolvers<ScriptedCall>();
    scripted.play((call, turn) => (turn === 1 ? probe.resolve(call) : new CompletionScript().answer(call)));
    const before = scripted.calls.length;
    const waiting = crowd(30, BROKEN_ID);
    const call = await probe.promise;
    expect(scripted.calls.length - before).toBe(1);
    new CompletionScript().answer(call);
    expect(new Set(providersOf(await waiting))).toEqual(new Set(['200 openai']));
    expect(scripted.calls.length - before).toBe(30);
  });
});
