import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../conformance/call-builder.ts';
import { describeNativeRequests, nativeCallOf, wireOf } from '../conformance/describe-native.ts';
import { viewOfOllama, viewOfOllamaStream } from '../conformance/ollama-view.ts';
import { readStream } from '../conformance/read-stream.ts';
import { createOllamaAdapter } from './ollama.adapter.ts';

const adapter = createOllamaAdapter();
const messages = [{ role: 'user', content: 'Hello' }];

describeNativeRequests(adapter, 'ollama_chat', { messages, options: { num_ctx: 4_096 }, keep_alive: '5m' });
describeNativeRequests(adapter, 'ollama_generate', { prompt: 'Hello', raw: true, context: [1, 2] });
describeNativeRequests(adapter, 'ollama_embed', { input: ['Hello', 'World'], truncate: false });
describeNativeRequests(adapter, 'ollama_embeddings', { prompt: 'Hello' });

const HEAD = { model: 'model-1', created_at: '2026-08-07T06:08:46.460387Z' };
const END = { done: true, done_reason: 'stop', prompt_eval_count: 14, eval_count: 9, eval_duration: 100 };
const CALL = { id: 'call_a', function: { index: 0, name: 'get_weather', arguments: { city: 'Zürich' } } };
const say = (message: object, rest: object = { done: false }) => ({ ...HEAD, message, ...rest });
const write = (text: string, rest: object = { done: false }) => ({ ...HEAD, response: text, ...rest });

const bytesOf = (lines: readonly unknown[]) => Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
const singles = (bytes: Buffer) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));

function stream(pieces: readonly Uint8Array[], surface: 'ollama_chat' | 'ollama_generate' = 'ollama_chat') {
  const { openStream } = wireOf(adapter, surface);
  if (openStream === null) throw new Error('it has streams');
  return readStream(openStream({ wantsUsageChunk: false }), pieces);
}

const decode = (answer: unknown, surface: 'ollama_chat' | 'ollama_generate' = 'ollama_chat') =>
  wireOf(adapter, surface).decode(Buffer.from(JSON.stringify(answer)));

describe('streams of the own API', () => {
  const lines = [
    say({ role: 'assistant', content: '', thinking: 'Hm.' }),
    say({ role: 'assistant', content: 'Höhe ' }),
    say({ role: 'assistant', content: '330 m 🎉' }),
    { ...HEAD, news: 1.0, done: false },
    say({ role: 'assistant', content: '' }, END),
  ];

  it('pass byte for byte wherever they are cut, with their counts read on the way', () => {
    const bytes = bytesOf(lines);
    const cuts = [[bytes], singles(bytes), [bytes.subarray(0, 101), bytes.subarray(101)]];
    for (const pieces of cuts) {
      const { decoder, forwarded, errors } = stream(pieces);
      expect(errors).toEqual([]);
      expect(forwarded.equals(bytes)).toBe(true);
      expect(viewOfOllamaStream(forwarded)).toMatchObject({ text: 'Höhe 330 m 🎉', reasoning: 'Hm.', problems: [] });
      expect(decoder).toMatchObject({ isFinished: true, isTerminated: true, finishReason: 'stop', model: 'model-1' });
      expect(decoder.usage).toMatchObject({ promptTokens: 14, completionTokens: 9, reasoningTokens: null });
    }
  });

  it('open the gate with the first word, not with thoughts', () => {
    expect(stream([bytesOf(lines)]).gateAt).toBe(0);
    expect(stream(lines.map((line) => bytesOf([line]))).gateAt).toBe(1);
  });

  it('with calls end as calls, although the server says `stop`', () => {
    const call = say({ role: 'assistant', content: '', tool_calls: [CALL] });
    const { decoder, forwarded } = stream([bytesOf([call, say({ role: 'assistant', content: '' }, END)])]);
    expect(decoder.finishReason).toBe('tool_calls');
    expect(viewOfOllamaStream(forwarded).calls).toEqual([
      { id: 'call_a', name: 'get_weather', arguments: '{"city":"Zürich"}' },
    ]);
  });

  it('are whole without the last line end, which clients then get', () => {
    const bytes = bytesOf(lines);
    const { errors, forwarded } = stream([bytes.subarray(0, -1)]);
    expect(errors).toEqual([]);
    expect(forwarded.equals(bytes)).toBe(true);
  });

  it.each([1, 2, 3, 4])('that end after %d lines are broken, and so is half a line', (count) => {
    const bytes = bytesOf(lines.slice(0, count));
    for (const piece of [bytes, Buffer.concat([bytes, Buffer.from('{"model":"mo')])]) {
      const { errors, forwarded } = stream([piece]);
      expect(errors).toMatchObject([{ kind: 'broken_stream', outcome: 'broken' }]);
      expect(forwarded.equals(bytes)).toBe(true);
    }
  });

  it.each([0, 1, 3])('report an error line after %d lines and keep it back', (count) => {
    const error = { error: 'server busy, please try again.  maximum pending requests exceeded' };
    const { errors, forwarded } = stream([bytesOf([...lines.slice(0, count), error, ...lines.slice(count)])]);
    expect(errors).toMatchObject([{ kind: 'overloaded', outcome: 'overloaded' }]);
    expect(forwarded.equals(bytesOf(lines.slice(0, count)))).toBe(true);
  });

  it.each(['nonsense', '"text"', '[1]', '{"a":1}}'])('report the line %s and never pass it on', (line) => {
    const bytes = Buffer.concat([bytesOf(lines.slice(0, 2)), Buffer.from(`${line}\n`), bytesOf(lines.slice(2))]);
    const { errors, forwarded } = stream([bytes]);
    expect(errors).toMatchObject([{ kind: 'broken_stream', outcome: 'invalid_answer' }]);
    expect(forwarded.equals(bytesOf(lines.slice(0, 2)))).toBe(true);
  });

  it.each(['', '<html></html>', '{"error":{"message":"no"}}', '{"hello":1}\n'])('%j is none', (body) => {
    const { errors, forwarded } = stream([Buffer.from(body)]);
    expect(errors).toHaveLength(1);
    expect(forwarded.length).toBe(0);
  });
});

describe('what is read of answers of the own API', () => {
  it('a prompt that was in the cache has no count: the output alone is told', () => {
    const end = { done: true, done_reason: 'stop', eval_count: 9 };
    const answer = decode(write('Hi', end), 'ollama_generate');
    expect(answer).toMatchObject({ usage: null, outputTokens: 9, isComplete: true });
    const { decoder } = stream([bytesOf([write('Hi'), write('', end)])], 'ollama_generate');
    expect(decoder).toMatchObject({ usage: null, outputTokens: 9 });
  });

  it('loading and unloading a model generates nothing and is not to be stored', () => {
    for (const reason of ['load', 'unload']) {
      const answer = decode(say({ role: 'assistant', content: '' }, { done: true, done_reason: reason }));
      expect(answer).toMatchObject({ usage: { promptTokens: 0, completionTokens: 0 }, isComplete: false });
    }
  });

  it('images are content, and the lines before that tell how far one is pass', () => {
    const lines = [
      { ...HEAD, completed: 1, total: 4, done: false },
      { ...HEAD, response: '', image: 'iVBORw0KGgo=', ...END },
    ];
    const { decoder, errors, forwarded } = stream([bytesOf(lines)], 'ollama_generate');
    expect(errors).toEqual([]);
    expect(forwarded.equals(bytesOf(lines))).toBe(true);
    expect(decoder).toMatchObject({ hasContent: true, isFinished: true });
    expect(decode(lines[1], 'ollama_generate').isComplete).toBe(true);
  });

  it.each([
    ['stop', true],
    ['length', false],
    [undefined, true],
  ])('an answer that ended with %j may be stored: %j', (reason, isComplete) => {
    expect(decode(write('Hi', { ...END, done_reason: reason }), 'ollama_generate').isComplete).toBe(isComplete);
  });

  it('thoughts alone are no whole answer, and calls are', () => {
    expect(decode(say({ role: 'assistant', content: '', thinking: 'Hm' }, END)).isComplete).toBe(false);
    const body = Buffer.from(JSON.stringify(say({ role: 'assistant', content: '', tool_calls: [CALL] }, END)));
    const answer = wireOf(adapter, 'ollama_chat').decode(body);
    expect(answer).toMatchObject({ isComplete: true, finishReason: 'tool_calls' });
    expect(answer.body).toBe(body);
    expect(viewOfOllama(answer.body).calls).toHaveLength(1);
  });

  it.each(['', '{}', '[]', 'null', '<html>', '{"error":"no"}', '{"message":{"content":"Hi"},"done":false}'])(
    '%j is none',
    (body) => expect(() => wireOf(adapter, 'ollama_chat').decode(Buffer.from(body))).toThrow(),
  );

  it('vectors pass as they are, however long, and never cut', () => {
    const vector = Array.from({ length: 2_000 }, (_, at) => at / 7);
    const cases = [
      ['ollama_embed', { model: 'm', embeddings: [vector, vector], total_duration: 5, prompt_eval_count: 8 }, 8],
      ['ollama_embeddings', { embedding: vector }, null],
    ] as const;
    for (const [surface, answer, prompt] of cases) {
      const body = Buffer.from(JSON.stringify(answer));
      const { decode: read } = wireOf(adapter, surface);
      expect(read(body)).toMatchObject({ body, usage: prompt === null ? null : { promptTokens: prompt } });
      for (let part = 0; part < 40; part++) {
        expect(() => read(body.subarray(0, Math.floor((body.length * part) / 40)))).toThrow();
      }
      expect(() => read(Buffer.from('{"vectors":[]}'))).toThrow();
    }
  });

  it('the own API stands beside /v1', () => {
    const call = nativeCallOf(deploymentOf('ollama', 'm'), { model: 'x', messages });
    expect(wireOf(adapter, 'ollama_chat').encode(call).path).toBe('/api/chat');
  });
});
