import { createAdapterRegistry } from '@llm-cost-optimizer/providers';
import { describe, expect, it } from 'vitest';
import { FakeTransport } from '../__testing__/fake-provider.ts';
import { fakeExchange } from '../__testing__/fake-response.ts';
import { testServices } from '../__testing__/test-services.ts';
import { complete } from '../completion.pipeline.ts';
import { surfaceOfUrl } from './surfaces.ts';

const adapters = createAdapterRegistry();

/** The pipeline with the real adapters over a provider that the test plays itself. */
function ask(path: string, body: object, headers: Record<string, string> = {}) {
  const transport = new FakeTransport();
  const made = testServices({ transport, adapterOf: (id) => adapters.get(id) });
  const { exchange, response } = fakeExchange(body, headers, surfaceOfUrl(path));
  return { ...made, transport, response, done: complete(exchange, made.services) };
}

const bytesOf = (body: Uint8Array) => JSON.parse(Buffer.from(body).toString('utf8')) as Record<string, unknown>;

describe('clients and providers of one API', () => {
  it('meet with the client’s own body, the model and our options aside, and its beta header', async () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 'sig' },
          { type: 'text', text: 'Hi' },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'Go on', cache_control: { type: 'ephemeral' } }] },
    ];
    const body = { model: 'anthropic/claude-haiku-5-5', max_tokens: 10, messages, lco: { mode: 'cost' } };
    const run = ask('/v1/messages?beta=true', body, { 'anthropic-beta': 'context-1m-2025-08-07' });
    const call = await run.transport.call(1);
    expect(bytesOf(call.call.body)).toEqual({ model: 'claude-haiku-5-5', max_tokens: 10, messages });
    expect(call.call.headers).toContain('context-1m-2025-08-07');
    call.answer(
      '{"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-5-5","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2}}',
    );
    await run.done;
    expect(run.response.json).toMatchObject({ id: 'msg_1', content: [{ text: 'Hi' }], lco: { attempts: 1 } });
    expect(run.entries[0]?.request).toMatchObject({ surface: 'messages', usage: { promptTokens: 5 } });
  });

  it('signed thoughts do not go to other providers', async () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 'sig' },
          { type: 'text', text: 'Yo' },
        ],
      },
      { role: 'user', content: 'Go on' },
    ];
    const run = ask('/messages', { model: 'openai/gpt-6-luna', max_tokens: 10, messages });
    const call = await run.transport.call(1);
    expect(Buffer.from(call.call.body).toString('utf8')).not.toMatch(/thinking|sig/);
    call.refuse(400);
    await run.done;
    expect(run.entries[0]?.request.trace.droppedParameters).toContain('messages.content.thinking');
  });

  it('count tokens at the provider, free and without a row', async () => {
    const body = { model: 'claude-haiku-5-5', messages: [{ role: 'user', content: 'Hi' }] };
    const run = ask('/v1/messages/count_tokens', body);
    const call = await run.transport.call(1);
    expect(call.call.path).toBe('/v1/messages/count_tokens');
    call.answer('{"input_tokens":42}');
    await run.done;
    expect(run.response.json).toMatchObject({ input_tokens: 42 });
    expect(run.response.headers['x-lco-cost-usd']).toBe('0');
    expect(run.entries).toEqual([]);
  });

  it.each([
    ['the model that was asked', '{"error":{"type":"not_found_error","message":"model: claude-x"}}', 404],
    ['such an endpoint', '{"detail":"Not Found"}', 200],
  ])('are told apart when a provider that should count has not %s', async (_, answer, status) => {
    const body = { model: 'anthropic/claude-x', messages: [{ role: 'user', content: 'Hi' }] };
    const run = ask('/v1/messages/count_tokens', body);
    const call = await run.transport.call(1);
    call.refuseInWords(404, answer);
    await run.done;
    expect(run.response.status).toBe(status);
    if (status === 200) expect(run.response.json).toMatchObject({ lco: { estimated: true } });
    else expect(run.response.json).toMatchObject({ type: 'error', error: { type: 'not_found_error' } });
  });
});
