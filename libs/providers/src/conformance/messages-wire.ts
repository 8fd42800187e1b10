import { type AnswerWire, piecesOf, type Sample, type SampleEvent } from './sample.ts';

const STOP = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', content_filter: 'refusal' } as const;

/** Writes samples as messages of Anthropic's Messages API and as its events. */
export const MESSAGES_WIRE: AnswerWire = {
  answer,
  events,
  errorEvent: {
    name: 'error',
    data: JSON.stringify({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: 'r',
    }),
  },
  lacks: {},
};

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
