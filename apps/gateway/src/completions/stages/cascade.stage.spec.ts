import type { PromptReading, QualityModel } from '@llm-cost-optimizer/routing';
import { describe, expect, it } from 'vitest';
import { chunk } from '../__testing__/fake-provider.ts';
import { type TestGateway, testGateway } from '../__testing__/test-gateway.ts';

const LUNA = { provider: 'openai', model: 'gpt-6-luna' };
const OSS = { provider: 'groq', model: 'openai/gpt-oss-20b' };
const HAIKU = { provider: 'anthropic', model: 'claude-haiku-4-5' };
const STRONG = { provider: 'openai', model: 'gpt-6.2-sol' };

/** Every prompt is of middling difficulty; models are as good as they are said to be. */
function qualityOf(chances: Readonly<Record<string, number>>): QualityModel {
  const stored = { model: 'quality-fake', task: 'mathematics', vector: [0], certainty: 1 } as const;
  const reading: PromptReading = {
    ...stored,
    need: 0.19,
    pGood: ({ level }) => level,
    gain: (strong, weak) => strong.level - weak.level,
    reasons: () => [],
  };
  return {
    version: 'quality-fake',
    abilityOf: ({ name }) => ({ level: chances[name] ?? 0.5, slopes: [], isGuess: false }),
    read: () => reading,
    reread: ({ model }) => (model === 'quality-fake' ? reading : null),
  };
}

const GOOD_ENOUGH = { 'gpt-6-luna': 0.85, 'openai/gpt-oss-20b': 0.84, 'claude-haiku-4-5': 0.84, 'gpt-6.2-sol': 0.93 };

function lab(over: Parameters<typeof testGateway>[0] = {}, chances: Readonly<Record<string, number>> = GOOD_ENOUGH) {
  const cells = { low: [LUNA, OSS, HAIKU], medium: [STRONG], high: [STRONG] };
  const routing = { cost: cells, balanced: cells, speed: cells, quality: cells };
  return testGateway({ routing, ...over }, { quality: qualityOf(chances) });
}

const judgement = (use: 'auto' | 'on' | 'off', when: object = {}) => ({
  scorer: 'learned' as const,
  dial: null,
  qualityTarget: null,
  safeTier: 'medium' as const,
  switchBudget: 0.1,
  rules: [],
  cascade: { use, when, qualityTarget: 0.9 },
});

const NUMBER = { model: 'lco/cost', messages: [{ role: 'user', content: 'How many apples are 12 times 12 apples?' }] };
const SCHEMA = {
  type: 'json_schema',
  json_schema: { name: 'a', schema: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } } },
};
const FORM = { model: 'auto', messages: [{ role: 'user', content: 'Extract the count.' }], response_format: SCHEMA };

const completion = (content: string, over: object = {}) =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'served-model',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', ...over }],
    usage: { prompt_tokens: 1_000, completion_tokens: 500, total_tokens: 1_500 },
  });

/** Lets the providers say these things, one call after the other, and gives the end of the request. */
async function play(made: TestGateway, body: object, answers: readonly string[], headers: Record<string, string> = {}) {
  const { response, done } = made.ask(body, headers);
  for (const [index, answer] of answers.entries()) (await made.transport.call(index + 1)).answer(answer);
  await done;
  expect(made.defects).toEqual([]);
  const entry = made.entries.at(-1);
  if (entry === undefined) throw new Error('Nothing was booked.');
  return { response, ...entry };
}

describe('a cascade', () => {
  it('keeps the cheap answer that another cheap model agrees with, and books the opinion as overhead', async () => {
    const made = lab();
    const { response, request, attempts } = await play(made, NUMBER, [
      completion('It is 144.'),
      completion('#### 144'),
    ]);
    expect(response.status).toBe(200);
    expect(response.json).toMatchObject({
      choices: [{ message: { content: 'It is 144.' } }],
      lco: { cascade: 'kept' },
    });
    expect(response.headers['x-lco-cascade']).toBe('kept; check=agreement');
    const { cascade } = request.trace;
    expect(cascade).toMatchObject({ result: 'kept', check: 'agreement', opinions: 1, wasted: [2] });
    expect(attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, 'ok'],
      [2, 'ok'],
    ]);
    expect(`${request.servedProvider}/${request.servedModel}`).toBe(cascade?.cheap);
    expect(cascade?.strong).toBe('openai/gpt-6.2-sol');
    expect(request.savings?.overheadUsd).toBe(attempts[1]?.costUsd);
    expect(made.metrics.counted).toContain('cascade:kept:agreement');
  });

  it('asks the better model when nobody agrees: all calls are booked, and what nobody got is overhead', async () => {
    const made = lab();
    const answers = ['It is 144.', 'It is 24.', 'It is 121.', 'The answer is 144.'].map((text) => completion(text));
    const { response, request, attempts } = await play(made, NUMBER, answers);
    expect(response.json).toMatchObject({ choices: [{ message: { content: 'The answer is 144.' } }] });
    expect(request.servedModel).toBe('gpt-6.2-sol');
    expect(request.trace.cascade).toMatchObject({
      result: 'escalated',
      check: 'agreement',
      opinions: 2,
      wasted: [1, 2, 3],
    });
    expect(attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    const total = attempts.reduce((sum, { costUsd }) => sum + Number(costUsd), 0);
    expect(Number(request.costUsd)).toBeCloseTo(total, 12);
    const wasted = attempts.slice(0, 3).reduce((sum, { costUsd }) => sum + Number(costUsd), 0);
    expect(Number(request.savings?.overheadUsd)).toBeCloseTo(wasted, 12);
    expect(response.headers['x-lco-cascade']).toBe('escalated; check=agreement');
  });

  it.each([
    ['refuses', completion("I'm sorry, but I can't help with that."), 'refusal'],
    ['is cut', completion('It is', { finish_reason: 'length' }), 'complete'],
    ['is empty', completion(''), 'complete'],
  ])('asks the better model at once when the cheap one %s', async (_name, answer, check) => {
    const made = lab();
    const { request, attempts } = await play(made, NUMBER, [answer, completion('It is 144.')]);
    expect(request.trace.cascade).toMatchObject({ result: 'escalated', check, opinions: 0 });
    expect(attempts).toHaveLength(2);
    expect(request.servedModel).toBe('gpt-6.2-sol');
  });

  it('asks the better model when the cheap one fails', async () => {
    const made = lab();
    const { response, done } = made.ask(NUMBER);
    (await made.transport.call(1)).refuse(500, { kind: 'unavailable', outcome: 'server_error' });
    (await made.transport.call(2)).answer(completion('It is 144.'));
    await done;
    expect(response.status).toBe(200);
    expect(made.entries[0]?.request.trace.cascade).toMatchObject({ result: 'escalated', check: 'call_failed' });
    expect(made.entries[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['server_error', 'ok']);
  });

  it('keeps its own calls apart from the retries of the better model', async () => {
    const made = lab();
    const { response, done } = made.ask(NUMBER);
    for (const [at, text] of ['144', '24', '121'].entries()) {
      (await made.transport.call(at + 1)).answer(completion(text));
    }
    (await made.transport.call(4)).fail({ code: 'stale_connection' });
    (await made.transport.call(5)).answer(completion('144'));
    await done;
    expect(response.status).toBe(200);
    expect(made.entries[0]?.attempts).toHaveLength(5);
  });

  it.each([
    ['{"n": 3}', 'kept'],
    ['{"m": 3}', 'escalated'],
    ['no JSON', 'escalated'],
  ])('checks a JSON schema where it is asked for: %s is %s', async (text, result) => {
    const made = lab({ judgement: judgement('on') });
    const answers = result === 'kept' ? [completion(text)] : [completion(text), completion('{"n": 4}')];
    const { request } = await play(made, FORM, answers);
    expect(request.trace.cascade?.result).toBe(result);
    expect(request.servedModel).toBe(result === 'kept' ? 'openai/gpt-oss-20b' : 'gpt-6.2-sol');
  });

  it('holds back the stream of a short answer until it is judged, then sends all of it', async () => {
    const made = lab();
    const { response, done } = made.ask({ ...NUMBER, stream: true, stream_options: { include_usage: true } });
    for (const at of [1, 2]) {
      const call = await made.transport.call(at);
      call.open();
      call.send(chunk({ role: 'assistant', content: '' }));
      call.send(chunk({ content: 'It is 1' }));
      expect(response.text).toBe('');
      call.send(chunk({ content: '44.' }));
      call.send(chunk({}, 'stop'));
      call.end();
    }
    await done;
    expect(made.entries[0]?.request.trace.cascade?.result).toBe('kept');
    expect(response.text).toContain('It is 1');
    expect(response.text).toContain('"lco"');
    expect(response.text.trimEnd().endsWith('data: [DONE]')).toBe(true);
    expect(made.defects).toEqual([]);
  });

  it('stores the kept answer under the model that gave it: a repeat costs nothing and has no cascade', async () => {
    const made = lab();
    const body = { ...NUMBER, temperature: 0 };
    await play(made, body, [completion('It is 144.'), completion('144')]);
    const { response, done } = made.ask(body);
    await done;
    expect(response.headers['x-lco-cache']).toBe('HIT');
    expect(response.headers['x-lco-model']).toBe('openai/gpt-oss-20b');
    expect(response.headers['x-lco-cascade']).toBeUndefined();
    expect(made.entries[1]?.attempts).toEqual([]);
  });

  it('stops its call when the client leaves, and asks nobody else', async () => {
    const made = lab();
    const { response, done } = made.ask(NUMBER);
    const call = await made.transport.call(1);
    response.leave();
    await done;
    expect(call.isAborted).toBe(true);
    expect(made.transport.calls).toHaveLength(1);
    expect(made.entries[0]?.request.outcome).toBe('cancelled');
    expect(made.entries[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['cancelled']);
  });

  it('holds the cost of all its calls on the budget, and nothing any more at its end', async () => {
    const plain = lab({ monthlyBudgetUsd: '5' });
    void plain.ask({ ...NUMBER, lco: { cascade: false } });
    const alone = plain.services.budgets.held('org_default');
    const made = lab({ monthlyBudgetUsd: '5' });
    const { done } = made.ask(NUMBER);
    expect(made.services.budgets.held('org_default')).toBeGreaterThan(alone);
    for (const at of [1, 2]) (await made.transport.call(at)).answer(completion('144'));
    await done;
    expect(made.services.budgets.held('org_default')).toBe(0n);
  });

  it('teaches what checks have proven, with less weight than a person', async () => {
    const made = lab();
    await play(made, NUMBER, [completion('144'), completion('144')]);
    const labels: object[] = [];
    await made.services.labels.flush(async (waiting) => void labels.push(...waiting));
    expect(labels).toMatchObject([{ model: 'groq/openai/gpt-oss-20b', outcome: 1, weight: 0.3 }]);
  });
});

describe('no cascade', () => {
  it.each<{ name: string; body: object; headers?: Record<string, string>; over?: Parameters<typeof testGateway>[0] }>([
    { name: 'outside of cost mode, by default', body: { ...NUMBER, model: 'auto' } },
    {
      name: 'for answers that cannot be compared',
      body: { ...NUMBER, messages: [{ role: 'user', content: 'Write a poem on apples.' }] },
    },
    { name: 'for a request that wants none', body: { ...NUMBER, lco: { cascade: false } } },
    { name: 'for a header that wants none', body: NUMBER, headers: { 'x-lco-cascade': 'false' } },
    { name: 'where the configuration wants none', body: NUMBER, over: { judgement: judgement('off') } },
    { name: 'where its conditions do not hold', body: NUMBER, over: { judgement: judgement('on', { tag: 'x' }) } },
    { name: 'for several choices', body: { ...NUMBER, n: 2 } },
    { name: 'under a lowest tier', body: { ...NUMBER, lco: { min_tier: 'medium' } } },
    { name: 'for a pinned model', body: { ...NUMBER, model: 'openai/gpt-6.2-sol' } },
    { name: 'for a schema on a stream', body: { ...FORM, stream: true }, over: { judgement: judgement('on') } },
    { name: 'beyond the highest cost of the request', body: { ...NUMBER, lco: { max_cost_usd: 0.006 } } },
  ])('$name', async ({ body, headers = {}, over = {} }) => {
    const made = lab(over);
    const { done } = made.ask(body, headers);
    const call = await made.transport.call(1);
    if ('stream' in body) {
      call.open();
      call.send(chunk({ content: '{"n": 1}' }));
      call.send(chunk({}, 'stop'));
      call.end();
    } else call.answer(completion('144'));
    await done;
    expect(made.entries[0]?.request.trace.cascade).toBeUndefined();
    expect(made.transport.calls).toHaveLength(1);
    expect(made.entries[0]?.request.servedModel).toBe('gpt-6.2-sol');
  });

  it('where the cheap models are too weak for it to pay', async () => {
    const made = lab({}, { ...GOOD_ENOUGH, 'gpt-6-luna': 0.05, 'openai/gpt-oss-20b': 0.05, 'claude-haiku-4-5': 0.05 });
    const { request } = await play(made, NUMBER, [completion('144')]);
    expect(request.trace.cascade).toBeUndefined();
  });
});
