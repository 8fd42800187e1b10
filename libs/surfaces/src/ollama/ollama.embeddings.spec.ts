import { NO_USAGE } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../__testing__/facts.ts';
import {
  encodeOllamaEmbed,
  encodeOllamaEmbeddings,
  readOllamaEmbed,
  readOllamaEmbeddings,
} from './ollama.embeddings.ts';

const answer = bytesOf(
  JSON.stringify({
    object: 'list',
    data: [
      { object: 'embedding', index: 1, embedding: [0.3, 0.4] },
      { object: 'embedding', index: 0, embedding: [0.1, 0.2] },
    ],
  }),
);

describe('embeddings in the words of Ollama', () => {
  it('are asked for in the words of OpenAI', () => {
    const read = readOllamaEmbed({ model: 'm', input: ['a', 'b'], dimensions: 256, truncate: true, keep_alive: '5m' });
    expect(read).toMatchObject({ model: 'm', texts: ['a', 'b'] });
    expect(read.body).toEqual({ input: ['a', 'b'], encoding_format: 'float', dimensions: 256 });
    expect(read.adapted.map(({ field }) => field)).toEqual(['truncate', 'keep_alive']);
    expect(readOllamaEmbed({ model: 'm', input: 'a' }).body.input).toBe('a');
    expect(readOllamaEmbeddings({ model: 'm', prompt: 'a', options: {} })).toMatchObject({ texts: ['a'] });
  });

  it('come in the order of the texts, with the tokens where the API tells them', () => {
    const usage = { ...NO_USAGE, promptTokens: 8 };
    expect(JSON.parse(encodeOllamaEmbed(answer, 'm', usage))).toEqual({
      model: 'm',
      embeddings: [
        [0.1, 0.2],
        [0.3, 0.4],
      ],
      prompt_eval_count: 8,
    });
    expect(JSON.parse(encodeOllamaEmbeddings(answer))).toEqual({ embedding: [0.1, 0.2] });
  });

  it.each([
    [() => readOllamaEmbed({ model: 'm' }), 'input'],
    [() => readOllamaEmbed({ model: 'm', input: [] }), 'input'],
    [() => readOllamaEmbed({ model: 'm', input: [''] }), 'input'],
    [() => readOllamaEmbed({ model: 'm', input: [7] }), 'input[0]'],
    [() => readOllamaEmbed({ input: 'a' }), 'model'],
    [() => readOllamaEmbeddings({ model: 'm', prompt: '' }), 'prompt'],
  ])('%#: a mistake is told with its place: %s', (read, param) => {
    expect(read).toThrow(expect.objectContaining({ code: 'invalid_request', param }));
  });
});
