import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chunk, fakeAdapter } from './__testing__/fake-provider.ts';
import { ASK, askAndAnswer, type TestGateway, testGateway } from './__testing__/test-gateway.ts';

const PINNED = { ...ASK, model: 'openai/gpt-6-luna' };
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

function candidates({ entries }: TestGateway, at = 0): string[] {
  return entries[at]?.request.trace.candidates.map(({ id }) => id) ?? [];
}

describe('fallbacks of a request', () => {
  it('stand behind the first choice, in their order, and before the rest of the route', async () => {
    const made = testGateway();
    await askAndAnswer(made);
    const route = candidates(made);
    const fallbacks = ['anthropic/claude-opus-4-9', route[0] ?? '', 'gpt-4.1'];
    await askAndAnswer(made, { ...ASK, lco: { fallbacks } });
    const [first, second, third, ...rest] = candidates(made, 1);
    expect([first, second]).toEqual([route[0], 'anthropic/claude-opus-4-9']);
    expect(third).toMatch(/^openai\//);
    expect(rest).toEqual(route.slice(1).filter((id) => id !== third));
  });

  it.each([
    { lco: { fallbacks: ['groq/openai/gpt-oss-20b'] } },
    { models: ['openai/gpt-6-luna', 'groq/openai/gpt-oss-20b'] },
  ])('serve a pinned model that fails: %j', async (options) => {
    const made = testGateway();
    const { response, done } = made.ask({ ...PINNED, ...options });
    (await made.transport.call(1)).refuse(401, { kind: 'credentials', outcome: 'auth_failed', httpStatus: 401 });
    (await made.transport.call(2)).answer();
    await done;
    expect(response.status).toBe(200);
    expect(response.headers['x-lco-model']).toBe('openai/gpt-oss-20b');
    expect(candidates(made)).toEqual(['openai/gpt-6-luna', 'groq/openai/gpt-oss-20b']);
  });

  it('that nobody knows are named among what was left out', async () => {
    const made = testGateway();
    await askAndAnswer(made, { ...PINNED, lco: { fallbacks: ['no-such-model'] } });
    const dropped = made.entries[0]?.request.trace.dropped;
    expect(dropped).toEqual([expect.objectContaining({ deploymentId: 'no-such-model', cause: 'no_provider_key' })]);
  });

  it('are part of the question: an answer given without them is not taken', async () => {
    const made = testGateway();
    await askAndAnswer(made);
    const other = await askAndAnswer(made, { ...ASK, lco: { fallbacks: ['gpt-4.1'] } });
    expect(other.headers['x-lco-cache']).toBe('MISS');
  });
});

describe('a deadline of a request', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    { name: 'ends it before the configured one', deadline: '2s', after: 2_000 },
    { name: 'never makes it longer than configured', deadline: '24h', after: 60_000 },
  ])('$name', async ({ deadline, after }) => {
    const made = testGateway({}, {});
    const { response, done } = made.ask({ ...PINNED, lco: { deadline } });
    const call = await made.transport.call(1);
    made.clock.advance(after - 1);
    await vi.advanceTimersByTimeAsync(after - 1);
    expect(call.isAborted).toBe(false);
    made.clock.advance(1);
    await vi.advanceTimersByTimeAsync(1);
    await done;
    expect(call.isAborted).toBe(true);
    expect(response.status).toBe(504);
    expect(response.json).toMatchObject({ error: { code: 'upstream_timeout' } });
  });

  it('says so in the middle of a stream, instead of blaming the provider', async () => {
    const made = testGateway();
    const { response, done } = made.ask({ ...PINNED, stream: true, lco: { deadline: '2s' } });
    const call = await made.transport.call(1);
    call.open();
    call.send(chunk({ content: 'Par' }));
    made.clock.advance(2_000);
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
    expect(response.text).toContain('"code":"upstream_timeout"');
    expect(response.text).not.toContain('[DONE]');
  });

  it('is its own: a request with another one does not wait for its call', async () => {
    const made = testGateway();
    const first = made.ask({ ...ASK, lco: { deadline: '5s' } });
    const second = made.ask({ ...ASK, lco: { deadline: '50s' } });
    (await made.transport.call(1)).answer();
    (await made.transport.call(2)).answer();
    await Promise.all([first.done, second.done]);
    expect(made.transport.calls).toHaveLength(2);
  });
});

describe('strict parameters', () => {
  /** Luna's adapter would leave `logprobs` out. */
  const adapterOf = (id: string) => {
    const adapter = fakeAdapter(id);
    if (id !== 'openai') return adapter;
    return {
      ...adapter,
      encode: (call: Parameters<typeof adapter.encode>[0]) => ({
        ...adapter.encode(call),
        droppedParameters: ['logprobs'],
      }),
    };
  };

  it('leave out every model that would not take them as they are', async () => {
    const made = testGateway({ isStrict: true }, { adapterOf });
    const { done, response } = made.ask(ASK);
    (await made.transport.call(1)).answer();
    await done;
    expect(response.headers['x-lco-dropped-params']).toBeUndefined();
    expect(candidates(made).filter((id) => id.startsWith('openai/'))).toEqual([]);
    expect(made.entries[0]?.request.trace.dropped).toContainEqual(
      expect.objectContaining({ cause: 'parameter_rejected', detail: 'Would not take as sent: logprobs.' }),
    );
  });

  it('are refused with 400 by name when no model is left, and only then', async () => {
    const made = testGateway({}, { adapterOf });
    const { done, response } = made.ask({ ...PINNED, lco: { strict_params: true } });
    await done;
    expect(response.status).toBe(400);
    expect(response.json).toMatchObject({
      error: { code: 'no_capable_model', message: expect.stringContaining('logprobs') },
    });
    const lenient = await askAndAnswer(made, PINNED);
    expect(lenient.headers['x-lco-dropped-params']).toBe('logprobs');
  });

  it('of the configuration can be switched off by a request', async () => {
    const made = testGateway({ isStrict: true }, { adapterOf });
    const answered = await askAndAnswer(made, PINNED, { 'x-lco-strict-params': 'false' });
    expect(answered.status).toBe(200);
  });
});

describe('the age of a stored answer', () => {
  it('may be limited by each request', async () => {
    const made = testGateway();
    await askAndAnswer(made);
    made.clock.advance(60_000);
    const body = { ...ASK, cache: { 's-maxage': 90 } };
    for (const turn of [1, 2]) {
      const { response, done } = made.ask(body);
      await done;
      expect(response.headers['x-lco-cache'], `turn ${turn}`).toBe('HIT');
    }
    made.clock.advance(40_000);
    const late = await askAndAnswer(made, body);
    expect(late.headers['x-lco-cache']).toBe('MISS');
  });
});

describe('the trace of a client', () => {
  it('reaches the provider and the row, also of repeats from the cache', async () => {
    const made = testGateway();
    await askAndAnswer(made, ASK, { traceparent: TRACEPARENT, 'x-stainless-retry-count': '1' });
    expect(made.transport.calls[0]?.call.headers).toEqual(['traceparent', TRACEPARENT]);
    expect(made.entries[0]?.request.trace).toMatchObject({ traceId: TRACE_ID, clientRetries: 1 });
    const others = [TRACE_ID, 'a'.repeat(32), null, TRACE_ID];
    for (const id of others) {
      const headers: Record<string, string> = id === null ? {} : { traceparent: `00-${id}-00f067aa0ba902b7-01` };
      await made.ask(ASK, headers).done;
    }
    const seen = made.entries.slice(1).map(({ request }) => request.trace.traceId ?? null);
    expect(seen).toEqual(others);
    expect(made.entries.slice(1).map(({ request }) => request.cache)).toEqual(others.map(() => 'HIT'));
  });
});

describe('the manner of other products', () => {
  const compatibility = { hasLitellmHeaders: true, budgetStatus: 429 } as const;

  it('adds LiteLLM’s headers where it is switched on, with each answer’s own id', async () => {
    const made = testGateway({ compatibility });
    const first = await askAndAnswer(made);
    const { response: hit, done } = made.ask();
    await done;
    for (const [at, { headers }] of [first, hit].entries()) {
      expect(headers['x-litellm-call-id']).toBe(made.entries[at]?.request.id);
      expect(headers['x-litellm-model-id']).toBe(`${headers['x-lco-provider']}/${headers['x-lco-model']}`);
      expect(headers['x-litellm-response-cost']).toBe(headers['x-lco-cost-usd']);
    }
    const plain = await askAndAnswer(testGateway());
    expect(Object.keys(plain.headers).filter((name) => name.startsWith('x-litellm-'))).toEqual([]);
  });

  it('answers a spent budget with 429 where that is wanted, and still asks not to repeat', async () => {
    const made = testGateway({ compatibility, monthlyBudgetUsd: '0.000000001' });
    const { response, done } = made.ask();
    await done;
    expect(response.status).toBe(429);
    expect(response.headers['x-should-retry']).toBe('false');
    expect(response.json).toMatchObject({ error: { code: 'budget_exceeded', type: 'insufficient_quota' } });
  });
});
