import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectStream } from './collect-stream.ts';
import { replayAsStream } from './replay-stream.ts';

type Json = Record<string, unknown>;

const HEAD = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'm' };
const encode = (text: string) => new TextEncoder().encode(text);

function chunk(choices: readonly Json[], more: Json = {}): string {
  return `data: ${JSON.stringify({ ...HEAD, ...more, choices })}\n\n`;
}

function part(delta: Json, more: Json = {}): Json {
  return { index: 0, delta, logprobs: null, finish_reason: null, ...more };
}

function end(reason: string): string {
  return chunk([part({}, { finish_reason: reason })]);
}

function collect(...events: string[]) {
  const found = collectStream([encode(events.join(''))]);
  if (found === null) throw new Error('Nothing was collected.');
  return {
    isComplete: found.isComplete,
    body: JSON.parse(new TextDecoder().decode(found.body)) as Json & { choices: Json[] },
  };
}

const text = (content: string) => chunk([part({ content })]);

describe('collectStream', () => {
  it('builds the whole answer of a plain text', () => {
    const { body, isComplete } = collect(
      chunk([part({ role: 'assistant', content: '' })]),
      text('Hel'),
      text('lo'),
      end('stop'),
    );
    expect(body).toEqual({
      ...HEAD,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
    });
    expect(isComplete).toBe(true);
  });

  it('joins the arguments of several tool calls by their index', () => {
    const call = (index: number, more: Json) => chunk([part({ tool_calls: [{ index, ...more }] })]);
    const { body, isComplete } = collect(
      call(0, { id: 'call_a', type: 'function', function: { name: 'f', arguments: '' } }),
      call(0, { function: { arguments: '{"x":' } }),
      call(1, { id: 'call_b', type: 'function', function: { name: 'g', arguments: '{' } }),
      call(0, { function: { arguments: '1}' } }),
      call(1, { function: { arguments: '}' } }),
      end('tool_calls'),
    );
    expect(body.choices[0]?.message).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [
        { id: 'call_a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
        { id: 'call_b', type: 'function', function: { name: 'g', arguments: '{}' } },
      ],
    });
    expect(isComplete).toBe(true);
  });

  it('tells calls apart by id when a server gives them all the same index', () => {
    const call = (id: string) =>
      chunk([part({ tool_calls: [{ index: 0, id, type: 'function', function: { name: id, arguments: '{}' } }] })]);
    const { body } = collect(call('a'), call('b'), end('tool_calls'));
    expect(body.choices[0]?.message).toMatchObject({ tool_calls: [{ id: 'a' }, { id: 'b' }] });
  });

  it('keeps several choices apart and in order', () => {
    const { body } = collect(
      chunk([part({ content: 'second' }, { index: 1 })]),
      chunk([part({ content: 'first' })]),
      chunk([part({}, { index: 1, finish_reason: 'stop' })]),
      end('stop'),
    );
    expect(body.choices.map((choice) => [choice.index, (choice.message as Json).content])).toEqual([
      [0, 'first'],
      [1, 'second'],
    ]);
  });

  it('keeps reasoning, annotations, log probabilities, audio and fields nobody knows', () => {
    const { body } = collect(
      chunk([part({ reasoning_content: 'Let me ' })]),
      chunk([part({ reasoning_content: 'think.', annotations: [{ n: 1 }] })]),
      chunk([part({ content: 'A', annotations: [{ n: 2 }] }, { logprobs: { content: [{ token: 'A' }] } })]),
      chunk([part({ content: 'B', audio: { id: 'au', data: 'aa' } }, { logprobs: { content: [{ token: 'B' }] } })]),
      chunk([part({ audio: { data: 'bb', expires_at: 9 } }, { content_filter_results: { ok: true } })]),
      end('stop'),
    );
    expect(body.choices[0]).toMatchObject({
      message: {
        reasoning_content: 'Let me think.',
        annotations: [{ n: 1 }, { n: 2 }],
        content: 'AB',
        audio: { id: 'au', data: 'aabb', expires_at: 9 },
      },
      logprobs: { content: [{ token: 'A' }, { token: 'B' }] },
      content_filter_results: { ok: true },
    });
  });

  it('takes each fact of the head where it first stands, and padding and usage not at all', () => {
    const { body } = collect(
      `data: ${JSON.stringify({ ...HEAD, id: '', model: '', choices: [] })}\n\n`,
      chunk([part({ content: 'x' })], { obfuscation: 'abc', usage: null, lco: { request_id: 'r' } }),
      chunk([part({}, { finish_reason: 'stop' })], { service_tier: 'default', usage: { prompt_tokens: 1 } }),
    );
    expect(body).toMatchObject({ id: HEAD.id, model: 'm', service_tier: 'default' });
    expect(body).not.toHaveProperty('obfuscation');
    expect(body).not.toHaveProperty('usage');
    expect(body).not.toHaveProperty('lco');
  });

  it('puts usage into the body when the caller gives it', () => {
    const found = collectStream([encode(text('x') + end('stop'))], { prompt_tokens: 3 });
    expect(JSON.parse(new TextDecoder().decode(found?.body))).toMatchObject({ usage: { prompt_tokens: 3 } });
  });

  it.each([
    { name: 'cut by length', events: [text('x'), end('length')] },
    { name: 'filtered', events: [text('x'), end('content_filter')] },
    { name: 'without an end', events: [text('x')] },
    { name: 'empty', events: [chunk([part({ role: 'assistant', content: '' })]), end('stop')] },
    { name: 'refused', events: [chunk([part({ refusal: 'No.' })]), end('stop')] },
    { name: 'an error inside', events: [text('x'), 'data: {"error":{"message":"broken"}}\n\n', end('stop')] },
    { name: 'with an unreadable event', events: [text('x'), 'data: {"choi\n\n', end('stop')] },
    {
      name: 'one of two choices unfinished',
      events: [text('x'), chunk([part({ content: 'y' }, { index: 1 })]), end('stop')],
    },
  ])('is not complete, so never stored: $name', ({ events }) => {
    expect(collect(...events).isComplete).toBe(false);
  });

  it('is null when there is no choice at all', () => {
    expect(collectStream([])).toBeNull();
    expect(collectStream([encode('data: [DONE]\n\n')])).toBeNull();
    expect(collectStream([encode(': keep-alive\n\nnot a stream')])).toBeNull();
  });

  it('skips comments, event names and the end marker, with any line ends', () => {
    const events = [
      ': keep-alive\r\n\r\n',
      text('a').replaceAll('\n', '\r\n'),
      'event: x\n',
      text('b'),
      end('stop'),
      'data: [DONE]\n\n',
    ];
    expect(collect(...events)).toMatchObject({ isComplete: true, body: { choices: [{ message: { content: 'ab' } }] } });
  });

  it('lets no field name reach a prototype', () => {
    const { body } = collect(
      `data: {"id":"x","choices":[{"index":0,"delta":{"__proto__":{"polluted":true},"content":"a"}}]}\n\n`,
      end('stop'),
    );
    expect(Object.hasOwn(body.choices[0]?.message as Json, '__proto__')).toBe(true);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

/** Texts with wide characters, emoji and line ends, which a cut may fall into. */
const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });
const anyMessage = fc.record({
  content: fc.option(
    anyText.filter((value) => value !== ''),
    { nil: null },
  ),
  reasoning: fc.option(anyText, { nil: undefined }),
  calls: fc.array(fc.record({ name: fc.string({ minLength: 1 }), arguments: anyText }), { maxLength: 3 }),
});

function completionOf(
  messages: readonly {
    content: string | null;
    reasoning?: string | undefined;
    calls: { name: string; arguments: string }[];
  }[],
): Json {
  const choices = messages.map(({ content, reasoning, calls }, index) => ({
    index,
    message: {
      role: 'assistant',
      content,
      refusal: null,
      ...(reasoning === undefined || reasoning === '' ? {} : { reasoning_content: reasoning }),
      ...(calls.length === 0
        ? {}
        : { tool_calls: calls.map((call, at) => ({ id: `call_${at}`, type: 'function', function: call })) }),
    },
    logprobs: null,
    finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
  }));
  return { ...HEAD, object: 'chat.completion', choices };
}

describe('properties', () => {
  it('a stream collects to the same body however its bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(anyMessage, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (messages, cuts) => {
          const { bytes } = replayAsStream(encode(JSON.stringify(completionOf(messages))));
          const places = [0, ...cuts.map((cut) => cut % (bytes.byteLength + 1)), bytes.byteLength].sort(
            (one, other) => one - other,
          );
          const pieces = places.slice(1).map((place, at) => bytes.subarray(places[at], place));
          expect(collectStream(pieces)).toEqual(collectStream([bytes]));
        },
      ),
    );
  });

  it('replaying and collecting gives back the same answer', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 3 }), (messages) => {
        const completion = completionOf(messages);
        const collected = collectStream([replayAsStream(encode(JSON.stringify(completion))).bytes]);
        expect(JSON.parse(new TextDecoder().decode(collected?.body))).toEqual(completion);
      }),
    );
  });
});
