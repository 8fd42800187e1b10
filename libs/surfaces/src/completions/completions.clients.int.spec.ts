import { GatewayError } from '@llm-cost-optimizer/contracts';
import * as fc from 'fast-check';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { bytesOf, END, factsFor } from '../__testing__/facts.ts';
import { json, stream, useLoopback } from '../__testing__/loopback.ts';
import { runStream, type Sample, samples, toChunkBytes, toCompletion } from '../__testing__/sample.ts';
import { completionsCodec as codec } from './completions.codec.ts';

const RUNS = { numRuns: 25 };
const PARAMS = { model: 'auto', prompt: 'Hi' };

const expected = ({ text, refusal, finish }: Sample) => ({
  text: text.join('') + refusal.join(''),
  finish: finish === 'length' ? 'length' : 'stop',
});

describe('the official OpenAI client on the completions API', () => {
  const server = useLoopback();
  const client = () => new OpenAI({ apiKey: 'test', baseURL: server.url, maxRetries: 0 });

  async function readStream() {
    const answer = { text: '', finish: '' };
    let usage: OpenAI.CompletionUsage | undefined;
    for await (const chunk of await client().completions.create({ ...PARAMS, stream: true })) {
      answer.text += chunk.choices[0]?.text ?? '';
      answer.finish = chunk.choices[0]?.finish_reason ?? answer.finish;
      usage = chunk.usage ?? usage;
    }
    return { answer, usage };
  }

  it('sees the same answer in a stream, whole and in a replay', async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.integer({ min: 1, max: 400 }), async (sample, size) => {
        server.serve(stream(runStream(codec.openStream(factsFor(codec)), toChunkBytes(sample), END, size)));
        expect((await readStream()).answer).toEqual(expected(sample));
        const body = codec.encodeAnswer(toCompletion(sample), factsFor(codec), END);
        server.serve(json(body));
        const [choice] = (await client().completions.create(PARAMS)).choices;
        expect({ text: choice?.text, finish: choice?.finish_reason }).toEqual(expected(sample));
        server.serve(stream(codec.replay(bytesOf(body), END)));
        expect((await readStream()).answer).toEqual(expected(sample));
      }),
      RUNS,
    );
  });

  it('sees usage on a stream when it asked for it', async () => {
    const facts = factsFor(codec, { stream: true, stream_options: { include_usage: true } });
    server.serve(stream(codec.openStream(facts).end(END)));
    expect((await readStream()).usage).toMatchObject({ prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 });
  });

  it('throws on an error in the middle of a stream', async () => {
    const open = codec.openStream(factsFor(codec));
    const text = open.push({ choices: [{ index: 0, delta: { content: 'Half' }, finish_reason: null }] });
    server.serve(stream(text + open.fail(new GatewayError('upstream_broken', 'The stream broke.'))));
    await expect(readStream()).rejects.toMatchObject({ code: 'upstream_broken' });
  });
});
