import { describe, expect, it } from 'vitest';
import { wireOf } from '../conformance/describe-native.ts';
import { createOpenAiAdapter } from '../openai/openai.adapter.ts';

const embeddings = wireOf(createOpenAiAdapter(), 'embeddings');

describe('embeddings', () => {
  const vector = (index: number) => ({
    object: 'embedding',
    index,
    embedding: Array.from({ length: 1_536 }, Math.sin),
  });
  const list = (count: number) =>
    Buffer.from(
      JSON.stringify({
        object: 'list',
        data: Array.from({ length: count }, (_, i) => vector(i)),
        model: 'm',
        usage: { prompt_tokens: 12, total_tokens: 12 },
      }),
    );

  it.each([1, 3])('of %d texts keep their bytes and give their usage', (count) => {
    const body = list(count);
    const answer = embeddings.decode(body);
    expect(answer.body).toBe(body);
    expect(answer).toMatchObject({ model: 'm', isComplete: true, finishReason: null, outputChars: 0 });
    expect(answer.usage).toMatchObject({ promptTokens: 12, completionTokens: 0 });
  });

  it('are read whatever the order of the fields', () => {
    const body = JSON.stringify({ usage: { prompt_tokens: 3, total_tokens: 3 }, model: 'm[1]', data: [vector(0)] });
    expect(embeddings.decode(Buffer.from(body)).usage?.promptTokens).toBe(3);
  });

  it('that were cut between two vectors are refused', () => {
    const body = list(3).toString('utf8');
    const next = body.indexOf('},{"object"');
    for (let end = next - 3; end < next + 40; end++) {
      expect(() => embeddings.decode(Buffer.from(body.slice(0, end)))).toThrow();
      expect(() => embeddings.decode(Buffer.from(`${body.slice(0, next)}}`))).toThrow();
    }
  });

  it.each(['{}', '{"data":[]}', '{"error":{"message":"no"}}', `{"data":[${' '.repeat(9_000)}]}`])(
    'are not in %s',
    (body) => {
      expect(() => embeddings.decode(Buffer.from(body))).toThrow();
    },
  );

  it('without usage have none', () => {
    const body = JSON.stringify({ object: 'list', data: [vector(0)], model: 'm' });
    expect(embeddings.decode(Buffer.from(body)).usage).toBeNull();
  });
});
