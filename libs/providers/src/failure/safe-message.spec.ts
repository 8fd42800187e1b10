import { describe, expect, it } from 'vitest';
import { safeMessage } from './safe-message.ts';

describe('messages for clients', () => {
  it.each([
    ['Incorrect API key provided: sk-proj-abc123DEF456.', 'Incorrect API key provided: [key].'],
    ['Key gsk_abcdefgh1234 and Bearer abc.def.ghi', 'Key [key] and Bearer [key]'],
    ['in organization `org_01hx4abcdef` on tokens', 'in organization `[account]` on tokens'],
    ['see https://platform.openai.com/account/api-keys.', 'see [address]'],
    ['connect to 10.0.0.7:8000 failed', 'connect to [address] failed'],
    ['host gpu-7.cluster.internal:8000 is down', 'host [address] is down'],
    [
      "Invalid 'messages[3]'. The model `gpt-6.1-terra` takes 4.5 of it.",
      "Invalid 'messages[3]'. The model `gpt-6.1-terra` takes 4.5 of it.",
    ],
    ['one\n\ttwo\u0000three', 'one two three'],
  ])('%j becomes %j', (message, expected) => {
    expect(safeMessage(message)).toBe(expected);
  });

  it('is never longer than 1,000 characters', () => {
    expect(safeMessage('x'.repeat(50_000)).length).toBe(1_000);
  });
});
