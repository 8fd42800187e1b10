import { GatewayError } from '@llm-cost-optimizer/contracts';
import * as fc from 'fast-check';
import { type ChatResponse, type GenerateResponse, Ollama, type ToolCall } from 'ollama';
import { describe, expect, it } from 'vitest';
import { bytesOf, END, factsFor } from '../__testing__/facts.ts';
import { json, useLoopback } from '../__testing__/loopback.ts';
import { runStream, type Sample, samples, toChunkBytes, toCompletion } from '../__testing__/sample.ts';
import { ollamaChatCodec, ollamaGenerateCodec } from './ollama.codec.ts';

const RUNS = { numRuns: 25 };
const lines = (body: string) => ({ type: 'application/x-ndjson', body });

const reasonOf = ({ finish, refusal }: Sample) =>
  refusal.length > 0 ? 'content_filter' : finish === 'length' ? 'length' : 'stop';

/** What the API can show of a sample. */
const expected = (sample: Sample, hasCalls: boolean) => ({
  text: sample.text.join('') + sample.refusal.join(''),
  thinking: sample.reasoning.join(''),
  calls: hasCalls ? sample.calls.map(({ name, input }) => ({ name, arguments: input })) : [],
  reason: reasonOf(sample),
  tokens: [120, 30],
});

class Seen {
  text = '';
  thinking = '';
  readonly calls: ToolCall['function'][] = [];
  reason = '';
  tokens: unknown[] = [];

  chat({ message, ...rest }: ChatResponse): void {
    const { content, thinking, tool_calls: calls } = message;
    this.add(content, thinking, rest);
    for (const { function: fn } of calls ?? []) this.calls.push({ name: fn.name, arguments: fn.arguments });
  }

  generate({ response, thinking, ...rest }: GenerateResponse): void {
    this.add(response, thinking, rest);
  }

  private add(text = '', thinking = '', end: Partial<GenerateResponse>): void {
    this.text += text;
    this.thinking += thinking;
    if (end.done !== true) return;
    this.reason = end.done_reason ?? '';
    this.tokens = [end.prompt_eval_count, end.eval_count];
  }
}

describe('the official Ollama client', () => {
  const server = useLoopback();
  const client = () => new Ollama({ host: server.url });
  const messages = [{ role: 'user', content: 'Hi' }];

  async function chatStream(): Promise<Seen> {
    const seen = new Seen();
    for await (const part of await client().chat({ model: 'auto', messages, stream: true })) seen.chat(part);
    return seen;
  }

  it('sees the same chat in a stream, whole and in a replay', async () => {
    const codec = ollamaChatCodec;
    await fc.assert(
      fc.asyncProperty(samples, fc.integer({ min: 1, max: 400 }), async (sample, size) => {
        server.serve(lines(runStream(codec.openStream(factsFor(codec)), toChunkBytes(sample), END, size)));
        expect({ ...(await chatStream()) }).toEqual(expected(sample, true));
        const body = codec.encodeAnswer(toCompletion(sample), factsFor(codec), END);
        server.serve(json(body));
        const whole = new Seen();
        whole.chat(await client().chat({ model: 'auto', messages }));
        expect({ ...whole }).toEqual(expected(sample, true));
        server.serve(lines(codec.replay(bytesOf(body), END)));
        expect({ ...(await chatStream()) }).toEqual(expected(sample, true));
      }),
      RUNS,
    );
  });

  it('sees the same text in a stream, whole and in a replay', async () => {
    const codec = ollamaGenerateCodec;
    const stream = async (): Promise<Seen> => {
      const seen = new Seen();
      for await (const part of await client().generate({ model: 'auto', prompt: 'Hi', stream: true })) {
        seen.generate(part);
      }
      return seen;
    };
    await fc.assert(
      fc.asyncProperty(samples, fc.integer({ min: 1, max: 400 }), async (sample, size) => {
        server.serve(lines(runStream(codec.openStream(factsFor(codec)), toChunkBytes(sample), END, size)));
        expect({ ...(await stream()) }).toEqual(expected(sample, false));
        const body = codec.encodeAnswer(toCompletion(sample), factsFor(codec), END);
        server.serve(json(body));
        const whole = new Seen();
        whole.generate(await client().generate({ model: 'auto', prompt: 'Hi' }));
        expect({ ...whole }).toEqual(expected(sample, false));
        server.serve(lines(codec.replay(bytesOf(body), END)));
        expect({ ...(await stream()) }).toEqual(expected(sample, false));
      }),
      RUNS,
    );
  });

  it('a stream is collected as the whole answer is', () => {
    for (const codec of [ollamaChatCodec, ollamaGenerateCodec]) {
      fc.assert(
        fc.property(samples, fc.integer({ min: 1, max: 400 }), (sample, size) => {
          const facts = factsFor(codec);
          const text = runStream(codec.openStream(facts), toChunkBytes(sample), END, size);
          const collected = codec.collect([bytesOf(text)]);
          const whole = codec.encodeAnswer(toCompletion(sample), facts, END);
          expect(JSON.parse(new TextDecoder().decode(collected?.body))).toEqual(JSON.parse(whole));
          const { text: words, calls } = expected(sample, true);
          const isGood = reasonOf(sample) === 'stop' && (words !== '' || calls.length > 0);
          expect(collected?.isComplete).toBe(isGood);
        }),
        RUNS,
      );
    }
  });

  it('takes signs of life in a stream for nothing', async () => {
    const codec = ollamaChatCodec;
    const open = codec.openStream(factsFor(codec));
    const first = open.push({ choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] });
    server.serve(lines(first + codec.keepAlive + codec.keepAlive + open.end(END)));
    expect((await chatStream()).text).toBe('Hi');
  });

  it('throws on an error in the middle of a stream', async () => {
    const open = ollamaChatCodec.openStream(factsFor(ollamaChatCodec));
    const text = open.push({ choices: [{ index: 0, delta: { content: 'Half' }, finish_reason: null }] });
    server.serve(lines(text + open.fail(new GatewayError('upstream_broken', 'The stream broke.'))));
    await expect(chatStream()).rejects.toThrow('The stream broke.');
  });

  it('throws on an error before the answer, with its status and words', async () => {
    const error = new GatewayError('model_not_found', "model 'x' not found");
    server.serve(json(JSON.stringify(ollamaChatCodec.errorBody(error, 'r')), ollamaChatCodec.errorStatus(error)));
    await expect(chatStream()).rejects.toMatchObject({ status_code: 404, error: "model 'x' not found" });
  });
});
