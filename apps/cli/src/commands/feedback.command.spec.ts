import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addFeedback } from './feedback.command.ts';
import { addRouting } from './routing.command.ts';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

let calls: Call[] = [];
let answer: unknown = {};

beforeEach(() => {
  calls = [];
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', body }: { method?: string; body?: string } = {}) => {
    calls.push({ method, path: new URL(url).pathname, body: body === undefined ? null : JSON.parse(body) });
    return Response.json(answer);
  });
});
afterEach(() => vi.unstubAllGlobals());

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = new Command('lco').option('--url <address>').option('--token <token>').option('--json');
  const context = {
    output: { line: (text: string) => void lines.push(text), isTerminal: false },
    env: { LCO_URL: 'http://127.0.0.1:1', LCO_ADMIN_TOKEN: 'token' },
    readStdin: async () => '',
  };
  addFeedback(program, context);
  addRouting(program, context);
  await program.parseAsync(['node', 'lco', ...args]);
  return lines.join('\n');
}

const KEPT = {
  score: 0,
  shouldHaveUsed: null,
  comment: null,
  source: 'dashboard',
  teaches: true,
  updatedAt: '2026-11-25T05:00:00.000Z',
};
const BELIEFS = {
  version: 4,
  qualityModel: 'quality-1',
  isLearning: true,
  leastLabels: 5,
  models: [
    {
      model: 'openai/gpt-6-luna',
      labels: 12.5,
      goodShare: 0.4,
      interval: [0.2, 0.6],
      shippedGood: 0.8,
      learnedGood: 0.6,
      usedGood: 0.6,
      shift: -0.2,
      trust: 0,
      state: 'worse',
    },
  ],
};

describe('lco feedback', () => {
  it.each([
    { args: ['--bad'], body: { score: 0, shouldHaveUsed: null, comment: null } },
    { args: ['--good', '--smaller'], body: { score: 1, shouldHaveUsed: 'smaller', comment: null } },
    { args: ['--score', '0.5', '--comment', 'So so.'], body: { score: 0.5, shouldHaveUsed: null, comment: 'So so.' } },
    { args: ['--bigger'], body: { score: null, shouldHaveUsed: 'bigger', comment: null } },
  ])('sends $args', async ({ args, body }) => {
    answer = KEPT;
    expect(await run('feedback', 'req/1', ...args)).toBe('Kept; routing learns from it.');
    expect(calls).toEqual([{ method: 'PUT', path: '/api/v1/requests/req%2F1/feedback', body }]);
  });

  it.each([
    ['--score', '7'],
    ['--score', ''],
    ['--good', '--bad'],
  ])('refuses %s %s without a call', async (...args) => {
    await expect(run('feedback', 'x', ...args)).rejects.toThrow(/--score|--good/);
    expect(calls).toEqual([]);
  });
});

describe('lco routing beliefs', () => {
  it('shows per model what was shipped, learned and is used', async () => {
    answer = BELIEFS;
    const text = await run('routing', 'beliefs');
    for (const word of ['version 4', 'openai/gpt-6-luna', '12.5', '80', '60', 'worse']) expect(text).toContain(word);
  });

  it('says what to do where nothing was learned, and forgets when it is told to', async () => {
    answer = { ...BELIEFS, models: [] };
    expect(await run('routing', 'beliefs', '--reset')).toContain('POST /v1/feedback');
    expect(calls).toMatchObject([{ method: 'POST', path: '/api/v1/routing/beliefs/reset' }]);
  });
});
