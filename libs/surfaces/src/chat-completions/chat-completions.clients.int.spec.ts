import { GatewayError } from '@llm-cost-optimizer/contracts';
import * as fc from 'fast-check';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { bytesOf, END, factsFor } from '../__testing__/facts.ts';
import { json, stream, useLoopback } from '../__testing__/loopback.ts';
import { runStream, type Sample, samples, toChunkBytes, toCompletion } from '../__testing__/sample.ts';
import { chatCompletionsCodec as codec } from './chat-completions.codec.ts';

const RUNS = { numRuns: 25 };
const PARAMS = { model: 'auto', messages: [{ role: 'user' as const, content: 'Hi' }] };

const expected = ({ text, refusal, calls, finish }: Sample) => ({
  text: text.join(''),
  refusal: refusal.join(''),
  calls: calls.map(({ id, name, input }) => ({ id, name, arguments: JSON.stringify(input) })),
  finish,
});

function seen(completion: OpenAI.ChatCompletion) {
  const [choice] = completion.choices;
  const calls = choice?.message.tool_calls ?? [];
  return {
    text: choice?.message.content ?? '',
    refusal: choice?.message.refusal ?? '',
    calls: calls.flatMap((call) => (call.type === 'function' ? [{ id: call.id, ...call.function }] : [])),
    finish: choice?.finish_reason,
  };
}

describe('the official OpenAI client on chat completions', () => {
  const server = useLoopback();
  const client = () => new OpenAI({ apiKey: 'test', baseURL: server.url, maxRetries: 0 });

  it('sees the same answer in a stream, whole and in a replay', async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.integer({ min: 1, max: 400 }), async (sample, size) => {
        server.serve(stream(runStream(codec.openStream(factsFor(codec)), toChunkBytes(sample), END, size)));
        expect(seen(await client().chat.completions.stream(PARAMS).finalChatCompletion())).toMatchObject(
          expected(sample),
        );
        const body = codec.encodeAnswer(toCompletion(sample), factsFor(codec), END);
        server.serve(json(body));
        expect(seen(await client().chat.completions.create(PARAMS))).toEqual(expected(sample));
        server.serve(stream(codec.replay(bytesOf(body), END)));
        expect(seen(await client().chat.completions.stream(PARAMS).finalChatCompletion())).toMatchObject(
          expected(sample),
        );
      }),
      RUNS,
    );
  });

  it('throws on an error in the middle of a stream', async () => {
    const text = codec.openStream(factsFor(codec)).fail(new GatewayError('upstream_broken', 'The stream broke.'));
    server.serve(stream(text));
    const answer = client().chat.completions.stream(PARAMS).finalChatCompletion();
    await expect(answer).rejects.toMatchObject({ code: 'upstream_broken' });
  });
});
