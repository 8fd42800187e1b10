import { type ProviderWire, piecesOf, type Sample, type SampleEvent, type SampleUsage } from './sample.ts';

/** How a server that speaks OpenAI's format writes. */
export interface ChatStyle {
  readonly reasoningField: 'reasoning' | 'reasoning_content';
  /** `chunk` = a chunk of its own without choices, `x_groq` = beside the finish reason, twice. */
  readonly streamUsage: 'chunk' | 'x_groq';
  readonly hasDetails: boolean;
}

type Writer = Pick<ProviderWire, 'answer' | 'events'>;
const HEAD = { id: 'chatcmpl-1', created: 1_790_000_000, model: 'model-1' };

/** Writes samples as `chat.completion` and as chunks. */
export function chatWire(style: ChatStyle): Writer {
  return {
    answer: (sample) =>
      JSON.stringify({
        ...HEAD,
        object: 'chat.completion',
        choices: [{ index: 0, message: messageOf(sample, style), finish_reason: sample.finish }],
        ...(sample.usage === null ? {} : { usage: usageOf(sample.usage, style) }),
      }),
    events: (sample) => [...chunksOf(sample, style), { name: null, data: '[DONE]' }],
  };
}

function chunksOf(sample: Sample, style: ChatStyle): SampleEvent[] {
  const usage = sample.usage === null ? null : usageOf(sample.usage, style);
  const deltas: object[] = [
    { role: 'assistant', content: '' },
    ...piecesOf(sample.reasoning).map((text) => ({ [style.reasoningField]: text })),
    ...piecesOf(sample.text).map((content) => ({ content })),
    ...sample.calls.flatMap(callDeltas),
  ];
  const isBeside = style.streamUsage === 'x_groq' && usage !== null;
  return [
    ...deltas.map((delta) => chunk([{ index: 0, delta, finish_reason: null }], {})),
    chunk(
      [{ index: 0, delta: {}, finish_reason: sample.finish }],
      isBeside ? { x_groq: { id: 'req', usage }, usage } : {},
    ),
    ...(usage !== null && !isBeside ? [chunk([], { usage })] : []),
  ];
}

function callDeltas(call: Sample['calls'][number], index: number): object[] {
  const opened = { index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } };
  const pieces = piecesOf(call.arguments, 5).map((text) => ({ index, function: { arguments: text } }));
  return [opened, ...pieces].map((one) => ({ tool_calls: [one] }));
}

function chunk(choices: readonly object[], more: object): SampleEvent {
  return { name: null, data: JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', choices, ...more }) };
}

function messageOf(sample: Sample, style: ChatStyle): object {
  const calls = sample.calls.map(({ id, ...fn }) => ({ id, type: 'function', function: fn }));
  return {
    role: 'assistant',
    content: sample.text === '' ? null : sample.text,
    ...(sample.reasoning === '' ? {} : { [style.reasoningField]: sample.reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function usageOf({ prompt, cached, completion, reasoning }: SampleUsage, style: ChatStyle): object {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(style.hasDetails
      ? {
          prompt_tokens_details: { cached_tokens: cached },
          completion_tokens_details: { reasoning_tokens: reasoning },
        }
      : {}),
  };
}
