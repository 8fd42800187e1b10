import type { ProviderAnswer, StreamDecoder } from '@llm-cost-optimizer/contracts';
import { expect } from 'vitest';
import type { AnswerWire, Sample } from './sample.ts';
import type { ClientView } from './view-builder.ts';

/** The client sees the sample, and the ledger its figures, as far as the provider says them. */
export function expectSample(
  sample: Sample,
  view: ClientView,
  read: ProviderAnswer | StreamDecoder,
  wire: AnswerWire,
): void {
  expect(view.problems).toEqual([]);
  expect(view.text).toBe(sample.text);
  expect(view.reasoning).toBe(sample.reasoning);
  expect(view.finish).toEqual([sample.finish]);
  expect(view.calls).toEqual(sample.calls);
  expect(read.finishReason).toBe(sample.finish);
  expect(read.model).toBe('model-1');
  const callChars = sample.calls.reduce((sum, call) => sum + call.name.length + call.arguments.length, 0);
  expect(read.outputChars).toBeGreaterThanOrEqual(sample.text.length + sample.reasoning.length + callChars);
  if (sample.usage === null) {
    expect(read.usage).toBeNull();
    return;
  }
  const { prompt, cached, completion, reasoning } = sample.usage;
  expect(read.usage).toMatchObject({ promptTokens: prompt, completionTokens: completion });
  if (wire.lacks['cached tokens'] === undefined) expect(read.usage?.cachedTokens).toBe(cached);
  if (wire.lacks['reasoning tokens'] === undefined) expect(read.usage?.reasoningTokens ?? 0).toBe(reasoning);
}
