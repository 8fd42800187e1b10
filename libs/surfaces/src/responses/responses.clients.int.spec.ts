import { GatewayError } from '@llm-cost-optimizer/contracts';
import * as fc from 'fast-check';
import OpenAI from 'openai';
import type { Response } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import { bytesOf, END, factsFor } from '../__testing__/facts.ts';
import { json, stream, useLoopback } from '../__testing__/loopback.ts';
import { runStream, type Sample, samples, toChunkBytes, toCompletion } from '../__testing__/sample.ts';
import { responsesCodec as codec } from './responses.codec.ts';

const RUNS = { numRuns: 30 };
const PARAMS = { model: 'auto', input: 'Hi' };

/** What a client must see of an answer, whichever way it comes. */
function expected({ text, reasoning, refusal, calls, finish, usage }: Sample) {
  return {
    text: text.join(''),
    reasoning: reasoning.join(''),
    refusal: refusal.join(''),
    calls: calls.map(({ id, name, input }) => ({ id, name, input })),
    status: finish === 'length' ? 'incomplete' : 'completed',
    reason: finish === 'length' ? 'max_output_tokens' : undefined,
    usage: {
      input_tokens: usage.promptTokens,
      input_tokens_details: {
        cached_tokens: usage.cachedTokens,
        cache_write_tokens: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
      },
      output_tokens: usage.completionTokens,
      output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
      total_tokens: usage.promptTokens + usage.completionTokens,
    },
  };
}

function seen(response: Response) {
  const parts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []));
  return {
    text: response.output_text,
    reasoning: response.output
      .flatMap((item) => (item.type === 'reasoning' ? (item.content ?? []) : []))
      .map((part) => part.text)
      .join(''),
    refusal: parts.map((part) => (part.type === 'refusal' ? part.refusal : '')).join(''),
    calls: response.output.flatMap((item) =>
      item.type === 'function_call' ? [{ id: item.call_id, name: item.name, input: JSON.parse(item.arguments) }] : [],
    ),
    status: response.status,
    reason: response.incomplete_details?.reason,
    usage: response.usage,
  };
}

describe('the official OpenAI client on the Responses API', () => {
  const server = useLoopback();
  const client = () => new OpenAI({ apiKey: 'test', baseURL: server.url, maxRetries: 0 });

  it('sees the same answer in a stream as the model gave, wherever the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.integer({ min: 1, max: 400 }), async (sample, size) => {
        const end = { ...END, usage: sample.usage };
        server.serve(stream(runStream(codec.openStream(factsFor(codec)), toChunkBytes(sample), end, size)));
        expect(seen(await client().responses.stream(PARAMS).finalResponse())).toEqual(expected(sample));
      }),
      RUNS,
    );
  });

  it('sees the same answer in the deltas alone', async () => {
    await fc.assert(
      fc.asyncProperty(samples, async (sample) => {
        server.serve(stream(runStream(codec.openStream(factsFor(codec)), toChunkBytes(sample), END)));
        let text = '';
        let calls = '';
        for await (const event of await client().responses.create({ ...PARAMS, stream: true })) {
          if (event.type === 'response.output_text.delta') text += event.delta;
          if (event.type === 'response.function_call_arguments.done') calls += event.arguments;
        }
        expect(text).toBe(sample.text.join(''));
        expect(calls).toBe(sample.calls.map(({ input }) => JSON.stringify(input)).join(''));
      }),
      RUNS,
    );
  });

  it('sees the same answer whole', async () => {
    await fc.assert(
      fc.asyncProperty(samples, async (sample) => {
        const end = { ...END, usage: sample.usage };
        server.serve(json(codec.encodeAnswer(toCompletion(sample), factsFor(codec), end)));
        expect(seen(await client().responses.create(PARAMS))).toEqual(expected(sample));
      }),
      RUNS,
    );
  });

  it('sees the same answer in a replay', async () => {
    await fc.assert(
      fc.asyncProperty(samples, async (sample) => {
        const end = { ...END, usage: sample.usage };
        const body = codec.encodeAnswer(toCompletion(sample), factsFor(codec), end);
        server.serve(stream(codec.replay(bytesOf(body), END)));
        expect(seen(await client().responses.stream(PARAMS).finalResponse())).toEqual(expected(sample));
      }),
      RUNS,
    );
  });

  it('throws on an error in the middle of a stream, with its message and code', async () => {
    const open = codec.openStream(factsFor(codec));
    const text = open.push({ choices: [{ index: 0, delta: { content: 'Half' }, finish_reason: null }] });
    server.serve(stream(text + open.fail(new GatewayError('upstream_broken', 'The stream broke.'))));
    const response = client().responses.stream(PARAMS).finalResponse();
    await expect(response).rejects.toMatchObject({
      code: 'upstream_broken',
      message: expect.stringContaining('broke'),
    });
  });

  it('takes keep-alive comments for nothing', async () => {
    const open = codec.openStream(factsFor(codec));
    const text = open.push({ choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] });
    server.serve(stream(text + codec.keepAlive + open.end(END)));
    expect((await client().responses.stream(PARAMS).finalResponse()).output_text).toBe('Hi');
  });

  it('reads an error before the stream', async () => {
    const error = new GatewayError('budget_exceeded', 'Spent.');
    server.serve(json(JSON.stringify(codec.errorBody(error, 'r')), codec.errorStatus(error)));
    await expect(client().responses.create(PARAMS)).rejects.toMatchObject({ status: 402, code: 'budget_exceeded' });
  });
});
