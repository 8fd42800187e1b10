import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { asFields } from './json-fields.ts';
import { replayAsStream } from './replay-stream.ts';

type Json = Record<string, unknown>;

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function completion(message: Json, more: Json = {}): Json {
  const choice = {
    index: 0,
    message: { role: 'assistant', refusal: null, ...message },
    logprobs: null,
    finish_reason: 'stop',
  };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'gpt-6-luna',
    system_fingerprint: 'fp_1',
    choices: [{ ...choice, ...more }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

function eventsOf(value: Json): (Json & { choices: Json[] })[] {
  const text = new TextDecoder().decode(replayAsStream(encode(value)).bytes);
  expect(text.endsWith('\n\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n\n')
    .map((event) => JSON.parse(event.replace(/^data: /, '')));
}

/** What the official client makes of the stream, without a network. */
async function readByClient(value: Json) {
  const { bytes } = replayAsStream(encode(value));
  const body = new Uint8Array([...bytes, ...new TextEncoder().encode('data: [DONE]\n\n')]);
  const client = new OpenAI({
    apiKey: 'k',
    baseURL: 'http://127.0.0.1:9/v1',
    maxRetries: 0,
    fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
  });
  const stream = client.chat.completions.stream({ model: 'auto', messages: [{ role: 'user', content: 'Hi' }] });
  return stream.finalChatCompletion();
}

describe('replayAsStream', () => {
  it('begins with the role, ends with the reason, and repeats the head on every chunk', () => {
    const events = eventsOf(completion({ content: 'Hello' }));
    expect(events.map(({ choices }) => choices[0])).toEqual([
      { index: 0, delta: { role: 'assistant', content: '', refusal: null }, logprobs: null, finish_reason: null },
      { index: 0, delta: { content: 'Hello' }, logprobs: null, finish_reason: null },
      { index: 0, delta: {}, logprobs: null, finish_reason: 'stop' },
    ]);
    for (const { choices, ...head } of events) {
      expect(head).toEqual({
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        created: 1_700_000_000,
        model: 'gpt-6-luna',
        system_fingerprint: 'fp_1',
      });
      expect(choices).toHaveLength(1);
    }
  });

  it('cuts a long text into few pieces, none inside a character', () => {
    const content = `${'x'.repeat(999)}🙂${'y'.repeat(1_500)}`;
    const texts = eventsOf(completion({ content })).map(({ choices }) => asFields(choices[0]?.delta).content ?? '');
    expect(texts.join('')).toBe(content);
    expect(texts.every((piece) => String(piece).isWellFormed())).toBe(true);
    expect(texts.length).toBeLessThan(8);
  });

  it('tells id and time, for the closing usage chunk', () => {
    expect(replayAsStream(encode(completion({ content: 'x' })))).toMatchObject({
      id: 'chatcmpl-1',
      created: 1_700_000_000,
    });
    expect(replayAsStream(encode({ choices: [] }))).toMatchObject({ id: 'chatcmpl-cached', created: 0 });
  });

  it('sends neither usage nor our own facts inside the stream', () => {
    for (const event of eventsOf({ ...completion({ content: 'x' }), lco: { a: 1 } })) {
      expect(event).not.toHaveProperty('usage');
      expect(event).not.toHaveProperty('lco');
    }
  });

  it('sends reasoning before the text', () => {
    const fields = eventsOf(completion({ content: 'x', reasoning_content: 'hm' })).map(({ choices }) =>
      Object.keys(choices[0]?.delta as Json),
    );
    expect(fields.slice(1, 3)).toEqual([['reasoning_content'], ['content']]);
  });
});

describe('the official client reads it as the same answer', () => {
  const calls = [
    { id: 'call_a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
    { id: 'call_b', type: 'function', function: { name: 'g', arguments: '{}' } },
  ];

  it.each([
    { name: 'a text', value: completion({ content: 'Hello, 世界 🙂\nsecond line' }) },
    { name: 'a long text', value: completion({ content: 'word '.repeat(2_000) }) },
    { name: 'tool calls', value: completion({ content: null, tool_calls: calls }, { finish_reason: 'tool_calls' }) },
    {
      name: 'text and tool calls',
      value: completion({ content: 'Let me look.', tool_calls: calls }, { finish_reason: 'tool_calls' }),
    },
  ])('$name', async ({ value }) => {
    const read = await readByClient(value);
    const [choice] = value.choices as Json[];
    const { content, tool_calls: expectedCalls } = asFields(choice?.message);
    expect(read.choices[0]?.finish_reason).toBe(choice?.finish_reason);
    expect(read.choices[0]?.message.content).toBe(content);
    if (expectedCalls !== undefined)
      expect(read.choices[0]?.message.tool_calls).toMatchObject(expectedCalls as object[]);
    expect(read).toMatchObject({ id: 'chatcmpl-1', model: 'gpt-6-luna' });
  });

  it('several choices with log probabilities', async () => {
    const base = completion({ content: 'A' });
    const logprobs = { content: [{ token: 'A', logprob: -0.1, bytes: [65], top_logprobs: [] }], refusal: null };
    const first = { ...(base.choices as Json[])[0], logprobs };
    const second = {
      ...(base.choices as Json[])[0],
      index: 1,
      message: { role: 'assistant', content: 'B', refusal: null },
    };
    const read = await readByClient({ ...base, choices: [first, second] });
    expect(read.choices.map(({ message }) => message.content)).toEqual(['A', 'B']);
    expect(read.choices[0]?.logprobs?.content?.[0]).toMatchObject({ token: 'A' });
  });
});
