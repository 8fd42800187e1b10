import { NO_USAGE, type ProviderAnswer, type StreamDecoder, type TokenUsage } from '@llm-cost-optimizer/contracts';
import { expect } from 'vitest';
import type { Fixture } from './fixtures.ts';
import { STOP_REASONS } from './message-view.ts';
import type { ClientView } from './view-builder.ts';

/** Calls that generate nothing. */
const FREE: ReadonlySet<string> = new Set(['/messages/count_tokens', '/responses/input_tokens', '/moderations']);

/** What the client sees and what the ledger reads are what the recording's own description says. */
export function expectTruth({ meta }: Fixture, view: ClientView, read: ProviderAnswer | StreamDecoder): void {
  const { truth } = meta;
  expect(view.problems).toEqual([]);
  // Recordings that were rebuilt from single chunks state tokens only.
  if (truth.text_sha256 !== undefined) expect(view.textSha256).toBe(truth.text_sha256);
  if (truth.tool_calls !== undefined) expect(view.calls.length).toBe(truth.tool_calls);
  if (truth.finish !== undefined) {
    const finish = finishOf(meta);
    expect(new Set(view.finish)).toEqual(finish);
    if (finish.size > 0) expect(finish).toContain(read.finishReason);
  }
  if (FREE.has(meta.endpoint)) expect(read.usage).toEqual(NO_USAGE);
  else expectTokens(truth, read.usage);
  if (isOfOllama(meta) && read.usage === null) expect(read.outputTokens ?? undefined).toBe(truth.tokens?.output);
}

function isOfOllama({ endpoint }: Fixture['meta']): boolean {
  return endpoint.startsWith('/api/');
}

/**
 * In the words of chat completions. A response states its status, and beside it why it is incomplete. Ollama has one word
 * for texts and calls.
 */
function finishOf(meta: Fixture['meta']): Set<string | null> {
  const { finish = [], tool_calls: calls = 0 } = meta.truth;
  const words = finish
    .filter((word) => word !== 'incomplete')
    .map((word) => {
      if (word === 'completed') return calls > 0 ? 'tool_calls' : 'stop';
      if (word === 'stop' && calls > 0 && isOfOllama(meta)) return 'tool_calls';
      return word === 'max_output_tokens' ? 'length' : (STOP_REASONS[word ?? ''] ?? word);
    });
  return new Set(words);
}

function expectTokens({ tokens, usage_as_sent: sent }: Fixture['meta']['truth'], usage: TokenUsage | null): void {
  // A prompt of no tokens cannot be: such usage is estimated instead.
  if (tokens === null || tokens.total_input === undefined || tokens.total_input === 0) {
    expect(usage).toBeNull();
    return;
  }
  const written =
    sent?.['prompt_tokens_details.cache_write_tokens'] ?? sent?.['input_tokens_details.cache_write_tokens'];
  expect(usage).not.toBeNull();
  expect({
    total_input: usage?.promptTokens,
    output: usage?.completionTokens,
    cache_read: usage?.cachedTokens,
    cache_write: (usage?.cacheWriteTokens ?? 0) + (usage?.cacheWriteLongTokens ?? 0),
    cache_write_1h: usage?.cacheWriteLongTokens,
  }).toEqual({
    total_input: tokens.total_input,
    output: tokens.output ?? 0,
    // Some of Azure's models report more cached tokens than the prompt has; no token is billed twice for it.
    cache_read: Math.min(tokens.cache_read ?? 0, tokens.total_input),
    cache_write: tokens.cache_write ?? written ?? 0,
    cache_write_1h: tokens.cache_write_1h ?? 0,
  });
  if (tokens.reasoning_in_output !== undefined) expect(usage?.reasoningTokens).toBe(tokens.reasoning_in_output);
  const searches = sent?.['server_tool_use.web_search_requests'];
  if (searches !== undefined) expect(usage?.serverToolRequests?.web_search ?? 0).toBe(searches);
}
