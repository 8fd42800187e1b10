import { describe, expect, it } from 'vitest';
import { viewOfStream } from '../conformance/client-view.ts';
import { viewOfMessageStream } from '../conformance/message-view.ts';
import { readStream } from '../conformance/read-stream.ts';
import { createAnthropicAdapter } from './anthropic.adapter.ts';

const adapter = createAnthropicAdapter({ now: () => 0 });

/** A stream of the Messages API in a form that the recordings do not have, made by hand after the types of its SDK. */
interface Variant {
  readonly name: string;
  readonly events: readonly { readonly type: string }[];
  readonly text: string;
  readonly usage: object | null;
  readonly finish: string;
}

const start = (usage: object | null = { input_tokens: 20, output_tokens: 1 }) => ({
  type: 'message_start',
  message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-x', content: [], usage },
});
const block = (index: number, content_block: object, ...deltas: readonly object[]) => [
  { type: 'content_block_start', index, content_block },
  ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
  { type: 'content_block_stop', index },
];
const text = (index: number, words: string) =>
  block(index, { type: 'text', text: '' }, { type: 'text_delta', text: words });
const end = (stop_reason: string, usage: object | null, more: object = {}) => [
  { type: 'message_delta', delta: { stop_reason, stop_sequence: null, ...more }, ...(usage === null ? {} : { usage }) },
  { type: 'message_stop' },
];

const VARIANTS: readonly Variant[] = [
  {
    name: 'signed and redacted thoughts before the text',
    events: [
      start(),
      ...block(
        0,
        { type: 'thinking', thinking: '', signature: '' },
        { type: 'thinking_delta', thinking: 'Hm.' },
        { type: 'signature_delta', signature: 'c2ln' },
      ),
      ...block(1, { type: 'redacted_thinking', data: 'eA==' }),
      ...text(2, 'Hi'),
      ...end('end_turn', { output_tokens: 9 }),
    ],
    text: 'Hi',
    usage: { promptTokens: 20, completionTokens: 9 },
    finish: 'stop',
  },
  {
    name: 'citations, a search and its results between texts',
    events: [
      start(),
      ...text(0, 'A'),
      ...block(
        1,
        { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: {} },
        { type: 'input_json_delta', partial_json: '{"query":"x"}' },
      ),
      ...block(2, {
        type: 'web_search_tool_result',
        tool_use_id: 'srv_1',
        content: [{ type: 'web_search_result', url: 'u' }],
      }),
      ...block(
        3,
        { type: 'text', text: '', citations: [] },
        { type: 'citations_delta', citation: { type: 'web_search_result_location', cited_text: 'cited' } },
        { type: 'text_delta', text: 'B' },
      ),
      ...end('end_turn', { output_tokens: 9, server_tool_use: { web_search_requests: 1, web_fetch_requests: 0 } }),
    ],
    text: 'AB',
    usage: { promptTokens: 20, completionTokens: 9, serverToolRequests: { web_search: 1 } },
    finish: 'stop',
  },
  {
    name: 'a turn that pauses after a tool of a server of the client',
    events: [
      start(),
      ...block(0, { type: 'mcp_tool_use', id: 'm', name: 'f', server_name: 's', input: { a: 1 } }),
      ...block(1, { type: 'mcp_tool_result', tool_use_id: 'm', is_error: false, content: [] }),
      ...text(2, 'Hi'),
      ...end('pause_turn', { output_tokens: 9 }),
    ],
    text: 'Hi',
    usage: { promptTokens: 20, completionTokens: 9 },
    finish: 'stop',
  },
  {
    name: 'a full window, told with usage of the whole call at the end',
    events: [
      start(),
      ...text(0, 'Hi'),
      ...end('model_context_window_exceeded', {
        input_tokens: 20,
        cache_read_input_tokens: 5,
        cache_creation_input_tokens: null,
        output_tokens: 9,
      }),
    ],
    text: 'Hi',
    usage: { promptTokens: 25, cachedTokens: 5, completionTokens: 9 },
    finish: 'length',
  },
  {
    name: 'a compacted context',
    events: [
      start(),
      ...block(0, { type: 'compaction', content: '' }, { type: 'compaction_delta', content: 'So far.' }),
      ...text(1, 'Hi'),
      ...end('end_turn', {
        output_tokens: 9,
        iterations: [
          { type: 'compaction', input_tokens: 50, output_tokens: 7 },
          { type: 'message', input_tokens: 20, output_tokens: 9 },
        ],
      }),
    ],
    text: 'Hi',
    usage: {
      promptTokens: 20,
      completionTokens: 9,
      sideCalls: [{ kind: 'compaction', model: null, usage: expect.objectContaining({ promptTokens: 50 }) }],
    },
    finish: 'stop',
  },
  {
    name: 'text in the first event of its block, pings, and kinds of events and blocks to come',
    events: [
      { type: 'ping' },
      start(),
      { type: 'future_event' },
      ...block(0, { type: 'text', text: 'H' }, { type: 'future_delta', x: 1 }, { type: 'text_delta', text: 'i' }),
      ...block(1, { type: 'future_block', data: {} }),
      { type: 'ping' },
      ...end('end_turn', { output_tokens: 9 }),
    ],
    text: 'Hi',
    usage: { promptTokens: 20, completionTokens: 9 },
    finish: 'stop',
  },
  {
    name: 'usage and reason of the end in events of their own',
    events: [
      start(),
      ...text(0, 'Hi'),
      { type: 'message_delta', ...{ delta: { stop_reason: 'end_turn' } } },
      { type: 'message_delta', ...{ delta: {}, usage: { output_tokens: 9 } } },
      { type: 'message_stop' },
    ],
    text: 'Hi',
    usage: { promptTokens: 20, completionTokens: 9 },
    finish: 'stop',
  },
  {
    name: 'an imitation that counts at the end only',
    events: [
      start({ input_tokens: 0, output_tokens: 0 }),
      ...text(0, 'Hi'),
      ...end('end_turn', { input_tokens: 20, output_tokens: 9 }),
    ],
    text: 'Hi',
    usage: { promptTokens: 20, completionTokens: 9 },
    finish: 'stop',
  },
  {
    name: 'an imitation whose end says nothing of the prompt but 0',
    events: [start(), ...text(0, 'Hi'), ...end('end_turn', { input_tokens: 0, output_tokens: 9 })],
    text: 'Hi',
    usage: { promptTokens: 20, completionTokens: 9 },
    finish: 'stop',
  },
  {
    name: 'an imitation that never counts the answer: nothing to go by',
    events: [start(), ...text(0, 'Hi'), ...end('end_turn', null)],
    text: 'Hi',
    usage: null,
    finish: 'stop',
  },
  {
    name: 'no usage at the beginning',
    events: [start(null), ...text(0, 'Hi'), ...end('end_turn', { input_tokens: 20, output_tokens: 9 })],
    text: 'Hi',
    usage: { promptTokens: 20, completionTokens: 9 },
    finish: 'stop',
  },
];

const FORMS = [
  ['LF', '\n'],
  ['CRLF', '\r\n'],
] as const;
const READERS = [
  ['in its own API', () => adapter.native?.messages?.openStream?.({ wantsUsageChunk: false }), viewOfMessageStream],
  ['as chat completions', () => adapter.openStream(), viewOfStream],
] as const;

describe.each(FORMS)('streams of the Messages API with %s', (_form, eol) => {
  describe.each(READERS)('%s', (_reader, open, viewOf) => {
    it.each(VARIANTS)('$name', ({ events, text: expected, usage, finish }) => {
      const written = events.map((event) => `event: ${event.type}${eol}data: ${JSON.stringify(event)}${eol}${eol}`);
      const bytes = Buffer.from(`: open${eol}${eol}${written.join('')}`);
      for (const pieces of [[bytes], Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))]) {
        const decoder = open();
        if (decoder === undefined) throw new Error('no stream');
        const read = readStream(decoder, pieces);
        expect(read.errors).toEqual([]);
        expect(decoder).toMatchObject({ isFinished: true, finishReason: finish, model: 'claude-x' });
        if (usage === null) expect(decoder.usage).toBeNull();
        else expect(decoder.usage).toMatchObject(usage);
        const view = viewOf(read.forwarded);
        expect(view.problems).toEqual([]);
        expect(view).toMatchObject({ text: expected });
      }
    });
  });
});
