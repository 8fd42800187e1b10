import { describe, expect, it } from 'vitest';
import { END, eventsOf, factsFor } from './__testing__/facts.ts';
import { isFields } from './common/json.ts';
import type { AnswerEnd, Fields, SurfaceCodec } from './surface.ts';
import { SURFACES } from './surfaces.ts';

const { messages, responses, completions, chat_completions } = SURFACES;
const CODECS = Object.values(SURFACES).map((codec) => [codec.id, codec] as const);

const chunk = (delta: object, finish: string | null = null, more: object = {}): Fields => ({
  id: 'c',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason: finish, ...more }],
});
const callChunk = (call: object) => chunk({ tool_calls: [call] });

function run(codec: SurfaceCodec, chunks: readonly Fields[], end: AnswerEnd = END, fields: object = {}) {
  const stream = codec.openStream(factsFor(codec, fields));
  return eventsOf(chunks.map((one) => stream.push(one)).join('') + stream.end(end));
}

function parseBody(codec: SurfaceCodec, chunks: readonly Fields[]) {
  const stream = codec.openStream(factsFor(codec));
  const text = chunks.map((one) => stream.push(one)).join('') + stream.end(END);
  return JSON.parse(new TextDecoder().decode(codec.collect([new TextEncoder().encode(text)])?.body));
}

const calls = {
  messages: (body: { content: Fields[] }) => body.content.map(({ id, name, input }) => ({ id, name, input })),
  responses: (body: { output: Fields[] }) =>
    body.output.map((item) => ({ id: item.call_id, name: item.name, input: JSON.parse(String(item.arguments)) })),
};

/** Function calls as servers other than OpenAI's write them. */
const ODD_CALLS: readonly (readonly [string, readonly Fields[], object[]])[] = [
  [
    'indexes that start at 1',
    [
      callChunk({ index: 1, id: 'a', function: { name: 'f', arguments: '{"x":' } }),
      callChunk({ index: 1, function: { arguments: '1}' } }),
    ],
    [{ id: 'a', name: 'f', input: { x: 1 } }],
  ],
  [
    'the same index for every call',
    [
      callChunk({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }),
      callChunk({ index: 0, id: 'b', function: { name: 'g', arguments: '{"x":' } }),
      callChunk({ index: 0, function: { arguments: '2}' } }),
    ],
    [
      { id: 'a', name: 'f', input: {} },
      { id: 'b', name: 'g', input: { x: 2 } },
    ],
  ],
  [
    'no ids',
    [callChunk({ index: 0, function: { name: 'f', arguments: '{}' } })],
    [{ id: 'call_0', name: 'f', input: {} }],
  ],
  [
    'ids with characters that Anthropic refuses',
    [callChunk({ index: 0, id: 'functions.f:0', function: { name: 'f', arguments: '{}' } })],
    [{ id: 'functions_f_0', name: 'f', input: {} }],
  ],
  [
    'the id repeated in every piece',
    [
      callChunk({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x"' } }),
      callChunk({ index: 0, id: 'a', function: { arguments: ':3}' } }),
    ],
    [{ id: 'a', name: 'f', input: { x: 3 } }],
  ],
  [
    'a name that comes after the first arguments',
    [
      callChunk({ index: 0, id: 'a', function: { arguments: '{"x":' } }),
      callChunk({ index: 0, function: { name: 'f', arguments: '4}' } }),
    ],
    [{ id: 'a', name: 'f', input: { x: 4 } }],
  ],
  [
    'no arguments at all',
    [callChunk({ index: 0, id: 'a', function: { name: 'f' } })],
    [{ id: 'a', name: 'f', input: {} }],
  ],
  [
    'pieces of two calls in turn',
    [
      callChunk({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":' } }),
      callChunk({ index: 1, id: 'b', function: { name: 'g', arguments: '{"y":' } }),
      callChunk({ index: 0, function: { arguments: '5}' } }),
      callChunk({ index: 1, function: { arguments: '6}' } }),
    ],
    [
      { id: 'a', name: 'f', input: { x: 5 } },
      { id: 'b', name: 'g', input: { y: 6 } },
    ],
  ],
];

describe('function calls in streams', () => {
  it.each(ODD_CALLS)('messages understand %s', (_name, chunks, expected) => {
    const body = parseBody(messages, [...chunks, chunk({}, 'tool_calls')]);
    expect(calls.messages(body)).toEqual(expected);
    expect(body.stop_reason).toBe('tool_use');
  });

  it.each(ODD_CALLS)('responses understand %s', (_name, chunks, expected) => {
    expect(calls.responses(parseBody(responses, [...chunks, chunk({}, 'tool_calls')]))).toEqual(expected);
  });

  it('end as tool use also where the server says `stop`', () => {
    const chunks = [callChunk({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }), chunk({}, 'stop')];
    expect(parseBody(messages, chunks).stop_reason).toBe('tool_use');
  });
});

describe('streams of all surfaces', () => {
  it.each(CODECS)('%s: a chunk with words gives events at once', (_id, codec) => {
    expect(codec.openStream(factsFor(codec)).push(chunk({ content: 'Now' }))).toContain('Now');
  });

  it.each(CODECS)('%s: nothing comes after the end, nor after an error', (_id, codec) => {
    const stream = codec.openStream(factsFor(codec));
    stream.end(END);
    expect(stream.push(chunk({ content: 'late' })) + stream.end(END)).toBe('');
  });

  it.each(CODECS)('%s: an answer without a word is whole all the same', (_id, codec) => {
    const end = { ...END, wantsUsage: true };
    expect(run(codec, [chunk({}, 'stop')], end).length).toBeGreaterThan(0);
  });

  it.each(CODECS)('%s: cost and facts stand in the last event that has usage', (_id, codec) => {
    const end = { ...END, costUsd: '0.0125', lco: { cache: 'miss' }, wantsUsage: true };
    const events = run(codec, [chunk({ content: 'Hi' }), chunk({}, 'stop')], end);
    const holders = events
      .map((event) => (isFields(event.response) ? event.response : event))
      .filter(({ lco }) => lco !== undefined);
    expect(holders).toEqual([expect.objectContaining({ lco: { cache: 'miss' } })]);
    // Ollama has no object for usage: what it cost stands among the facts.
    const counts = codec.id.startsWith('ollama_') ? { eval_count: 30 } : { usage: { cost: 0.0125 } };
    expect(holders[0]).toMatchObject(counts);
  });

  it.each(CODECS)('%s: a stored answer holds neither cost nor facts of its first delivery', (_id, codec) => {
    const stream = codec.openStream(factsFor(codec));
    const end = { ...END, costUsd: '1', lco: { cache: 'miss' }, wantsUsage: true };
    const text = stream.push(chunk({ content: 'Hi' })) + stream.push(chunk({}, 'stop')) + stream.end(end);
    const body = new TextDecoder().decode(codec.collect([new TextEncoder().encode(text)])?.body);
    expect(body).toContain('Hi');
    expect(body).not.toMatch(/"cost"|"lco":\{"cache/);
  });

  it.each(CODECS)('%s: an answer that was cut is collected and not complete', (_id, codec) => {
    const stream = codec.openStream(factsFor(codec));
    const text = stream.push(chunk({ content: 'Half' })) + stream.push(chunk({}, 'length')) + stream.end(END);
    expect(codec.collect([new TextEncoder().encode(text)])?.isComplete).toBe(false);
  });

  it.each(CODECS)('%s: nothing is collected from what is no stream', (_id, codec) => {
    expect(codec.collect([new TextEncoder().encode('<html>Bad gateway</html>')])).toBeNull();
  });
});

describe('streams of single surfaces', () => {
  it('messages begin with the estimated prompt and end with the true one', () => {
    const events = run(messages, [chunk({ content: 'Hi' }, 'stop')]);
    expect(events[0]).toMatchObject({ message: { usage: { input_tokens: 111, output_tokens: 0 } } });
    expect(events.at(-2)).toMatchObject({
      usage: { input_tokens: 50, cache_read_input_tokens: 40, cache_creation_input_tokens: 30, output_tokens: 30 },
    });
  });

  it('messages tell events in the order of the API, and close the last block with the finish reason', () => {
    const call = callChunk({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } });
    const stream = messages.openStream(factsFor(messages));
    const text = [chunk({ content: 'Hi' }), call, chunk({}, 'tool_calls')].map((one) => stream.push(one)).join('');
    expect(eventsOf(text).map(({ type, index }) => [type, index])).toEqual([
      ['message_start', undefined],
      ['content_block_start', 0],
      ['content_block_delta', 0],
      ['content_block_stop', 0],
      ['content_block_start', 1],
      ['content_block_delta', 1],
      ['content_block_stop', 1],
    ]);
    expect(eventsOf(stream.end(END)).map(({ type }) => type)).toEqual(['message_delta', 'message_stop']);
  });

  it('messages name the stop sequence where the server says it', () => {
    const end = run(messages, [chunk({ content: 'Hi' }, 'stop', { stop_reason: 'END' })], END, {
      stop_sequences: ['END'],
    });
    expect(end.at(-2)).toMatchObject({ delta: { stop_reason: 'stop_sequence', stop_sequence: 'END' } });
  });

  it('messages leave out thoughts, which nobody has signed', () => {
    const events = run(messages, [chunk({ reasoning_content: 'Hm' }), chunk({ content: 'Hi' }, 'stop')]);
    expect(JSON.stringify(events)).not.toContain('Hm');
  });

  it('messages give words after a call a block of their own', () => {
    const chunks = [
      chunk({ content: 'a' }),
      callChunk({ index: 0, id: 'x', function: { name: 'f', arguments: '{}' } }),
      chunk({ content: 'b' }),
      chunk({}, 'tool_calls'),
    ];
    const { content } = parseBody(messages, chunks);
    expect(content.map(({ type }: { type: string }) => type)).toEqual(['text', 'tool_use', 'text']);
  });

  it('responses tell events in the order and with the numbers of the API', () => {
    const events = run(responses, [
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Hi' }),
      chunk({}, 'stop'),
    ]);
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_event, index) => index));
  });

  it('responses repeat the request', () => {
    const fields = { instructions: 'Be short.', temperature: 0.5, metadata: { a: 'b' }, max_output_tokens: 50 };
    for (const event of run(responses, [chunk({ content: 'Hi' }, 'stop')], END, fields).slice(0, 2)) {
      expect(event.response).toMatchObject({ ...fields, store: false, previous_response_id: null });
    }
  });

  it('responses carry log probabilities where the model gives them', () => {
    const logprobs = { content: [{ token: 'Hi', logprob: -0.1, bytes: [72, 105], top_logprobs: [] }] };
    const { output } = parseBody(responses, [chunk({ content: 'Hi' }, 'stop', { logprobs })]);
    expect(output[0].content[0].logprobs).toEqual(logprobs.content);
  });

  it('completions write every choice', () => {
    const choices = [
      { index: 0, delta: { content: 'a' }, finish_reason: 'stop' },
      { index: 1, delta: { content: 'b' }, finish_reason: 'stop' },
    ];
    const { choices: seen } = parseBody(completions, [{ choices }]);
    expect(seen).toMatchObject([
      { index: 0, text: 'a' },
      { index: 1, text: 'b' },
    ]);
  });

  it('chat completions pass chunks on as they are', () => {
    const one = chunk({ content: 'Hi', reasoning: 'Hm', extra: { a: 1 } });
    expect(run(chat_completions, [one])).toEqual([one]);
  });
});
