import { describe, expect, it } from 'vitest';
import { readStream } from '../conformance/read-stream.ts';
import { createEmbeddingsWire } from './openai-compatible.native.ts';
import { decodeChatCompletion } from './openai-compatible.response.ts';
import { ChatChunkDecoder } from './openai-compatible.stream.ts';

/** A stream as one vendor writes it, made by hand after its documentation or public reports. */
interface Vendor {
  readonly name: string;
  readonly chunks: readonly object[];
  readonly text: string;
  readonly usage: object;
}

const part = (delta: object | null, finish: string | null = null, more: object = {}) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});
const counts = (prompt_tokens: number, completion_tokens: number, more: object = {}) => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
  ...more,
});

const VENDORS: readonly Vendor[] = [
  {
    name: 'DeepSeek: usage beside the end, the cache at the top of it',
    chunks: [
      part({ role: 'assistant', content: null, reasoning_content: 'Hm.' }),
      part({ content: 'Hi', reasoning_content: null }),
      part({ content: '' }, 'stop', {
        usage: counts(100, 9, {
          prompt_cache_hit_tokens: 64,
          prompt_cache_miss_tokens: 36,
          completion_tokens_details: { reasoning_tokens: 4 },
        }),
      }),
    ],
    text: 'Hi',
    usage: { promptTokens: 100, cachedTokens: 64, completionTokens: 9, reasoningTokens: 4 },
  },
  {
    name: 'Mistral: content as parts, usage beside the end',
    chunks: [
      part({ role: 'assistant', content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] }),
      part({ content: 'Hi' }),
      part({ content: '' }, 'stop', { usage: counts(10, 3) }),
    ],
    text: 'Hi',
    usage: { promptTokens: 10, completionTokens: 3 },
  },
  {
    name: 'Moonshot: usage within the choice is not needed, that at the top counts with its cache',
    chunks: [part({ content: 'Hi' }), part({}, 'stop', { usage: counts(50, 5, { cached_tokens: 32 }) })],
    text: 'Hi',
    usage: { promptTokens: 50, cachedTokens: 32, completionTokens: 5 },
  },
  {
    name: 'Gemini: thoughts only in the total, calls whole and without index',
    chunks: [
      part({ role: 'assistant', content: 'Hi' }, null, { usage: counts(10, 1, { total_tokens: 61 }) }),
      part({ content: '' }, 'stop', { usage: counts(10, 5, { total_tokens: 120 }) }),
    ],
    text: 'Hi',
    usage: { promptTokens: 10, completionTokens: 110, reasoningTokens: 105 },
  },
  {
    name: 'xAI: cumulative usage in every chunk, reasoning beside the completion',
    chunks: [
      part({ content: 'H' }, null, { usage: counts(20, 1, { total_tokens: 31, num_sources_used: 0 }) }),
      part({ content: 'i' }, 'stop', {
        usage: counts(20, 2, { total_tokens: 62, completion_tokens_details: { reasoning_tokens: 40 } }),
      }),
    ],
    text: 'Hi',
    usage: { promptTokens: 20, completionTokens: 42, reasoningTokens: 40 },
  },
  {
    name: 'OpenRouter: comments aside, costs and details in the usage, empty words for nothing',
    chunks: [
      part({ role: 'assistant', content: '', reasoning: null, reasoning_details: [] }, null, { provider: 'X' }),
      part({ role: 'assistant', content: 'Hi' }, '', { native_finish_reason: null }),
      part({ role: 'assistant', content: '' }, 'stop'),
      {
        ...part({ role: 'assistant', content: '' }),
        usage: counts(10, 4, {
          cost: 0.0001,
          is_byok: false,
          prompt_tokens_details: { cached_tokens: 6, cache_write_tokens: 2, audio_tokens: null },
          cost_details: { upstream_inference_cost: null },
          completion_tokens_details: { reasoning_tokens: 0, image_tokens: 0 },
        }),
      },
    ],
    text: 'Hi',
    usage: { promptTokens: 10, cachedTokens: 6, cacheWriteTokens: 2, completionTokens: 4 },
  },
  {
    name: 'a proxy before Anthropic: its cache at the top of the usage',
    chunks: [
      part({ content: 'Hi' }, 'stop'),
      {
        ...part({}),
        choices: [],
        usage: counts(30, 4, { cache_read_input_tokens: 20, cache_creation_input_tokens: 5 }),
      },
    ],
    text: 'Hi',
    usage: { promptTokens: 30, cachedTokens: 20, cacheWriteTokens: 5, completionTokens: 4 },
  },
  {
    name: 'Azure: filter results before, between and behind the end',
    chunks: [
      { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
      part({ content: 'Hi' }),
      part({}, 'stop'),
      {
        ...part(null),
        choices: [{ index: 0, finish_reason: null, content_filter_results: {}, content_filter_offsets: {} }],
      },
      { ...part({}), choices: [], usage: counts(10, 4) },
    ],
    text: 'Hi',
    usage: { promptTokens: 10, completionTokens: 4 },
  },
  {
    name: 'usage in pieces',
    chunks: [
      part({ content: 'Hi' }, null, { usage: { prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 3 } } }),
      part({}, 'stop', { usage: { completion_tokens: 4 } }),
      part({}, null, { usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } }),
    ],
    text: 'Hi',
    usage: { promptTokens: 10, cachedTokens: 3, completionTokens: 4 },
  },
  {
    name: 'a server that leaves out whatever is empty',
    chunks: [
      { choices: [{ delta: { content: 'Hi' } }] },
      { choices: [{ finish_reason: 'stop' }], usage: { prompt_tokens: 10, completion_tokens: 4 } },
    ],
    text: 'Hi',
    usage: { promptTokens: 10, completionTokens: 4 },
  },
  {
    name: 'nulls for whatever is empty',
    chunks: [
      part(null, null, { usage: null, service_tier: null, system_fingerprint: null, error: null }),
      part({ role: null, content: 'Hi', tool_calls: null, refusal: null, audio: null, function_call: null }),
      part({ content: null }, 'stop', { usage: null }),
      {
        ...part({}),
        choices: null,
        usage: counts(10, 4, { prompt_tokens_details: null, completion_tokens_details: null }),
      },
    ],
    text: 'Hi',
    usage: { promptTokens: 10, completionTokens: 4 },
  },
];

const ENDS = [
  { end: 'with its end mark', mark: 'data: [DONE]\n\n' },
  { end: 'without one', mark: '' },
];

describe.each(ENDS)('streams of compatible vendors, $end', ({ mark }) => {
  it.each(VENDORS)('$name', ({ chunks, text, usage }) => {
    const events = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
    const bytes = Buffer.from(`: OPENROUTER PROCESSING\n\n${events}${mark}`);
    for (const pieces of [[bytes], Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))]) {
      const { decoder, forwarded, errors } = readStream(new ChatChunkDecoder(), pieces);
      expect(errors).toEqual([]);
      expect(decoder.usage).toMatchObject(usage);
      const sent = forwarded
        .toString('utf8')
        .split('\n\n')
        .filter((event) => event.startsWith('data: '))
        .map((event) => JSON.parse(event.slice('data: '.length)));
      const shown = sent.map(({ choices }) => choices[0]?.delta?.content).filter((one) => typeof one === 'string');
      expect(shown.join('')).toBe(text);
      for (const chunk of sent) expect(chunk.usage ?? null).toBeNull();
    }
  });
});

describe('failures that compatible vendors tell in the middle of a stream', () => {
  it.each([
    [
      'OpenRouter',
      { ...part({ content: '' }, 'error'), error: { code: 502, message: 'Provider disconnected' } },
      'unavailable',
    ],
    ['Mistral', part({ content: '' }, 'error'), 'broken_stream'],
    ['DeepSeek', part({ content: '' }, 'insufficient_system_resource'), 'broken_stream'],
    ['Groq', { ...part({}), x_groq: { id: 'r', error: 'over capacity' } }, 'overloaded'],
    ['a gateway of FastAPI', { detail: 'Internal error', error: 'Internal error' }, 'unavailable'],
  ])('%s: are failures, and nothing of them is passed on', (_, chunk, kind) => {
    const bytes = [part({ content: 'H' }), chunk, part({ content: 'late' }, 'stop')];
    const stream = Buffer.from(bytes.map((one) => `data: ${JSON.stringify(one)}\n\n`).join(''));
    const { errors, forwarded } = readStream(new ChatChunkDecoder(), [stream]);
    expect(errors).toMatchObject([{ kind }]);
    expect(forwarded.toString('utf8')).toBe(`data: ${JSON.stringify(part({ content: 'H' }))}\n\n`);
  });

  it('are failures in whole answers too', () => {
    const choices = [{ message: { role: 'assistant', content: '' }, finish_reason: 'insufficient_system_resource' }];
    expect(() => decodeChatCompletion(Buffer.from(JSON.stringify({ choices })))).toThrow();
  });
});

describe('plain answers of compatible vendors', () => {
  it.each(VENDORS)('$name', ({ chunks, usage }) => {
    const told = chunks.findLast((chunk) => 'usage' in chunk && chunk.usage !== null);
    const sent = told !== undefined && 'usage' in told ? told.usage : null;
    const answer = { choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }], usage: sent };
    const read = decodeChatCompletion(Buffer.from(JSON.stringify(answer, null, 2)));
    // The last chunk alone tells all, but where it comes in pieces.
    if (JSON.stringify(sent) !== '{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}') {
      expect(read.usage).toMatchObject(usage);
    }
    expect(read).toMatchObject({ finishReason: 'stop', outputChars: 2, isComplete: true });
  });
});

describe('embeddings of compatible vendors', () => {
  const { decode } = createEmbeddingsWire({ pathOf: () => '/embeddings', headersOf: () => [] });
  const data = [{ object: 'embedding', index: 0, embedding: Array.from({ length: 2_000 }, (_, at) => at / 7) }];

  it.each([
    ['usage before the vectors', { usage: { prompt_tokens: 7, total_tokens: 7 }, object: 'list', data }],
    ['a total alone', { object: 'list', data, usage: { total_tokens: 7 } }],
    ['lists behind the vectors', { object: 'list', data, usage: { prompt_tokens: 7, warnings: ['a', 'b'] } }],
    ['a completion of nothing', { data, usage: { prompt_tokens: 7, total_tokens: 7, completion_tokens: 0 } }],
  ])('with %s', (_, answer) => {
    expect(decode(Buffer.from(JSON.stringify(answer))).usage).toMatchObject({ promptTokens: 7, completionTokens: 0 });
  });
});
