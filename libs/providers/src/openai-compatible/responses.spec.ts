import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../conformance/call-builder.ts';
import { nativeCallOf, wireOf } from '../conformance/describe-native.ts';
import { readStream } from '../conformance/read-stream.ts';
import { createOpenAiAdapter } from '../openai/openai.adapter.ts';

const responses = wireOf(createOpenAiAdapter(), 'responses');
const catalogue = createCatalogue();

function encode(given: object, model: string) {
  const deployment = deploymentOf('openai', model, catalogue.capabilities({ provider: 'openai', model }));
  const call = responses.encode(nativeCallOf(deployment, { model: 'auto', input: 'Hello', ...given }));
  return {
    path: call.path,
    sent: JSON.parse(Buffer.from(call.body).toString('utf8')),
    dropped: call.droppedParameters,
  };
}

function decode(fields: object) {
  return responses.decode(Buffer.from(JSON.stringify({ id: 'resp_1', model: 'm', output: [], ...fields })));
}

function stream(...events: readonly { readonly type: string; readonly [field: string]: unknown }[]) {
  const { openStream } = responses;
  if (openStream === null) throw new Error('responses have streams');
  const bytes = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  return readStream(openStream({ wantsUsageChunk: false }), [Buffer.from(bytes)]);
}

const MESSAGE = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] };
const USAGE = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 40 },
  total_tokens: 150,
};
const CREATED = {
  type: 'response.created',
  response: { id: 'resp_1', created_at: 5, model: 'm', service_tier: 'auto' },
};

describe('requests to the Responses API', () => {
  it('go to its path', () => {
    expect(encode({}, 'gpt-6-luna').path).toBe('/responses');
  });

  it('lose sampling unless the model is told not to reason', () => {
    const thinking = encode({ temperature: 0.2, top_p: 0.5 }, 'gpt-6-luna');
    expect(thinking.dropped).toEqual(['temperature', 'top_p']);
    const plain = encode({ temperature: 0.2, reasoning: { effort: 'none' } }, 'gpt-6-luna');
    expect(plain.sent.temperature).toBe(0.2);
  });

  it('have an effort that the model takes, and none where it knows none', () => {
    const nearest = encode({ reasoning: { effort: 'none', summary: 'auto' } }, 'gpt-6.2-sol');
    expect(nearest.sent.reasoning.summary).toBe('auto');
    expect(nearest.sent.reasoning.effort).not.toBe('none');
    expect(nearest.dropped).toEqual(['reasoning.effort']);
    const unknown = encode({ reasoning: { effort: 'low' } }, 'gpt-4o-mini');
    expect(unknown.sent).not.toHaveProperty('reasoning');
    expect(unknown.dropped).toEqual(['reasoning']);
  });

  it('never ask for more than the model can write', () => {
    const { sent, dropped } = encode({ max_output_tokens: 100_000 }, 'gpt-4o-mini');
    expect(sent.max_output_tokens).toBe(16_384);
    expect(dropped).toEqual(['max_output_tokens']);
  });
});

describe('what is read of responses that pass', () => {
  it('each token once, cached and written ones inside the prompt, reasoning inside the completion', () => {
    const answer = decode({ status: 'completed', output: [MESSAGE], usage: USAGE, service_tier: 'flex' });
    expect(answer.usage).toMatchObject({
      promptTokens: 100,
      cachedTokens: 60,
      cacheWriteTokens: 30,
      completionTokens: 50,
      reasoningTokens: 40,
    });
    expect(answer).toMatchObject({ serviceTier: 'flex', finishReason: 'stop', outputChars: 2, isComplete: true });
  });

  it.each([
    [{ output: [{ type: 'web_search_call' }, { type: 'web_search_call' }, MESSAGE] }, { web_search: 2 }],
    [{ output: [{ type: 'web_search_call' }], tool_usage: { web_search: { num_requests: 3 } } }, { web_search: 3 }],
    [{ output: [{ type: 'file_search_call' }, { type: 'function_call' }] }, { file_search: 1 }],
    [{ output: [MESSAGE], tool_usage: { web_search: { num_requests: 0 } } }, undefined],
  ])('calls of the provider’s own tools: %j', (fields, expected) => {
    expect(decode({ status: 'completed', usage: USAGE, ...fields }).usage?.serverToolRequests).toEqual(expected);
  });

  it.each([
    [
      'a call',
      { status: 'completed', output: [{ type: 'function_call', name: 'f', arguments: '{}' }] },
      'tool_calls',
      true,
    ],
    [
      'a cut text',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [MESSAGE] },
      'length',
      false,
    ],
    [
      'a filtered text',
      { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
      'content_filter',
      false,
    ],
    [
      'reasoning alone',
      { status: 'completed', output: [{ type: 'reasoning', encrypted_content: 'x' }] },
      'stop',
      false,
    ],
    [
      'a refusal',
      { status: 'completed', output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }] },
      'stop',
      false,
    ],
    ['work in the background', { status: 'queued', usage: null }, null, false],
    ['a compacted conversation', { object: 'response.compaction', output: [{ type: 'compaction' }] }, null, false],
  ])('%s: finish reason, and whether it may be stored', (_, fields, finishReason, isComplete) => {
    expect(decode({ usage: USAGE, ...fields })).toMatchObject({ finishReason, isComplete });
  });

  it('a response that failed is no answer', () => {
    const error = { code: 'server_error', message: 'no' };
    expect(() => decode({ status: 'failed', error })).toThrow();
    expect(() => decode({ status: 'failed', error: null })).toThrow();
  });

  it('in streams the tier that served replaces the one asked for', () => {
    const response = { status: 'completed', output: [MESSAGE], usage: USAGE, service_tier: 'default' };
    const { decoder } = stream(CREATED, { type: 'response.completed', response });
    expect(decoder).toMatchObject({ serviceTier: 'default', chunkId: 'resp_1', created: 5, finishReason: 'stop' });
  });

  it('calls of tools open the gate, announcements and reasoning without text do not', () => {
    const added = (type: string) => ({ type: 'response.output_item.added', item: { type, encrypted_content: 'x' } });
    expect(stream(CREATED, added('reasoning'), added('message')).decoder.hasContent).toBe(false);
    expect(stream(CREATED, added('web_search_call')).decoder.hasContent).toBe(true);
    expect(stream(CREATED, added('function_call')).decoder.hasContent).toBe(true);
  });

  it('sound does not count as text', () => {
    const delta = { type: 'response.audio.delta', delta: 'x'.repeat(500) };
    expect(stream(CREATED, delta).decoder).toMatchObject({ outputChars: 0, hasContent: true });
  });

  it.each([
    ['insufficient_quota', 'quota'],
    ['rate_limit_exceeded', 'rate_limited'],
    ['server_is_overloaded', 'overloaded'],
    ['server_error', 'unavailable'],
    ['invalid_prompt', 'invalid_request'],
  ])('a failure with the code %s is %s, is not passed on, and its usage counts', (code, kind) => {
    const response = { status: 'failed', error: { code, message: 'at https://internal.example.com' }, usage: USAGE };
    const { decoder, errors, forwarded } = stream(CREATED, { type: 'response.failed', response });
    expect(errors).toMatchObject([{ kind }]);
    expect(decoder.usage?.completionTokens).toBe(50);
    expect(decoder.isFinished).toBe(false);
    expect(forwarded.toString('utf8')).not.toContain('failed');
    expect(errors[0]?.message).not.toContain('internal.example.com');
  });
});
