import { type AnswerWire, piecesOf, type Sample, type SampleEvent } from './sample.ts';

const HEAD = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_790_000_000,
  model: 'model-1',
  error: null,
  service_tier: 'default',
};
const CUT = { length: 'max_output_tokens', content_filter: 'content_filter' } as const;

/** Writes samples as responses of the Responses API and as its events. */
export const RESPONSES_WIRE: AnswerWire = {
  answer: (sample) => JSON.stringify(responseOf(sample)),
  events,
  errorEvent: event('response.failed', {
    response: {
      ...HEAD,
      status: 'failed',
      output: [],
      error: { code: 'server_is_overloaded', message: 'Our servers are currently overloaded.' },
    },
  }),
  lacks: {},
};

function responseOf(sample: Sample): object {
  const { finish, usage } = sample;
  const isCut = finish === 'length' || finish === 'content_filter';
  return {
    ...HEAD,
    status: isCut ? 'incomplete' : 'completed',
    incomplete_details: isCut ? { reason: CUT[finish] } : null,
    output: itemsOf(sample),
    usage:
      usage === null
        ? null
        : {
            input_tokens: usage.prompt,
            input_tokens_details: { cached_tokens: usage.cached },
            output_tokens: usage.completion,
            output_tokens_details: { reasoning_tokens: usage.reasoning },
            total_tokens: usage.prompt + usage.completion,
          },
  };
}

function itemsOf({ reasoning, text, calls }: Sample): object[] {
  const summary = [{ type: 'summary_text', text: reasoning }];
  const content = [{ type: 'output_text', text, annotations: [] }];
  return [
    ...(reasoning === '' ? [] : [{ id: 'rs_1', type: 'reasoning', encrypted_content: 'gAAAA==', summary }]),
    ...(text === '' ? [] : [{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content }]),
    ...calls.map((call) => ({ type: 'function_call', call_id: call.id, name: call.name, arguments: call.arguments })),
  ];
}

function events(sample: Sample): SampleEvent[] {
  const { reasoning, text, calls } = sample;
  const started = { ...HEAD, service_tier: 'auto', status: 'in_progress', output: [], usage: null };
  const written: ((place: number) => SampleEvent[])[] = [];
  if (reasoning !== '')
    written.push((place) => itemEvents('reasoning_summary_text', reasoning, { place, type: 'reasoning' }));
  if (text !== '')
    written.push((place) => itemEvents('output_text', text, { place, type: 'message', role: 'assistant' }));
  for (const call of calls) {
    const item = { type: 'function_call', call_id: call.id, name: call.name, arguments: '' };
    written.push((place) => itemEvents('function_call_arguments', call.arguments, { place, ...item }));
  }
  const isCut = sample.finish === 'length' || sample.finish === 'content_filter';
  return [
    event('response.created', { response: started }),
    event('response.in_progress', { response: started }),
    ...written.flatMap((write, place) => write(place)),
    event(isCut ? 'response.incomplete' : 'response.completed', { response: responseOf(sample) }),
  ];
}

function itemEvents(
  kind: string,
  text: string,
  { place, ...item }: { readonly place: number; readonly type: string; readonly role?: string },
): SampleEvent[] {
  const output_index = place;
  return [
    event('response.output_item.added', { output_index, item }),
    ...piecesOf(text).map((delta) => event(`response.${kind}.delta`, { output_index, delta })),
    event(`response.${kind}.done`, { output_index, text }),
    event('response.output_item.done', { output_index, item }),
  ];
}

function event(type: string, fields: object): SampleEvent {
  return { name: type, data: JSON.stringify({ type, ...fields }) };
}
