import { describe, expect, it } from 'vitest';
import { readStream } from '../conformance/read-stream.ts';
import { decodeChatCompletion } from './openai-compatible.response.ts';
import { ChatChunkDecoder } from './openai-compatible.stream.ts';
import { readOpenAiUsage } from './openai-compatible.usage.ts';

function decode(fields: object) {
  return decodeChatCompletion(Buffer.from(JSON.stringify({ id: 'x', model: 'm', ...fields })));
}

const choice = (message: unknown, finish_reason: unknown = 'stop'): object => ({
  choices: [{ index: 0, message, finish_reason }],
});

describe('answers', () => {
  it('keep the bytes of the provider', () => {
    const body = Buffer.from(
      '{ "choices" : [ {"message":{"content":"é \\u00e9"},"finish_reason":"stop"} ], "odd": 1.0 }',
    );
    expect(decodeChatCompletion(body).body).toBe(body);
  });

  it.each([
    ['no message at all', choice(undefined, 'content_filter'), 'content_filter'],
    ['an empty text', choice({ content: '' }), 'stop'],
    ['no text', choice({ content: null }), 'stop'],
    ['a refusal', choice({ content: null, refusal: 'No.' }), 'stop'],
    ['a cut text', choice({ content: 'x' }, 'length'), 'length'],
    ['no finish reason', choice({ content: 'x' }, null), null],
  ])('with %s are answers, but not worth storing', (_, fields, finishReason) => {
    expect(decode(fields)).toMatchObject({ finishReason, isComplete: false });
  });

  it('with several choices are whole only when all of them are', () => {
    const part = (content: string, finish_reason: string) => ({ message: { content }, finish_reason });
    expect(decode({ choices: [part('abc', 'stop'), part('d', 'stop')] })).toMatchObject({
      isComplete: true,
      outputChars: 4,
    });
    expect(decode({ choices: [part('abc', 'stop'), part('d', 'length')] }).isComplete).toBe(false);
  });

  it('say their tier of service', () => {
    expect(decode({ ...choice({ content: 'x' }), service_tier: 'flex' }).serviceTier).toBe('flex');
  });
});

describe('usage', () => {
  it('has its parts inside the totals', () => {
    expect(
      readOpenAiUsage({
        prompt_tokens: 100,
        completion_tokens: 50,
        prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30, audio_tokens: 5 },
        completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 4 },
      }),
    ).toEqual({
      promptTokens: 100,
      cachedTokens: 60,
      cacheWriteTokens: 30,
      cacheWriteLongTokens: 0,
      completionTokens: 50,
      reasoningTokens: 20,
      audioInputTokens: 5,
      audioOutputTokens: 4,
    });
  });

  it('never has parts larger than their whole', () => {
    const usage = readOpenAiUsage({
      prompt_tokens: 29,
      completion_tokens: 6,
      prompt_tokens_details: { cached_tokens: 157, cache_write_tokens: 9 },
      completion_tokens_details: { reasoning_tokens: 70 },
    });
    expect(usage).toMatchObject({ promptTokens: 29, cachedTokens: 29, cacheWriteTokens: 0, reasoningTokens: 6 });
  });

  it('counts reasoning that stands beside the completion into it', () => {
    const details = { completion_tokens_details: { reasoning_tokens: 30 } };
    expect(
      readOpenAiUsage({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 45, ...details })?.completionTokens,
    ).toBe(35);
    expect(
      readOpenAiUsage({ prompt_tokens: 10, completion_tokens: 35, total_tokens: 45, ...details })?.completionTokens,
    ).toBe(35);
  });

  it.each([
    null,
    undefined,
    7,
    [],
    {},
    { prompt_tokens: 0, completion_tokens: 0 },
    { prompt_tokens: -1, completion_tokens: 2 },
    { prompt_tokens: 3, completion_tokens: -2 },
    { prompt_tokens: '3', completion_tokens: 2 },
    { prompt_tokens: 3, completion_tokens: Number.NaN },
    { prompt_tokens: 1e300, completion_tokens: 2 },
    { prompt_tokens: 0, completion_tokens: 12 },
  ])('that cannot be true is none: %j', (usage) => {
    expect(readOpenAiUsage(usage)).toBeNull();
  });
});

describe('streams', () => {
  const chunk = (fields: object): string =>
    `data: ${JSON.stringify({ id: 'c', created: 5, model: 'm', ...fields })}\n\n`;
  const delta = (content: string, index = 0): string =>
    chunk({ choices: [{ index, delta: { content }, finish_reason: null }] });
  const finish = (index = 0, more: object = {}): string =>
    chunk({ choices: [{ index, delta: {}, finish_reason: 'stop' }], ...more });
  const usage = (prompt_tokens: number): object => ({ usage: { prompt_tokens, completion_tokens: 2 } });

  it('pass on the bytes of the provider, in one piece with those of its neighbours', () => {
    const bytes = Buffer.from(delta('a') + delta('b'));
    const { forward } = new ChatChunkDecoder().push(bytes);
    expect(forward?.buffer).toBe(bytes.buffer);
    expect(forward?.byteLength).toBe(bytes.byteLength);
  });

  it.each([
    ['in a chunk of its own', finish() + chunk({ choices: [], ...usage(9) })],
    ['twice, the last one holds', finish(0, usage(4)) + chunk({ choices: [], ...usage(9) })],
    ['in x_groq', finish(0, { x_groq: usage(9) })],
    ['before the end', chunk({ choices: [], ...usage(9) }) + finish()],
    ['in every chunk', chunk({ choices: [{ index: 0, delta: { content: 'x' } }], ...usage(3) }) + finish(0, usage(9))],
    ['with a later null', finish(0, usage(9)) + chunk({ choices: [], usage: null })],
    ['with later nonsense', finish(0, usage(9)) + chunk({ choices: [], usage: { prompt_tokens: -5 } })],
    ['with choices null', finish() + chunk({ choices: null, ...usage(9) })],
  ])('take usage %s, and pass on no chunk without choices', (_, rest) => {
    const { decoder, forwarded, errors } = readStream(new ChatChunkDecoder(), [
      Buffer.from(`${delta('a')}${rest}data: [DONE]\n\n`),
    ]);
    expect(errors).toEqual([]);
    expect(decoder.usage?.promptTokens).toBe(9);
    expect(forwarded.toString('utf8')).not.toMatch(/"choices":(?:\[\]|null)|\[DONE\]/);
  });

  it('of several choices end when all of them have ended', () => {
    const one = new ChatChunkDecoder();
    one.push(Buffer.from(delta('a') + delta('b', 1) + finish()));
    expect(one.isFinished).toBe(false);
    expect(one.end().error).toMatchObject({ kind: 'broken_stream' });
    const both = new ChatChunkDecoder();
    both.push(Buffer.from(delta('a') + delta('b', 1) + finish() + finish(1)));
    expect(both.isFinished).toBe(true);
    expect(both.end().error).toBeNull();
  });

  it('without a terminal marker are whole when the finish reason came', () => {
    const { decoder, errors } = readStream(new ChatChunkDecoder(), [Buffer.from(delta('a') + finish())]);
    expect(errors).toEqual([]);
    expect(decoder.isTerminated).toBe(false);
  });

  it('with a terminal marker but no finish reason are broken', () => {
    const { errors } = readStream(new ChatChunkDecoder(), [Buffer.from(`${delta('a')}data: [DONE]\n\n`)]);
    expect(errors).toMatchObject([{ kind: 'broken_stream', outcome: 'broken' }]);
  });

  it('keep id and time of the first chunk and the last model that was named', () => {
    const first = chunk({ id: '', model: '', choices: [], prompt_filter_results: [] });
    const { decoder } = readStream(new ChatChunkDecoder(), [
      Buffer.from(first + delta('a') + finish(0, { model: 'm-dated' })),
    ]);
    expect(decoder).toMatchObject({ chunkId: 'c', created: 5, model: 'm-dated' });
  });
});
