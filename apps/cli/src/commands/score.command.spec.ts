import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliError } from '../cli-error.ts';
import { createProgram } from '../program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lco-score-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const line = (row: object): string => `${JSON.stringify(row)}\n`;
const PROMPTS = `${line({ id: 'a', prompt: 'Capital of France?' })}${line({
  id: 'b',
  messages: [{ role: 'user', content: 'Prove that there are infinitely many primes of the form 4k+3.' }],
  strong_model: 'gpt-4o-2024-08-06',
  weak_model: 'a-model-nobody-knows',
})}`;

async function run(args: string[], stdin = ''): Promise<string> {
  const stdout = new PassThrough();
  const printed = text(stdout);
  const program = createProgram({
    output: { line: () => {}, isTerminal: false },
    env: { INIT_CWD: folder },
    readStdin: async () => stdin,
    streams: { stdin: Readable.from([stdin]), stdout },
  });
  try {
    await program.parseAsync(['node', 'lco', 'score', ...args]);
  } finally {
    stdout.end();
  }
  return printed;
}

function scores(jsonLines: string): Record<string, unknown>[] {
  return jsonLines
    .split('\n')
    .filter((one) => one !== '')
    .map((one) => JSON.parse(one));
}

describe('lco score', () => {
  it('writes id, score and pairs of each row, in order, to the file that was named from where the person stood', async () => {
    writeFileSync(join(folder, 'prompts.jsonl'), PROMPTS);
    await run(['--in', 'prompts.jsonl', '--out', 'scores.jsonl']);
    const [first, second] = scores(readFileSync(join(folder, 'scores.jsonl'), 'utf8'));
    expect(first).toEqual({ id: 'a', score: expect.any(Number) });
    expect(second).toEqual({
      id: 'b',
      score: expect.any(Number),
      pairs: { 'gpt-4o-2024-08-06>a-model-nobody-knows': expect.any(Number) },
    });
    expect(Number(second?.score)).toBeGreaterThan(0);
  });

  it('takes absolute paths, standard input and standard output, with the same result', async () => {
    writeFileSync(join(folder, 'prompts.jsonl'), PROMPTS);
    const fromFile = await run(['--in', join(folder, 'prompts.jsonl'), '--out', '-']);
    expect(await run(['--in', '-'], PROMPTS)).toBe(fromFile);
    expect(scores(fromFile)).toHaveLength(2);
  });

  it('passes over blank lines, line ends of Windows and a byte order mark', async () => {
    const odd = `\uFEFF${PROMPTS.replaceAll('\n', '\r\n\r\n')}\n`;
    expect(await run(['--in', '-'], odd)).toBe(await run(['--in', '-'], PROMPTS));
  });

  it.each([
    ['not JSON', '{"id": 1,', /line 2: not JSON/],
    ['without an id', line({ prompt: 'x' }), /line 2: `id`/],
    ['with neither prompt nor messages', line({ id: 'c' }), /line 2: `prompt`: give either `prompt` or `messages`/],
    ['with both', line({ id: 'c', prompt: 'x', messages: [{ role: 'user', content: 'x' }] }), /line 2: `prompt`/],
    ['with a prompt that is a number', line({ id: 'c', prompt: 5 }), /line 2: `prompt`/],
    ['with messages without a role', line({ id: 'c', messages: [{ content: 'x' }] }), /line 2: `messages\.0\.role`/],
    ['that is a list', '[1]\n', /line 2/],
  ])('names line and field of a row %s, and leaves no half-written file', async (_what, bad, message) => {
    writeFileSync(join(folder, 'prompts.jsonl'), `${line({ id: 'a', prompt: 'x' })}${bad}`);
    const failing = run(['--in', 'prompts.jsonl', '--out', 'scores.jsonl']);
    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.toBeInstanceOf(CliError);
    expect(readdirSync(folder)).toEqual(['prompts.jsonl']);
  });

  it('says in one sentence that a file is missing', async () => {
    await expect(run(['--in', 'nothing.jsonl'])).rejects.toThrow(/no such file/);
    await expect(run(['--in', '-', '--out', 'no/such/folder.jsonl'], PROMPTS)).rejects.toThrow(/cannot be written/);
  });

  it('scores a cascade from the answers of cheap models', async () => {
    const row = {
      id: 'g',
      prompt: 'Natalia sold 48 clips in April and half as many in May. How many in all?',
      strong_model: 'gpt-4o-2024-08-06',
      weak_model: 'gpt-3.5-turbo-0125',
      answers: { 'gpt-3.5-turbo-0125': '72', 'gpt-4o-mini-2024-07-18': '72', 'gemini-1.5-flash': '70' },
    };
    const [scored] = scores(await run(['--in', '-', '--cascade'], line(row)));
    expect(scored).toMatchObject({ id: 'g', cascade: true, extra: 1 });
  });

  it('learns from feedback first where it is given', async () => {
    const models = { strong_model: 'new/large', weak_model: 'new/small' };
    const topics = ['Fix the bug in this Python function that sorts a list', 'Which year did the war of the roses end'];
    const feedback = Array.from({ length: 200 }, (_, at) =>
      line({
        id: at,
        prompt: `${topics[at % 2]} (${at})?`,
        // The shipped score takes code for the harder of the two; here the small model can do it.
        outcomes: { 'new/large': 1, 'new/small': 1 - (at % 2) },
      }),
    );
    writeFileSync(join(folder, 'feedback.jsonl'), feedback.join(''));
    const rows = topics.map((prompt, id) => line({ id, prompt: `${prompt}?`, ...models })).join('');
    const [code, history] = scores(await run(['--in', '-', '--learn', 'feedback.jsonl'], rows)).map(({ pairs }) =>
      Number(Object.values(pairs ?? {})[0]),
    );
    expect(history).toBeGreaterThan((code ?? 1) + 0.2);
  });

  it('names line and field of bad feedback', async () => {
    writeFileSync(join(folder, 'feedback.jsonl'), line({ id: 1, prompt: 'x', outcomes: { m: 2 } }));
    await expect(run(['--in', '-', '--learn', 'feedback.jsonl'], PROMPTS)).rejects.toThrow(/line 1: `outcomes\.m`/);
  });

  it('gives the same scores in every run', async () => {
    expect(await run(['--in', '-'], PROMPTS)).toBe(await run(['--in', '-'], PROMPTS));
  });
});
