import { type AttemptDetail, NO_USAGE } from '@llm-cost-optimizer/contracts';
import { expect } from 'vitest';
import { type ClientView, viewOfAnswer, viewOfLines, viewOfStream } from './client-view.ts';
import { fieldsOf } from './fields.ts';
import type { Case, Played } from './playback.ts';
import type { Truth } from './recording.ts';

/** What the client sees and what the ledger holds are what the recording's own description says. */
export function expectTruth({ recording, speaker }: Case, played: Played): void {
  const { isStream, meta } = recording;
  expect(played.status, played.text).toBe(200);
  expect(played.calls).toBe(1);
  const view = viewOf({ recording, speaker }, played);
  expect(view.error).toBeNull();
  expect(view.misnamed).toEqual([]);
  expectText(meta.truth, view);
  const attempt = onlyAttempt(played);
  expect(attempt).toMatchObject({ outcome: 'ok', httpStatus: 200, provider: meta.provider });
  expect(played.row).toMatchObject({ outcome: 'ok', isStreaming: isStream, isSimulated: false });
  if (hasTokens(meta.truth)) {
    expectClientTokens(meta.truth, view);
    expectLedgerTokens(meta.truth, attempt);
  } else {
    expect(attempt.usageSource).toBe('estimated');
    // Ollama does not count a prompt that it has in its cache; its count of the answer holds all the same.
    const counted = meta.truth.usage_as_sent?.eval_count;
    if (counted !== undefined) expect(attempt.usage.completionTokens).toBe(counted);
  }
  expectCost(attempt);
}

/**
 * Counting: the provider's number. A model that the provider does not have is told as such; where it fails otherwise, the
 * gateway's own number comes, marked as such.
 */
export function expectCount({ recording }: Case, played: Played): void {
  const told = fieldsOf(JSON.parse(played.text));
  if (recording.meta.status === 404) {
    expect(played.status, played.text).toBe(404);
    expect(fieldsOf(told.error).type).toBe('not_found_error');
    return;
  }
  expect(played.status, played.text).toBe(200);
  if (recording.meta.status === 200) {
    const sent: unknown = JSON.parse(recording.body.toString('utf8'));
    expect(told).toMatchObject(fieldsOf(sent));
  } else {
    expect(told.input_tokens).toBeGreaterThan(0);
    expect(fieldsOf(told.lco).estimated).toBe(true);
  }
}

/** Moderation: the provider's own words, counted in the ledger, and free. */
export function expectModeration({ recording }: Case, played: Played): void {
  expect(played.status, played.text).toBe(200);
  const sent: unknown = JSON.parse(recording.body.toString('utf8'));
  expect(JSON.parse(played.text)).toMatchObject(fieldsOf(sent));
  const attempt = onlyAttempt(played);
  expect(attempt).toMatchObject({ outcome: 'ok', costUsd: '0', costLines: [] });
  expect(played.row).toMatchObject({ outcome: 'ok', costUsd: '0', baselineUsd: '0', isEstimated: false });
}

/** A stream that ends in an error: nothing after the text until then, the error told once, and an estimate booked. */
export function expectBreak({ recording, speaker }: Case, played: Played): void {
  const attempt = onlyAttempt(played);
  expect(attempt.outcome).not.toBe('ok');
  expect(['failed', 'rejected']).toContain(played.row?.outcome);
  if (played.status === 200) {
    const view = viewOf({ recording, speaker }, played);
    expect(view.error).not.toBeNull();
    expect(view.textSha256).toBe(recording.meta.truth.text_sha256 ?? null);
    expect(played.text).not.toContain('[DONE]');
    expect(attempt.usageSource).toBe('estimated');
  } else {
    // Before the first token nothing has been sent: the error has a status of its own.
    expect([503, 529], played.text).toContain(played.status);
    expect(recording.meta.truth.text_sha256 ?? null).toBeNull();
  }
  expectCost(attempt);
}

export function onlyAttempt({ row }: Played): AttemptDetail {
  const [attempt, ...others] = row?.attempts ?? [];
  expect(others).toEqual([]);
  if (attempt === undefined) throw new Error('The request has no attempt.');
  return attempt;
}

function viewOf({ recording, speaker }: Pick<Case, 'recording' | 'speaker'>, { text }: Played): ClientView {
  if (!recording.isStream) return viewOfAnswer(speaker.read, text);
  return (speaker.isJsonLines === true ? viewOfLines : viewOfStream)(speaker.read, text);
}

function expectText({ text_sha256: text, tool_calls: calls }: Truth, view: ClientView): void {
  // Recordings that were rebuilt from single chunks state tokens only.
  if (text !== undefined) expect(view.textSha256).toBe(text);
  if (calls !== undefined) expect(view.toolCalls).toBe(calls);
}

/** A prompt of no tokens cannot be: such usage is estimated instead. */
function hasTokens({ tokens }: Truth): boolean {
  return (tokens?.total_input ?? 0) > 0;
}

function expectClientTokens({ tokens }: Truth, { tokens: seen }: ClientView): void {
  const cacheRead = tokens?.cache_read ?? 0;
  expect(seen).toMatchObject({ input: tokens?.total_input, output: tokens?.output ?? 0 });
  // Some of Azure's models report more cached tokens than the prompt has: as sent, or no more than the prompt.
  const told = seen?.cacheRead ?? null;
  if (told !== null) expect([cacheRead, Math.min(cacheRead, tokens?.total_input ?? 0)]).toContain(told);
}

function expectLedgerTokens({ tokens, usage_as_sent: sent }: Truth, { usage, usageSource }: AttemptDetail): void {
  expect(usageSource).toBe('provider');
  const total = tokens?.total_input ?? 0;
  const written =
    sent?.['prompt_tokens_details.cache_write_tokens'] ?? sent?.['input_tokens_details.cache_write_tokens'];
  expect({
    total_input: usage.promptTokens,
    output: usage.completionTokens,
    cache_read: usage.cachedTokens,
    cache_write: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
    cache_write_1h: usage.cacheWriteLongTokens,
  }).toEqual({
    total_input: total,
    output: tokens?.output ?? 0,
    // Some of Azure's models report more cached tokens than the prompt has; no token is billed twice for it.
    cache_read: Math.min(tokens?.cache_read ?? 0, total),
    cache_write: tokens?.cache_write ?? written ?? 0,
    cache_write_1h: tokens?.cache_write_1h ?? 0,
  });
  const reasoning = tokens?.reasoning_in_output;
  if (reasoning !== undefined) expect(usage.reasoningTokens).toBe(reasoning);
}

/** Priced, or unknown; never free for want of a price. */
function expectCost({ costUsd, costLines, usage, usageSource }: AttemptDetail): void {
  if (costUsd === null || usageSource === 'none') return;
  if (usage.promptTokens + usage.completionTokens > 0) expect(Number(costUsd)).toBeGreaterThan(0);
  const lines = costLines.reduce((sum, line) => sum + Number(line.costUsd), 0);
  expect(Number(costUsd)).toBeCloseTo(lines, 9);
}

/** Nothing was generated. */
export function expectNothingBilled({ usage, usageSource, costUsd }: AttemptDetail): void {
  expect(usageSource).toBe('none');
  expect({ ...usage, reasoningTokens: 0 }).toEqual(NO_USAGE);
  expect(Number(costUsd ?? 0)).toBe(0);
}
