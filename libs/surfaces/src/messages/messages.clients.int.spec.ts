import Anthropic from '@anthropic-ai/sdk';
import { GatewayError } from '@llm-cost-optimizer/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, END, factsFor, USAGE } from '../__testing__/facts.ts';
import { json, stream, useLoopback } from '../__testing__/loopback.ts';
import { runStream, type Sample, samples, toChunkBytes, toCompletion } from '../__testing__/sample.ts';
import { messagesCodec as codec } from './messages.codec.ts';

const RUNS = { numRuns: 30 };
const PARAMS = { model: 'auto', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] };

/** What a client must see of an answer, whichever way it comes. */
function expected({ text, calls, refusal, finish, usage }: Sample) {
  const reasons = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', content_filter: 'refusal' };
  return {
    text: text.join(''),
    calls: calls.map(({ id, name, input }) => ({ id, name, input })),
    stop: refusal.length > 0 ? 'refusal' : reasons[finish],
    explanation: refusal.length > 0 ? refusal.join('') : null,
    input: usage.promptTokens - usage.cachedTokens - usage.cacheWriteTokens - usage.cacheWriteLongTokens,
    read: usage.cachedTokens,
    written: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
    output: usage.completionTokens,
    thinking: usage.reasoningTokens,
  };
}

function seen(message: Anthropic.Message) {
  const { content, stop_reason, stop_details, usage } = message;
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: content.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
    ),
    stop: stop_reason,
    explanation: stop_details?.explanation ?? null,
    input: usage.input_tokens,
    read: usage.cache_read_input_tokens,
    written: usage.cache_creation_input_tokens,
    output: usage.output_tokens,
    thinking: usage.output_tokens_details?.thinking_tokens,
  };
}

describe('the official Anthropic client', () => {
  const server = useLoopback();
  const client = () => new Anthropic({ apiKey: 'test', baseURL: server.url, maxRetries: 0 });

  it('sees the same answer in a stream as the model gave, wherever the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.integer({ min: 1, max: 400 }), async (sample, size) => {
        const end = { ...END, usage: sample.usage };
        server.serve(stream(runStream(codec.openStream(factsFor(codec)), toChunkBytes(sample), end, size)));
        expect(seen(await client().messages.stream(PARAMS).finalMessage())).toEqual(expected(sample));
      }),
      RUNS,
    );
  });

  it('sees the same answer whole', async () => {
    await fc.assert(
      fc.asyncProperty(samples, async (sample) => {
        const end = { ...END, usage: sample.usage };
        server.serve(json(codec.encodeAnswer(toCompletion(sample), factsFor(codec), end)));
        expect(seen(await client().messages.create(PARAMS))).toEqual(expected(sample));
      }),
      RUNS,
    );
  });

  it('sees the same answer in a replay', async () => {
    await fc.assert(
      fc.asyncProperty(samples, async (sample) => {
        const end = { ...END, usage: sample.usage };
        const body = codec.encodeAnswer(toCompletion(sample), factsFor(codec), end);
        server.serve(stream(codec.replay(bytesOf(body), { ...END, costUsd: '0' })));
        expect(seen(await client().messages.stream(PARAMS).finalMessage())).toEqual(expected(sample));
      }),
      RUNS,
    );
  });

  it('throws on an error in the middle of a stream and can name its type', async () => {
    const open = codec.openStream(factsFor(codec));
    const text = open.push({ id: 'c', choices: [{ index: 0, delta: { content: 'Half' }, finish_reason: null }] });
    server.serve(stream(text + open.fail(new GatewayError('upstream_broken', 'The stream broke.'))));
    const message = client().messages.stream(PARAMS).finalMessage();
    await expect(message).rejects.toMatchObject({
      type: 'api_error',
      error: { error: { message: 'The stream broke.' } },
    });
  });

  it('takes keep-alive events for nothing', async () => {
    const open = codec.openStream(factsFor(codec));
    const text = open.push({ choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] });
    server.serve(stream(text + codec.keepAlive + open.end({ ...END, usage: USAGE })));
    expect((await client().messages.stream(PARAMS).finalMessage()).content).toMatchObject([{ text: 'Hi' }]);
  });

  it.each([
    ['invalid_request', 400, 'invalid_request_error'],
    ['invalid_api_key', 401, 'authentication_error'],
    ['budget_exceeded', 402, 'billing_error'],
    ['model_not_allowed', 403, 'permission_error'],
    ['model_not_found', 404, 'not_found_error'],
    ['rate_limit_exceeded', 429, 'rate_limit_error'],
    ['internal_error', 500, 'api_error'],
    ['upstream_unavailable', 529, 'overloaded_error'],
    ['upstream_timeout', 504, 'timeout_error'],
  ] as const)('reads the error %s with status %i as %s', async (code, status, type) => {
    const error = new GatewayError(code, 'No.');
    server.serve(json(JSON.stringify(codec.errorBody(error, 'req_1')), codec.errorStatus(error)));
    await expect(client().messages.create(PARAMS)).rejects.toMatchObject({ status, type });
  });
});
