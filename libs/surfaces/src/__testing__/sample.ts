import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import * as fc from 'fast-check';
import type { AnswerEnd, Fields, SurfaceStream } from '../surface.ts';

/** An answer of a model, in pieces as they come. */
export interface Sample {
  readonly reasoning: readonly string[];
  readonly text: readonly string[];
  readonly refusal: readonly string[];
  readonly calls: readonly SampleCall[];
  readonly finish: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  readonly usage: TokenUsage;
}

export interface SampleCall {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Where the JSON of the input is cut. */
  readonly cutAt: number;
}

const pieces = (maxLength: number) =>
  fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { maxLength });

const usage: fc.Arbitrary<TokenUsage> = fc
  .record({
    uncached: fc.nat(100_000),
    cachedTokens: fc.nat(100_000),
    cacheWriteTokens: fc.nat(10_000),
    cacheWriteLongTokens: fc.nat(10_000),
    spoken: fc.nat(10_000),
    reasoningTokens: fc.nat(10_000),
  })
  .map(({ uncached, spoken, ...rest }) => ({
    ...rest,
    promptTokens: uncached + rest.cachedTokens + rest.cacheWriteTokens + rest.cacheWriteLongTokens,
    completionTokens: spoken + rest.reasoningTokens,
    audioInputTokens: 0,
    audioOutputTokens: 0,
  }));

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const value = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.integer(), fc.boolean(), fc.array(word));

const call: fc.Arbitrary<Omit<SampleCall, 'id'>> = fc.record({
  name: word,
  input: fc.dictionary(word, value, { maxKeys: 3, noNullPrototype: true }),
  cutAt: fc.nat(40),
});

/** Answers with words, calls, both or nothing; refusals stand alone, as models give them. */
export const samples: fc.Arbitrary<Sample> = fc
  .record({
    reasoning: pieces(3),
    text: pieces(5),
    refusal: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: pieces(2) }),
    calls: fc.array(call, { maxLength: 3 }),
    isCut: fc.boolean(),
    usage,
  })
  .map(({ isCut, calls, ...rest }) => {
    const isRefused = rest.refusal.length > 0;
    const made = isRefused ? [] : calls.map((one, index) => ({ ...one, id: `call_${index}` }));
    const finish = isCut ? 'length' : isRefused ? 'stop' : made.length > 0 ? 'tool_calls' : 'stop';
    return { ...rest, text: isRefused ? [] : rest.text, calls: made, finish };
  });

/** The answer as a `chat.completion`. */
export function toCompletion(sample: Sample): Fields {
  const toolCalls = sample.calls.map(({ id, name, input }) => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  const message = {
    role: 'assistant',
    content: sample.text.length === 0 ? null : sample.text.join(''),
    refusal: sample.refusal.length === 0 ? null : sample.refusal.join(''),
    ...(sample.reasoning.length === 0 ? {} : { reasoning_content: sample.reasoning.join('') }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'model-1',
    choices: [{ index: 0, message, logprobs: null, finish_reason: sample.finish }],
  };
}

/** The same as the bytes of its chunks. */
export function toChunkBytes(sample: Sample): Uint8Array {
  const deltas: object[] = [
    { role: 'assistant', content: '' },
    ...sample.reasoning.map((piece) => ({ reasoning_content: piece })),
    ...sample.text.map((piece) => ({ content: piece })),
    ...sample.refusal.map((piece) => ({ refusal: piece })),
    ...sample.calls.flatMap(callDeltas),
  ];
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'model-1' };
  const choices = [
    ...deltas.map((delta) => ({ index: 0, delta, logprobs: null, finish_reason: null })),
    { index: 0, delta: {}, logprobs: null, finish_reason: sample.finish },
  ];
  const text = choices.map((choice) => `data: ${JSON.stringify({ ...head, choices: [choice] })}\n\n`).join('');
  return new TextEncoder().encode(text);
}

function callDeltas({ id, name, input, cutAt }: SampleCall, index: number): object[] {
  const json = JSON.stringify(input);
  const opening = { index, id, type: 'function', function: { name, arguments: '' } };
  // `slice` may cut a surrogate pair, as no provider does: JSON of ours is cut at most in plain characters then.
  const cut = Math.min(cutAt, json.search(/[^ -~]|$/));
  const rest = [json.slice(0, cut), json.slice(cut)].filter((piece) => piece !== '');
  return [
    { tool_calls: [opening] },
    ...rest.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ];
}

/** Pushes bytes in pieces of `size` and ends the stream. */
export function runStream(stream: SurfaceStream, bytes: Uint8Array, end: AnswerEnd, size = bytes.byteLength): string {
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += Math.max(1, size)) {
    text += stream.push(bytes.subarray(at, at + Math.max(1, size)));
  }
  return text + stream.end(end);
}
