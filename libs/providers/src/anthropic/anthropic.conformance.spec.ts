import { describeProvider } from '../conformance/describe-provider.ts';
import { piecesOf, type Sample, type SampleEvent } from '../conformance/sample.ts';
import { createAnthropicAdapter } from './anthropic.adapter.ts';

const STOP = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', content_filter: 'refusal' } as const;
const error = (type: string, message: string): string =>
  JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_1' });

function usageOf(sample: Sample): object {
  if (sample.usage === null) return {};
  const { prompt, cached, completion, reasoning } = sample.usage;
  return {
    usage: {
      input_tokens: prompt - cached,
      cache_read_input_tokens: cached,
      cache_creation_input_tokens: 0,
      output_tokens: completion,
      ...(reasoning > 0 ? { output_tokens_details: { thinking_tokens: reasoning } } : {}),
    },
  };
}

function answer(sample: Sample): string {
  const content = [
    ...(sample.reasoning === '' ? [] : [{ type: 'thinking', thinking: sample.reasoning, signature: 's' }]),
    ...(sample.text === '' ? [] : [{ type: 'text', text: sample.text }]),
    ...sample.calls.map((call) => ({
      type: 'tool_use',
      id: call.id,
      name: call.name,
      input: JSON.parse(call.arguments),
    })),
  ];
  const head = { id: 'msg_1', type: 'message', role: 'assistant', model: 'model-1', content };
  return JSON.stringify({ ...head, stop_reason: STOP[sample.finish], stop_sequence: null, ...usageOf(sample) });
}

function event(data: { readonly type: string } & Readonly<Record<string, unknown>>): SampleEvent {
  return { name: data.type, data: JSON.stringify(data) };
}

function block(index: number, start: object, deltas: readonly object[]): SampleEvent[] {
  return [
    event({ type: 'content_block_start', index, content_block: start }),
    ...deltas.map((delta) => event({ type: 'content_block_delta', index, delta })),
    event({ type: 'content_block_stop', index }),
  ];
}

function events(sample: Sample): SampleEvent[] {
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'model-1', content: [], stop_reason: null };
  const usage =
    sample.usage === null
      ? {}
      : { usage: { input_tokens: sample.usage.prompt - sample.usage.cached, output_tokens: 1 } };
  const blocks: ((index: number) => SampleEvent[])[] = [];
  if (sample.reasoning !== '') {
    const deltas = piecesOf(sample.reasoning).map((thinking) => ({ type: 'thinking_delta', thinking }));
    const signed = [...deltas, { type: 'signature_delta', signature: 'abc' }];
    blocks.push((index) => block(index, { type: 'thinking', thinking: '', signature: '' }, signed));
  }
  if (sample.text !== '') {
    const deltas = piecesOf(sample.text).map((text) => ({ type: 'text_delta', text }));
    blocks.push((index) => block(index, { type: 'text', text: '' }, deltas));
  }
  for (const { id, name, arguments: json } of sample.calls) {
    // A call without arguments comes without a delta.
    const pieces = json === '{}' ? [] : piecesOf(json, 5);
    const deltas = pieces.map((partial) => ({ type: 'input_json_delta', partial_json: partial }));
    blocks.push((index) => block(index, { type: 'tool_use', id, name, input: {} }, deltas));
  }
  const delta = { stop_reason: STOP[sample.finish], stop_sequence: null };
  return [
    event({ type: 'message_start', message: { ...message, ...usage } }),
    ...blocks.flatMap((write, index) => write(index)),
    event({ type: 'message_delta', delta, ...usageOf(sample) }),
    event({ type: 'message_stop' }),
  ];
}

describeProvider(createAnthropicAdapter(), {
  answer,
  events,
  errorEvent: { name: 'error', data: error('overloaded_error', 'Overloaded') },
  errors: [
    { status: 400, body: error('invalid_request_error', 'messages: Field required'), kind: 'invalid_request' },
    {
      status: 400,
      body: error('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
      kind: 'context_length',
    },
    {
      status: 400,
      body: error(
        'invalid_request_error',
        'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000',
      ),
      kind: 'context_length',
    },
    {
      status: 400,
      body: error('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
      kind: 'quota',
    },
    { status: 401, body: error('authentication_error', 'invalid x-api-key'), kind: 'credentials' },
    { status: 402, body: error('billing_error', 'Billing'), kind: 'quota' },
    { status: 403, body: error('permission_error', 'no permission'), kind: 'credentials' },
    { status: 404, body: error('not_found_error', 'model: claude-x'), kind: 'not_found' },
    { status: 413, body: error('request_too_large', 'Request exceeds the maximum size'), kind: 'too_large' },
    {
      status: 429,
      headers: { 'retry-after': '16' },
      body: error('rate_limit_error', 'This request would exceed your rate limit'),
      kind: 'rate_limited',
      retryAfterMs: 16_000,
    },
    { status: 500, body: error('api_error', 'Internal server error'), kind: 'unavailable' },
    { status: 504, body: error('timeout_error', 'Request timed out'), kind: 'unavailable' },
    { status: 529, body: error('overloaded_error', 'Overloaded'), kind: 'overloaded' },
  ],
  lacks: {},
});
