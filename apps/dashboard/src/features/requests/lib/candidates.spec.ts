import { describe, expect, it } from 'vitest';
import { candidateFate } from './candidates.ts';

const attempts = [
  { provider: 'groq', model: 'openai/gpt-oss-20b' },
  { provider: 'openai', model: 'gpt-6-luna' },
];
const request = { servedProvider: 'openai', servedModel: 'gpt-6-luna', attempts };

describe('the fate of a candidate', () => {
  it.each([
    ['served the answer', 'openai/gpt-6-luna', 'served'],
    ['was called and failed', 'groq/openai/gpt-oss-20b', 'failed'],
    ['was never called', 'anthropic/claude-haiku-5-5', 'untried'],
  ])('tells which one %s', (_name, id, fate) => {
    expect(candidateFate(id, request)).toBe(fate);
  });

  it('is failed for all that were called when nobody served', () => {
    const failed = { servedProvider: null, servedModel: null, attempts };
    expect(candidateFate('openai/gpt-6-luna', failed)).toBe('failed');
  });
});
