import { describe, expect, it } from 'vitest';
import { viewOfAnswer, viewOfStream } from '../conformance/client-view.ts';
import { readStream } from '../conformance/read-stream.ts';
import { decodeMessage } from './anthropic.response.ts';
import { MessageStreamDecoder } from './anthropic.stream.ts';

const NOW = 1_790_000_000_500;
const BASE = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-x', stop_sequence: null };

function decode(fields: object) {
  const answer = decodeMessage(
    Buffer.from(JSON.stringify({ ...BASE, stop_reason: 'end_turn', content: [], ...fields })),
    NOW,
  );
  return { answer, body: JSON.parse(Buffer.from(answer.body).toString('utf8')) };
}

function read(...events: object[]) {
  const start = {
    type: 'message_start',
    message: { ...BASE, content: [], usage: { input_tokens: 9, output_tokens: 1 } },
  };
  const bytes = [start, ...events].map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  const stream = readStream(new MessageStreamDecoder(NOW), [Buffer.from(bytes)]);
  return { ...stream, view: viewOfStream(stream.forwarded) };
}

const stopped = (stop_reason: string, usage: object = { output_tokens: 5 }, more: object = {}): object => ({
  type: 'message_delta',
  delta: { stop_reason, ...more },
  usage,
});

describe('answers in OpenAI’s form', () => {
  it('hold id, model, time and usage', () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
      output_tokens: 7,
      output_tokens_details: { thinking_tokens: 3 },
      service_tier: 'standard',
    };
    const { answer, body } = decode({ content: [{ type: 'text', text: 'Hi' }], usage });
    expect(body).toMatchObject({ id: 'msg_1', object: 'chat.completion', created: 1_790_000_000, model: 'claude-x' });
    expect(body.usage).toMatchObject({ prompt_tokens: 140, completion_tokens: 7, total_tokens: 147 });
    expect(body.usage.prompt_tokens_details).toMatchObject({ cached_tokens: 100, cache_write_tokens: 30 });
    expect(answer.usage).toEqual({
      promptTokens: 140,
      cachedTokens: 100,
      cacheWriteTokens: 20,
      cacheWriteLongTokens: 10,
      completionTokens: 7,
      reasoningTokens: 3,
      audioInputTokens: 0,
      audioOutputTokens: 0,
    });
    expect(answer.serviceTier).toBe('standard');
  });

  it.each([
    [{ input_tokens: -1, output_tokens: 2 }],
    [{ input_tokens: 1 }],
    [{ input_tokens: '5', output_tokens: 2 }],
    [{ input_tokens: 1.5, output_tokens: 2 }],
    [{ input_tokens: 0, output_tokens: 2 }],
    [null],
    [undefined],
  ])('with the usage %j leave the counting to us', (usage) => {
    const { answer, body } = decode({ content: [{ type: 'text', text: 'Hi' }], usage });
    expect(answer.usage).toBeNull();
    expect(body).not.toHaveProperty('usage');
  });

  it('name the fast mode by the word of its price', () => {
    expect(
      decode({ usage: { input_tokens: 1, output_tokens: 1, speed: 'fast', service_tier: 'standard' } }).answer
        .serviceTier,
    ).toBe('fast');
  });

  it.each([
    ['end_turn', 'stop', true],
    ['stop_sequence', 'stop', true],
    ['tool_use', 'tool_calls', true],
    ['max_tokens', 'length', false],
    ['model_context_window_exceeded', 'length', false],
    ['refusal', 'content_filter', false],
    ['pause_turn', 'stop', false],
    ['a_word_to_come', 'stop', true],
  ])('that stop for %s finish with %s', (reason, finish, isComplete) => {
    const { answer } = decode({ content: [{ type: 'text', text: 'Hi' }], stop_reason: reason });
    expect(answer).toMatchObject({ finishReason: finish, isComplete });
  });

  it('without content are not worth storing', () => {
    expect(decode({ content: [] }).answer.isComplete).toBe(false);
  });

  it('that refuse say why', () => {
    const { body } = decode({ stop_reason: 'refusal', stop_details: { type: 'refusal', explanation: 'No.' } });
    expect(body.choices[0].message).toMatchObject({ content: null, refusal: 'No.' });
    expect(decode({ stop_reason: 'refusal' }).body.choices[0].message.refusal).toMatch(/declined/);
  });

  it('leave out what has no place in a chat', () => {
    const content = [
      { type: 'redacted_thinking', data: 'x' },
      { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } },
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ];
    const view = viewOfAnswer(decode({ content }).answer.body);
    expect(view).toMatchObject({ text: 'ab', calls: [], reasoning: '' });
  });
});

describe('streams in OpenAI’s form', () => {
  it('a call whose arguments come whole is sent whole', () => {
    const block = { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } };
    const { view } = read(
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_stop', index: 0 },
      stopped('tool_use'),
    );
    expect(view.calls).toEqual([{ id: 't', name: 'f', arguments: '{"a":1}' }]);
  });

  it('calls are counted from 0 whatever stood before them, and server tools are not among them', () => {
    const call = (index: number, id: string, type = 'tool_use'): object[] => [
      { type: 'content_block_start', index, content_block: { type, id, name: 'f', input: {} } },
      { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: `{"i":${index}}` } },
      { type: 'content_block_stop', index },
    ];
    const { forwarded, view } = read(
      ...call(0, 's', 'server_tool_use'),
      ...call(1, 'a'),
      ...call(2, 'b'),
      stopped('tool_use'),
    );
    expect(view.calls.map(({ arguments: json }) => json)).toEqual(['{"i":1}', '{"i":2}']);
    expect(forwarded.toString('utf8')).toContain('"tool_calls":[{"index":0,"id":"a"');
  });

  it('later counts replace earlier ones', () => {
    const { decoder } = read(stopped('end_turn', { output_tokens: 5, input_tokens: 12, cache_read_input_tokens: 3 }));
    expect(decoder.usage).toMatchObject({ promptTokens: 15, cachedTokens: 3, completionTokens: 5 });
  });

  it('text in the first event of a block is not lost', () => {
    const { view } = read(
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Be' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'gin' } },
      stopped('end_turn'),
    );
    expect(view.text).toBe('Begin');
  });

  it('a refusal says why', () => {
    const { forwarded, decoder } = read(stopped('refusal', {}, { stop_details: { explanation: 'No.' } }));
    expect(forwarded.toString('utf8')).toContain('"refusal":"No."');
    expect(decoder.finishReason).toBe('content_filter');
  });

  it('content without a beginning is no stream of this API', () => {
    const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } };
    const { errors, forwarded } = readStream(new MessageStreamDecoder(NOW), [
      Buffer.from(`data: ${JSON.stringify(delta)}\n\n`),
    ]);
    expect(errors).toMatchObject([{ kind: 'broken_stream', outcome: 'invalid_answer' }]);
    expect(forwarded.length).toBe(0);
  });
});
