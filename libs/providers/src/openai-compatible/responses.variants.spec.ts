import { describe, expect, it } from 'vitest';
import { readStream } from '../conformance/read-stream.ts';
import { createResponsesWire } from './openai-compatible.native.ts';

const wire = createResponsesWire({ pathOf: () => '/responses', headersOf: () => [] });

/** An answer of the Responses API in a form that the recordings do not have, made by hand after the published schema. */
interface Variant {
  readonly name: string;
  /** Items of the output, each with the deltas that come before it is whole. */
  readonly items: readonly { readonly item: object; readonly deltas?: readonly object[] }[];
  /** Fields of the whole response. */
  readonly response?: object;
  readonly usage: object | null;
  readonly finish: string | null;
  readonly chars: number;
  /** Whether a whole answer may be kept. */
  readonly isComplete: boolean;
}

const counts = { input_tokens: 20, output_tokens: 9, total_tokens: 29 };
const USAGE = { promptTokens: 20, completionTokens: 9 };
const message = (...content: object[]) => ({
  type: 'message',
  id: 'm',
  role: 'assistant',
  status: 'completed',
  content,
});
const words = (text: string, annotations: object[] = []) => ({ type: 'output_text', text, annotations, logprobs: [] });
const delta = (type: string, text: string) => ({ type: `response.${type}.delta`, delta: text, output_index: 0 });
const HI = { item: message(words('Hi')), deltas: [delta('output_text', 'H'), delta('output_text', 'i')] };

const VARIANTS: readonly Variant[] = [
  {
    name: 'a refusal',
    items: [{ item: message({ type: 'refusal', refusal: 'No.' }), deltas: [delta('refusal', 'No.')] }],
    usage: USAGE,
    finish: 'stop',
    chars: 3,
    isComplete: false,
  },
  {
    name: 'citations of a search that the response counts itself',
    items: [
      { item: { type: 'web_search_call', id: 'w', status: 'completed', action: { type: 'search', query: 'x' } } },
      { item: { type: 'web_search_call', id: 'v', status: 'completed', action: { type: 'open_page', url: 'u' } } },
      { item: message(words('Hi', [{ type: 'url_citation', url: 'u', title: 't', start_index: 0, end_index: 2 }])) },
    ],
    response: { tool_usage: { web_search: { num_requests: 1 } } },
    usage: { ...USAGE, serverToolRequests: { web_search: 1 } },
    finish: 'stop',
    chars: 2,
    isComplete: true,
  },
  {
    name: 'a picture',
    items: [
      {
        item: { type: 'image_generation_call', id: 'i', status: 'completed', result: 'iVBORw0KGgo=' },
        deltas: [
          {
            type: 'response.image_generation_call.partial_image',
            partial_image_b64: 'iVBORw0K',
            partial_image_index: 0,
          },
        ],
      },
    ],
    usage: { ...USAGE, serverToolRequests: { image_generation: 1 } },
    finish: 'stop',
    chars: 0,
    isComplete: true,
  },
  {
    name: 'code that ran, and a list and a call of a remote server of tools',
    items: [
      {
        item: {
          type: 'code_interpreter_call',
          id: 'c',
          code: '1+1',
          container_id: 'k',
          outputs: null,
          status: 'completed',
        },
        deltas: [delta('code_interpreter_call_code', '1+1')],
      },
      { item: { type: 'mcp_list_tools', id: 'l', server_label: 's', tools: [{ name: 'f', input_schema: {} }] } },
      {
        item: { type: 'mcp_call', id: 'd', server_label: 's', name: 'f', arguments: '{}', output: 'ok', error: null },
        deltas: [delta('mcp_call_arguments', '{}')],
      },
      HI,
    ],
    usage: { ...USAGE, serverToolRequests: { code_interpreter: 1 } },
    finish: 'stop',
    chars: 7,
    isComplete: true,
  },
  {
    name: 'a question whether a tool may be called',
    items: [{ item: { type: 'mcp_approval_request', id: 'a', server_label: 's', name: 'f', arguments: '{}' } }],
    usage: USAGE,
    finish: 'stop',
    chars: 2,
    isComplete: true,
  },
  {
    name: 'a tool of the client with free text',
    items: [
      {
        item: { type: 'custom_tool_call', id: 'u', call_id: 'k', name: 'grep', input: 'abc' },
        deltas: [delta('custom_tool_call_input', 'abc')],
      },
    ],
    usage: USAGE,
    finish: 'tool_calls',
    chars: 7,
    isComplete: true,
  },
  {
    name: 'encrypted thoughts with a summary before two messages',
    items: [
      {
        item: { type: 'reasoning', id: 'r', encrypted_content: 'e', summary: [{ type: 'summary_text', text: 'Hm.' }] },
        deltas: [delta('reasoning_summary_text', 'Hm.')],
      },
      HI,
      HI,
    ],
    response: { usage: { ...counts, output_tokens_details: { reasoning_tokens: 4 } } },
    usage: { ...USAGE, reasoningTokens: 4 },
    finish: 'stop',
    chars: 7,
    isComplete: true,
  },
  {
    name: 'a cut answer',
    items: [HI],
    response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    usage: USAGE,
    finish: 'length',
    chars: 2,
    isComplete: false,
  },
  {
    name: 'a filtered answer',
    items: [HI],
    response: { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
    usage: USAGE,
    finish: 'content_filter',
    chars: 2,
    isComplete: false,
  },
  {
    name: 'no usage',
    items: [HI],
    response: { usage: null },
    usage: null,
    finish: 'stop',
    chars: 2,
    isComplete: true,
  },
  {
    name: 'items of kinds to come',
    items: [
      { item: { type: 'future_item', id: 'f', data: [1] }, deltas: [{ type: 'response.future.done', x: null }] },
      HI,
    ],
    response: { future: {}, moderation: null, user: null },
    usage: USAGE,
    finish: 'stop',
    chars: 2,
    isComplete: true,
  },
];

function responseOf({ items, response = {} }: Variant): { status: string; [field: string]: unknown } {
  const output = items.map(({ item }) => item);
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: 'gpt-x',
    status: 'completed',
    output,
    usage: counts,
    ...response,
  };
}

describe('answers of the Responses API', () => {
  it.each(VARIANTS)('with $name', (variant) => {
    const { usage, finish, chars, isComplete } = variant;
    const body = Buffer.from(JSON.stringify(responseOf(variant), null, 1));
    const answer = wire.decode(body);
    expect(answer).toMatchObject({ body, finishReason: finish, outputChars: chars, isComplete, model: 'gpt-x' });
    if (usage === null) expect(answer.usage).toBeNull();
    else expect(answer.usage).toMatchObject(usage);
  });
});

describe.each([
  ['LF', '\n', true],
  ['CRLF', '\r\n', true],
  ['no status but the name of the event', '\n', false],
])('streams of the Responses API, %s', (_form, eol, hasStatus) => {
  it.each(VARIANTS)('with $name', (variant) => {
    const { status, ...rest } = responseOf(variant);
    const whole = hasStatus ? { ...rest, status } : rest;
    const events = [
      { type: 'response.created', response: { ...rest, status: 'in_progress', output: [], usage: null } },
      ...variant.items.flatMap(({ item, deltas = [] }, output_index) => [
        { type: 'response.output_item.added', output_index, item: { ...item, content: [], code: '', arguments: '' } },
        ...deltas.map((one) => ({ type: 'response.unknown', ...one })),
        { type: 'response.output_item.done', output_index, item },
      ]),
      { type: `response.${status}`, response: whole },
    ];
    const written = events
      .map((event) => `event: ${event.type}${eol}data: ${JSON.stringify(event)}${eol}${eol}`)
      .join('');
    const bytes = Buffer.from(`${written}data: [DONE]${eol}${eol}`);
    for (const pieces of [[bytes], Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))]) {
      const decoder = wire.openStream?.({ wantsUsageChunk: false });
      if (decoder === undefined) throw new Error('no streams');
      const { errors, forwarded } = readStream(decoder, pieces);
      expect(errors).toEqual([]);
      expect(decoder).toMatchObject({ isFinished: true, finishReason: variant.finish, model: 'gpt-x' });
      expect(decoder.outputChars).toBeGreaterThanOrEqual(variant.chars);
      if (variant.usage === null) expect(decoder.usage).toBeNull();
      else expect(decoder.usage).toMatchObject(variant.usage);
      // The LF of the very last CRLF may have gone with what was left out behind it.
      expect(forwarded.toString('utf8').trimEnd()).toBe(written.trimEnd());
    }
  });
});
