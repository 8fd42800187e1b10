import { describe, expect, it } from 'vitest';
import { ANSWER, chunk, FakeTransport } from './__testing__/fake-provider.ts';
import { fakeExchange } from './__testing__/fake-response.ts';
import { ASK, askAndAnswer, askAndStream, STREAM, testGateway } from './__testing__/test-gateway.ts';
import { testServices } from './__testing__/test-services.ts';
import { complete } from './completion.pipeline.ts';

describe('a request from its first byte to its ledger row', () => {
  it('answers with the provider’s own bytes and our facts spliced in, and books one row with one attempt', async () => {
    const made = testGateway();
    const response = await askAndAnswer(made);
    const { lco, usage, ...rest } = response.json as { lco: Record<string, unknown>; usage: Record<string, unknown> };
    const { usage: _sent, ...sent } = JSON.parse(ANSWER) as Record<string, unknown>;
    expect(rest).toEqual(sent);
    expect(response.status).toBe(200);
    expect(response.writes).toBe(1);
    expect(Number(response.headers['content-length'])).toBe(Buffer.byteLength(response.text));
    expect(usage).toMatchObject({ prompt_tokens: 1_000, cost: Number(response.headers['x-lco-cost-usd']) });
    const [entry, ...others] = made.entries;
    expect(others).toEqual([]);
    expect(entry?.attempts).toHaveLength(1);
    expect(entry?.request).toMatchObject({
      id: lco.request_id,
      outcome: 'ok',
      httpStatus: 200,
      cache: 'MISS',
      attemptCount: 1,
    });
    expect(entry?.request.costUsd).toBe(response.headers['x-lco-cost-usd']);
    expect(entry?.request.savings?.savedUsd).toBe(response.headers['x-lco-saved-usd']);
    expect(made.defects).toEqual([]);
  });

  it('keeps a well-formed x-request-id of the client and replaces any other', async () => {
    const made = testGateway();
    const { response, done } = made.ask(ASK, { 'x-request-id': 'mine-1' });
    (await made.transport.call(1)).answer();
    await done;
    expect(response.headers['x-request-id']).toBe('mine-1');
    const bad = made.ask({ ...ASK, seed: 2 }, { 'x-request-id': 'not ok\u0007' });
    (await made.transport.call(2)).answer();
    await bad.done;
    expect(bad.response.headers['x-request-id']).toBe(made.entries[1]?.request.id);
  });

  it('streams chunk by chunk after the first content, then ends with [DONE] and stores the answer', async () => {
    const made = testGateway();
    const response = await askAndStream(made);
    expect(response.headers['content-type']).toContain('text/event-stream');
    expect(response.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(response.text).toContain('Par');
    const hit = made.ask();
    await hit.done;
    expect(hit.response.headers['x-lco-cache']).toBe('HIT');
    expect(hit.response.json).toMatchObject({
      choices: [{ message: { content: 'Paris' } }],
      usage: { prompt_tokens: 1_000, completion_tokens: 500, cost: 0 },
    });
  });

  it('holds a stream back until real content has come', async () => {
    const made = testGateway();
    const { response, done } = made.ask(STREAM);
    const call = await made.transport.call(1);
    call.open();
    call.send(chunk({ role: 'assistant', content: null }));
    expect(response.headersSent).toBe(false);
    call.send(chunk({ content: 'Hi' }));
    expect(response.headersSent).toBe(true);
    call.send(chunk({}, 'stop'));
    call.end();
    await done;
  });

  it('sends usage and cost in a closing chunk to clients that asked for usage, and to no others', async () => {
    const made = testGateway();
    const asked = await askAndStream(made, { ...STREAM, stream_options: { include_usage: true } });
    const closing = asked.text.split('\n\n').at(-3) ?? '';
    expect(JSON.parse(closing.slice(6))).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 1_000, total_tokens: 1_500, cost: expect.any(Number) },
      lco: { request_id: made.entries[0]?.request.id, cache: 'miss' },
    });
    const plain = await askAndStream(made, { ...STREAM, seed: 5 });
    expect(plain.text).not.toContain('"usage"');
  });

  it('refuses everything with 503 while nothing can be recorded', async () => {
    const made = testGateway();
    made.ledger.isFull = true;
    const { response, done } = made.ask();
    await done;
    expect(response.status).toBe(503);
    expect(response.json).toMatchObject({ error: { code: 'ledger_unavailable' } });
  });

  it.each([
    { name: 'no body', body: '', param: null },
    { name: 'broken JSON', body: '{"model":', param: null },
    { name: 'no messages', body: { model: 'auto' }, param: 'messages' },
    { name: 'a million choices', body: { ...ASK, n: 1_000_000 }, param: 'n' },
    { name: 'an endless answer', body: { ...ASK, max_tokens: 1e308 }, param: 'max_tokens' },
    { name: 'an unknown option of ours', body: { ...ASK, lco: { tipo: 1 } }, param: 'lco.tipo' },
    { name: 'a mode that does not exist', body: { ...ASK, preference: 'cheap' }, param: 'preference' },
  ])('answers 400 to $name, names the field and books a rejected row', async ({ body, param }) => {
    const made = testGateway();
    const { response, done } = made.ask(body);
    await done;
    expect(response.status).toBe(400);
    expect(response.json).toMatchObject({ error: { type: 'invalid_request_error', param } });
    expect(response.headers['x-should-retry']).toBe('false');
    expect(made.entries).toMatchObject([{ request: { outcome: 'rejected', httpStatus: 400, attemptCount: 0 } }]);
    expect(made.transport.calls).toHaveLength(0);
  });

  it('answers 400, not 500, to a body nested a hundred thousand levels deep', async () => {
    const made = testGateway();
    const deep = `{"model":"auto","messages":[{"role":"user","content":"x"}],"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { response, done } = made.ask(deep);
    await done;
    expect(response.status).toBe(400);
    expect(made.defects).toEqual([]);
  });

  it('treats __proto__ in the body as plain data', async () => {
    const made = testGateway();
    const body = `{"model":"auto","messages":[{"role":"user","content":"x"}],"__proto__":{"polluted":true},"lco":{"__proto__":{}}}`;
    const { done } = made.ask(body);
    await done;
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('tells an unknown model by 404 with near names and no attempt', async () => {
    const made = testGateway();
    const { response, done } = made.ask({ ...ASK, model: 'lco/qality' });
    await done;
    expect(response.status).toBe(404);
    expect(response.json).toMatchObject({ error: { code: 'model_not_found', param: 'model' } });
  });

  it('answers a defect of an adapter with 500 and nothing of its text', async () => {
    const transport = new FakeTransport();
    const made = testServices({
      transport,
      adapterOf: (id) => ({
        id,
        encode: () => {
          throw new Error('secret of the adapter');
        },
        decode: () => Promise.reject(new Error()) as never,
        openStream: () => Promise.reject(new Error()) as never,
        classify: () => Promise.reject(new Error()) as never,
      }),
    });
    const { exchange, response } = fakeExchange(ASK);
    await complete(exchange, made.services);
    expect(response.status).toBe(500);
    expect(response.text).not.toContain('secret');
    expect(made.defects).toHaveLength(1);
    expect(made.entries).toHaveLength(1);
  });
});

describe('authentication', () => {
  it('lets any key in in local mode and books it on no key', async () => {
    const made = testGateway();
    const { done } = made.ask(ASK, { authorization: 'Bearer anything' });
    (await made.transport.call(1)).answer();
    await done;
    expect(made.entries[0]?.request.keyId).toBeNull();
  });

  it('answers 401 to a wrong key without a row, and 503 while keys have never been read', async () => {
    const made = testServices({ isLocal: false });
    const unread = fakeExchange(ASK, { authorization: 'Bearer sk-lco-x' });
    await complete(unread.exchange, made.services);
    expect(unread.response.status).toBe(503);
    made.services.keys.replace([]);
    const wrong = fakeExchange(ASK, { authorization: 'Bearer sk-lco-x' });
    await complete(wrong.exchange, made.services);
    expect(wrong.response.status).toBe(401);
    expect(wrong.response.json).toMatchObject({ error: { code: 'invalid_api_key' } });
    expect(made.entries).toEqual([]);
    expect(made.metrics.counted).toContain('rejectedInput:invalid_api_key');
  });
});
