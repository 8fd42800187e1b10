import type { ModelCapabilities } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../conformance/call-builder.ts';
import { nativeCallOf, wireOf } from '../conformance/describe-native.ts';
import { readStream } from '../conformance/read-stream.ts';
import { createAnthropicAdapter } from './anthropic.adapter.ts';

const adapter = createAnthropicAdapter();
const messages = wireOf(adapter, 'messages');
const catalogue = createCatalogue();
const capabilities = (model: string): ModelCapabilities => catalogue.capabilities({ provider: 'anthropic', model });

function encode(given: object, model = 'claude-haiku-5-5', headers: Readonly<Record<string, string>> = {}) {
  const deployment = deploymentOf('anthropic', model, capabilities(model));
  const call = messages.encode(nativeCallOf(deployment, { model: 'claude-x', messages: [], ...given }, headers));
  return { call, sent: JSON.parse(Buffer.from(call.body).toString('utf8')), dropped: call.droppedParameters };
}

function stream(...events: readonly { readonly type: string; readonly [field: string]: unknown }[]) {
  const { openStream } = messages;
  if (openStream === null) throw new Error('messages have streams');
  const bytes = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  return readStream(openStream({ wantsUsageChunk: false }), [Buffer.from(bytes)]);
}

const START = {
  type: 'message_start',
  message: { id: 'msg_1', model: 'm', usage: { input_tokens: 9, output_tokens: 1 } },
};
const END = [
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
  { type: 'message_stop' },
];

describe('requests that go to another model than the client had in mind', () => {
  it('lose sampling that the model refuses, silently where it was the default', () => {
    const { sent, dropped } = encode({ temperature: 0.2, top_p: 1, top_k: 5 });
    expect(Object.keys(sent)).toEqual(['model', 'messages']);
    expect(dropped).toEqual(['temperature', 'top_k']);
    expect(encode({ temperature: 0.2 }, 'claude-haiku-4-5').sent.temperature).toBe(0.2);
  });

  it('think as much as the model sees fit where it takes no budget', () => {
    const thinking = { type: 'enabled', budget_tokens: 2_000, display: 'summarized' };
    const newer = encode({ thinking });
    expect(newer.sent.thinking).toEqual({ type: 'adaptive', display: 'summarized' });
    expect(newer.dropped).toEqual(['thinking.budget_tokens']);
    expect(encode({ thinking }, 'claude-haiku-4-5').sent.thinking).toEqual(thinking);
  });

  it('do not think adaptively where the model knows budgets only', () => {
    const { sent, dropped } = encode({ thinking: { type: 'adaptive' } }, 'claude-haiku-4-5');
    expect(sent).not.toHaveProperty('thinking');
    expect(dropped).toEqual(['thinking']);
  });

  it.each([
    ['claude-haiku-5-5', { effort: 'low' }, { effort: 'low' }, []],
    ['claude-haiku-5-5', { effort: 'xhigh' }, { effort: 'high' }, ['output_config.effort']],
    ['claude-haiku-4-5', { effort: 'low' }, undefined, ['output_config.effort']],
    ['claude-haiku-4-5', { effort: 'low', format: { a: 1 } }, { format: { a: 1 } }, ['output_config.effort']],
  ])('have an effort that %s takes: %j', (model, output_config, expected, dropped) => {
    const result = encode({ output_config }, model);
    expect(result.sent.output_config).toEqual(expected);
    expect(result.dropped).toEqual(dropped);
  });

  it('never ask for more than the model can write', () => {
    const { sent, dropped } = encode({ max_tokens: 128_000 }, 'claude-haiku-4-5');
    expect(sent.max_tokens).toBe(64_000);
    expect(dropped).toEqual(['max_tokens']);
  });

  it('keep only what the API knows of metadata', () => {
    expect(encode({ metadata: { user_id: 'u', tags: ['a'] } }).sent.metadata).toEqual({ user_id: 'u' });
    expect(encode({ metadata: { tags: ['a'] } }).sent).not.toHaveProperty('metadata');
  });

  it('name the parts of the API that are not settled, and nothing that is no such name', () => {
    const beta = 'context-1m-2025-08-07,interleaved-thinking-2025-05-14';
    const { headers } = encode({}, 'claude-haiku-5-5', { 'anthropic-beta': beta }).call;
    expect(headers.slice(-2)).toEqual(['anthropic-beta', beta]);
    const bad = encode({}, 'claude-haiku-5-5', { 'anthropic-beta': 'a\r\nx-api-key: b' }).call;
    expect(bad.headers).not.toContain('anthropic-beta');
    expect(bad.headers[bad.headers.indexOf('anthropic-version') + 1]).toBe('2023-06-01');
  });

  it('are counted with the model that would answer', () => {
    const call = wireOf(adapter, 'count_tokens').encode(
      nativeCallOf(deploymentOf('anthropic', 'claude-haiku-5-5'), { model: 'x', messages: [] }),
    );
    expect(call.path).toBe('/v1/messages/count_tokens');
    expect(JSON.parse(Buffer.from(call.body).toString('utf8'))).toEqual({ model: 'claude-haiku-5-5', messages: [] });
  });
});

describe('what is read of messages that pass', () => {
  const usage = {
    input_tokens: 10,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 30,
    cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
    output_tokens: 7,
    server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
    service_tier: 'priority',
  };
  const expected = {
    promptTokens: 140,
    cachedTokens: 100,
    cacheWriteTokens: 20,
    cacheWriteLongTokens: 10,
    completionTokens: 7,
    serverToolRequests: { web_search: 2 },
  };

  it('cache reads, writes of both lifetimes and server tools, each once', () => {
    const body = { model: 'm', content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn', usage };
    const answer = messages.decode(Buffer.from(JSON.stringify(body)));
    expect(answer).toMatchObject({ usage: expected, serviceTier: 'priority', isComplete: true });
  });

  it('usage that comes twice counts once, with its last values', () => {
    const start = { ...START, message: { ...START.message, usage: { ...usage, output_tokens: 1 } } };
    const end = { ...END[0], type: 'message_delta', usage: { input_tokens: 10, output_tokens: 7 } };
    const { decoder } = stream(start, end, { type: 'message_stop' });
    expect(decoder.usage).toMatchObject(expected);
    expect(decoder.serviceTier).toBe('priority');
  });

  it('neither signatures nor citations nor results of tools count as written, and all of them pass', () => {
    const events = [
      START,
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'x'.repeat(500) } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'redacted_thinking', data: 'x'.repeat(500) } },
    ];
    const { decoder, forwarded } = stream(...events);
    expect(decoder.hasContent).toBe(false);
    expect(decoder.outputChars).toBe(0);
    expect(forwarded.toString('utf8').match(/^event: /gm)).toHaveLength(events.length);
    const citation = { type: 'citations_delta', citation: { cited_text: 'x'.repeat(500) } };
    const text = { type: 'text_delta', text: 'four' };
    const whole = stream(
      ...events,
      { type: 'content_block_delta', index: 2, delta: citation },
      { type: 'content_block_delta', index: 2, delta: text },
      ...END,
    );
    expect(whole.errors).toEqual([]);
    expect(whole.decoder).toMatchObject({ outputChars: 4, hasContent: true, finishReason: 'stop' });
  });

  it('of a stream that breaks the prompt as counted at its beginning', () => {
    const start = { ...START, message: { ...START.message, usage: { ...usage, output_tokens: 1 } } };
    const { decoder, errors } = stream(start, { type: 'ping' });
    expect(errors).toMatchObject([{ kind: 'broken_stream' }]);
    expect(decoder).toMatchObject({ isFinished: false, usage: { promptTokens: 140, cachedTokens: 100 } });
  });

  it('a paused turn is finished and not to be stored', () => {
    const body = { content: [{ type: 'text', text: 'Hi' }], stop_reason: 'pause_turn', usage };
    expect(messages.decode(Buffer.from(JSON.stringify(body)))).toMatchObject({
      finishReason: 'stop',
      isComplete: false,
    });
  });

  it('content without a beginning is no stream', () => {
    const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } };
    expect(stream(delta).errors).toMatchObject([{ kind: 'broken_stream' }]);
  });
});

describe('counts of tokens', () => {
  const count = wireOf(adapter, 'count_tokens');

  it('pass as they are and cost nothing', () => {
    const body = Buffer.from('{"input_tokens": 2095}');
    const answer = count.decode(body);
    expect(answer.body).toBe(body);
    expect(answer.usage).toMatchObject({ promptTokens: 0, completionTokens: 0 });
    expect(count).toMatchObject({ isBilled: false, openStream: null });
  });

  it.each(['', '{}', '{"input_tokens":-1}', '{"input_tokens":"5"}', '[]'])('%j is none', (body) => {
    expect(() => count.decode(Buffer.from(body))).toThrow();
  });
});
