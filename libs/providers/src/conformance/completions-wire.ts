import { type AnswerWire, piecesOf, type Sample, type SampleEvent, type SampleUsage } from './sample.ts';

const HEAD = { id: 'cmpl-1', object: 'text_completion', created: 1_790_000_000, model: 'model-1' };

/** Writes samples as text completions and as their chunks. */
export const COMPLETIONS_WIRE: AnswerWire = {
  answer: (sample) =>
    JSON.stringify({
      ...HEAD,
      choices: [{ text: sample.text, index: 0, logprobs: null, finish_reason: sample.finish }],
      ...(sample.usage === null ? {} : { usage: usageOf(sample.usage) }),
    }),
  events,
  errorEvent: { name: null, data: '{"error":{"message":"The engine is currently overloaded","type":"server_error"}}' },
  lacks: {
    reasoning: 'the API has only text',
    'tool calls': 'the API has only text',
  },
};

function events({ text, finish, usage }: Sample): SampleEvent[] {
  const chunk = (piece: string, finish_reason: string | null): SampleEvent => ({
    name: null,
    data: JSON.stringify({ ...HEAD, choices: [{ text: piece, index: 0, logprobs: null, finish_reason }], usage: null }),
  });
  return [
    ...piecesOf(text).map((piece) => chunk(piece, null)),
    chunk('', finish),
    ...(usage === null ? [] : [{ name: null, data: JSON.stringify({ ...HEAD, choices: [], usage: usageOf(usage) }) }]),
    { name: null, data: '[DONE]' },
  ];
}

function usageOf({ prompt, cached, completion, reasoning }: SampleUsage): object {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}
