import type { ProviderAdapter, ProviderAnswer, StreamDecoder } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { createAdapterRegistry } from './registry.ts';

const adapters = createAdapterRegistry();

function adapter(id: string): ProviderAdapter {
  const found = adapters.get(id);
  if (found === null) throw new Error(`no adapter ${id}`);
  return found;
}

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const sse = (...events: readonly Record<string, unknown>[]) =>
  Buffer.from(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));

function read(decoder: StreamDecoder, body: Uint8Array): StreamDecoder {
  decoder.push(body);
  decoder.end();
  return decoder;
}

const openAi = { prompt_tokens: -5, completion_tokens: 'few' };
const native = { input_tokens: -5, output_tokens: 'few' };
const message = { id: 'm', type: 'message', role: 'assistant', model: 'x', content: [{ type: 'text', text: 'Hi' }] };
const messageEvents = sse(
  { type: 'message_start', message: { ...message, content: [], usage: native } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: native },
  { type: 'message_stop' },
);
const response = { id: 'r', object: 'response', status: 'completed', model: 'x', output: [], usage: native };
const choice = { index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' };
const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'x' };

/** What each API's reader makes of an answer whose usage is no count. */
const readers: Readonly<Record<string, () => Pick<ProviderAnswer, 'usage' | 'sentUsage'>>> = {
  'chat completions': () => adapter('openai').decode(bytes({ model: 'x', choices: [choice], usage: openAi })),
  'chat completions, streamed': () =>
    read(
      adapter('openai').openStream(),
      Buffer.from(
        [
          { ...chunk, choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] },
          { ...chunk, choices: [], usage: openAi },
        ]
          .map((event) => `data: ${JSON.stringify(event)}\n\n`)
          .join(''),
      ),
    ),
  'messages, translated': () =>
    adapter('anthropic').decode(bytes({ ...message, stop_reason: 'end_turn', usage: native })),
  'messages, translated and streamed': () => read(adapter('anthropic').openStream(), messageEvents),
  'messages, native': () =>
    nativeOf('anthropic', 'messages').decode(bytes({ ...message, stop_reason: 'end_turn', usage: native })),
  'messages, native and streamed': () => read(openNative('anthropic', 'messages'), messageEvents),
  'responses, native': () => nativeOf('openai', 'responses').decode(bytes(response)),
  'responses, native and streamed': () =>
    read(openNative('openai', 'responses'), sse({ type: 'response.completed', response })),
  'completions, native': () =>
    nativeOf('openai', 'completions').decode(
      bytes({ model: 'x', choices: [{ index: 0, text: 'Hi', finish_reason: 'stop' }], usage: openAi }),
    ),
  'embeddings, native': () =>
    nativeOf('openai', 'embeddings').decode(bytes({ model: 'x', data: [{ index: 0, embedding: [1] }], usage: openAi })),
};

function nativeOf(id: string, surface: 'messages' | 'responses' | 'completions' | 'embeddings') {
  const wire = adapter(id).native?.[surface];
  if (wire === undefined) throw new Error(`${id} does not speak ${surface}`);
  return wire;
}

function openNative(id: string, surface: 'messages' | 'responses'): StreamDecoder {
  const { openStream } = nativeOf(id, surface);
  if (openStream === null) throw new Error(`${surface} has no streams`);
  return openStream({ wantsUsageChunk: true });
}

describe('usage that is no count', () => {
  it.each(Object.keys(readers))('fault F18: is no usage and kept as it was sent: %s', (name) => {
    const { usage, sentUsage } = readers[name]?.() ?? {};
    expect(usage).toBeNull();
    expect(sentUsage).toEqual(expect.objectContaining(/^(?:chat|completions|embeddings)/.test(name) ? openAi : native));
  });
});
