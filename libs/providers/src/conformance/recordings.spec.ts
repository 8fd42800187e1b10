import type { ProviderAnswer, StreamDecoder, TokenUsage } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { createAdapterRegistry } from '../registry.ts';
import { type ClientView, viewOfAnswer, viewOfStream } from './client-view.ts';
import { CUTS } from './cuts.ts';
import { type Fixture, loadFixtures } from './fixtures.ts';
import { readStream } from './read-stream.ts';

const registry = createAdapterRegistry();
const fixtures = loadFixtures();
/** Azure speaks OpenAI's format; it has no adapter of its own yet. */
const ADAPTERS: Readonly<Record<string, string>> = { azure: 'openai' };
const COVERED = new Set(['/chat/completions', '/messages']);

/** Why a kind of call is not read: each of them is a later piece of work. */
const OUT_OF_SCOPE: Readonly<Record<string, string>> = {
  '/responses': 'the Responses API is not offered yet',
  '/responses/compact': 'the Responses API is not offered yet',
  '/responses/input_tokens': 'the Responses API is not offered yet',
  '/completions': 'the old text completions are not offered yet',
  '/embeddings': 'embeddings are not offered yet',
  '/moderations': 'moderations are not offered',
  '/messages/count_tokens': 'counting of tokens is not offered yet',
  '/api/chat': 'Ollama is called through its OpenAI-compatible API',
  '/api/generate': 'Ollama is called through its OpenAI-compatible API',
  '/api/embeddings': 'embeddings are not offered yet',
};

const STOP_REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

const answered = fixtures.filter(({ meta }) => meta.status === 200);
const inScope = answered.filter(({ meta }) => COVERED.has(meta.endpoint));
const plain = inScope.filter(({ meta }) => meta.stream !== true);
const streamed = inScope.filter(({ meta }) => meta.stream === true && !meta.kinds.includes('error-mid-stream'));
const broken = inScope.filter(({ meta }) => meta.stream === true && meta.kinds.includes('error-mid-stream'));

function adapterOf({ meta }: Fixture) {
  const adapter = registry.get(ADAPTERS[meta.provider] ?? meta.provider);
  if (adapter === null) throw new Error(`no adapter for ${meta.provider}`);
  return adapter;
}

function expectTruth({ meta }: Fixture, view: ClientView, read: ProviderAnswer | StreamDecoder): void {
  const { truth } = meta;
  expect(view.problems).toEqual([]);
  // Recordings that were rebuilt from single chunks state tokens only.
  if (truth.text_sha256 !== undefined) expect(view.textSha256).toBe(truth.text_sha256);
  if (truth.tool_calls !== undefined) expect(view.calls.length).toBe(truth.tool_calls);
  if (truth.finish !== undefined) {
    const finish = new Set(truth.finish.map((word) => STOP_REASONS[word ?? ''] ?? word));
    expect(new Set(view.finish)).toEqual(finish);
    if (finish.size > 0) expect(finish).toContain(read.finishReason);
  }
  expectTokens(truth, read.usage);
}

function expectTokens({ tokens, usage_as_sent: sent }: Fixture['meta']['truth'], usage: TokenUsage | null): void {
  if (tokens === null || tokens.total_input === undefined) {
    expect(usage).toBeNull();
    return;
  }
  const written = sent?.['prompt_tokens_details.cache_write_tokens'];
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
}

describe.skipIf(fixtures.length === 0)('recorded plain answers (skipped where the recordings are absent)', () => {
  it.each(plain)('$name: text, finish reason and tokens are those of the provider', (fixture) => {
    const answer = adapterOf(fixture).decode(fixture.body);
    expectTruth(fixture, viewOfAnswer(answer.body), answer);
  });

  it.each(plain)('$name: cut anywhere it is refused, never taken for an answer', (fixture) => {
    const adapter = adapterOf(fixture);
    const length = fixture.body.toString('utf8').trimEnd().length;
    for (let part = 1; part < 40; part++) {
      const cut = fixture.body.subarray(0, Math.floor((length * part) / 40));
      expect(() => adapter.decode(cut)).toThrow();
    }
  });
});

describe.skipIf(fixtures.length === 0)('recorded streams (skipped where the recordings are absent)', () => {
  describe.each(CUTS)('$name', ({ cut }) => {
    it.each(streamed)('$name: text, finish reason and tokens are those of the provider', (fixture) => {
      const { decoder, forwarded, errors } = readStream(adapterOf(fixture).openStream(), cut(fixture.body));
      expect(errors).toEqual([]);
      expect(decoder.isFinished).toBe(true);
      expectTruth(fixture, viewOfStream(forwarded), decoder);
    });

    it.each(broken)('$name: the text until then is passed on and the error is reported', (fixture) => {
      const { decoder, forwarded, errors } = readStream(adapterOf(fixture).openStream(), cut(fixture.body));
      expect(errors).toHaveLength(1);
      expect(decoder.isFinished).toBe(false);
      // A stream that broke is estimated: the count at its beginning says nothing about what was written.
      expect(decoder.usage).toBeNull();
      const view = viewOfStream(forwarded);
      expect(view.problems).toEqual([]);
      expect(view.textSha256).toBe(fixture.meta.truth.text_sha256 ?? null);
    });
  });

  it.each(streamed)('$name: without its end it is a broken stream, never a silent end', (fixture) => {
    const end = fixture.body.subarray(0, fixture.body.length / 2);
    const { errors } = readStream(adapterOf(fixture).openStream(), [end]);
    expect(errors.map(({ kind }) => kind)).toEqual(['broken_stream']);
  });
});

describe('recordings that no adapter reads', () => {
  for (const { name, meta } of answered.filter((fixture) => !inScope.includes(fixture))) {
    const reason = OUT_OF_SCOPE[meta.endpoint];
    if (reason === undefined) {
      it(`${name}: has a stated reason`, () => expect.fail(`${meta.endpoint} is neither read nor named`));
    } else it.skip(`${name}: ${reason}`, () => undefined);
  }
});
