import type Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { ClientLab } from './client-lab.ts';
import { MAX_TOKENS, type Target, WEATHER } from './driver.ts';
import { answerOf, clientOf } from './drivers/anthropic.driver.ts';

const MODELS = [
  'anthropic/claude-haiku-5-5',
  'openai/gpt-6-luna',
  'groq/openai/gpt-oss-20b',
  'ollama/gpt-oss:20b',
  'vllm/Qwen/Qwen3-8B',
];
/** About 3 000 tokens: long enough for the providers' prompt caches. */
const RULES = Array.from({ length: 200 }, (_, at) => `Rule ${at}: read a file before you change it, and say why.`).join(
  '\n',
);
const MARK = { type: 'ephemeral' as const };
const READ_FILE = {
  name: 'read_file',
  description: 'Reads a file of the project.',
  input_schema: { type: 'object' as const, properties: { path: { type: 'string' } }, required: ['path'] },
};

let lab: ClientLab;
beforeAll(async () => {
  lab = await ClientLab.start();
});
afterAll(() => lab.stop());

/** A coding assistant works through the Messages API, whatever the provider: long marked system text, functions, several turns. */
describe.each(MODELS)('a coding assistant with %s', (model) => {
  it.concurrent('gets calls, answers them, and goes on; every turn is booked as the provider billed it', async (context) => {
    await needsMessages(context);
    const first = await turn(model, [{ role: 'user', content: 'Please look at the weather file of the project.' }]);
    const calls = first.content.filter((block) => block.type === 'tool_use');
    expect(first.stop_reason).toBe('tool_use');
    expect(calls.length).toBeGreaterThan(0);
    const results = calls.map(({ id }) => ({
      type: 'tool_result' as const,
      tool_use_id: id,
      content: [{ type: 'text' as const, text: 'It rains in Genoa.', cache_control: MARK }],
    }));
    const second = await turn(model, [
      { role: 'user', content: 'Please look at the weather file of the project.' },
      { role: 'assistant', content: first.content },
      { role: 'user', content: [...results, { type: 'text', text: 'What does it say?' }] },
    ]);
    expect(second.stop_reason).toBe('end_turn');
    expect(answerOf(second).text).toMatch(/\w{3}/);
  });

  it.concurrent('is told an error of a function, and the turn goes on', async (context) => {
    await needsMessages(context);
    const answer = await turn(model, [
      { role: 'user', content: 'Read it.' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'read_file', input: { path: 'a.ts' } }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'toolu_1', is_error: true, content: 'No such file.' }],
      },
    ]);
    expect(answer.stop_reason).toBe('end_turn');
  });
});

it('marks of the prompt cache reach the provider that has them: the second turn reads what the first wrote', async (context) => {
  await needsMessages(context);
  const ask = (): Promise<Anthropic.Message> =>
    turn('anthropic/claude-sonnet-5-5', [{ role: 'user', content: 'Say it in 9 words.' }], ' Mind the cache.');
  const first = await ask();
  const second = await ask();
  expect(first.usage.cache_creation_input_tokens).toBeGreaterThan(1_000);
  expect(second.usage.cache_read_input_tokens).toBe(first.usage.cache_creation_input_tokens);
});

/** One turn, read as a stream as such assistants do, and held against the ledger and the provider's books. */
async function turn(model: string, messages: Anthropic.MessageParam[], suffix = ''): Promise<Anthropic.Message> {
  const target: Target = lab.target(model);
  const { name, description, parameters } = WEATHER;
  const message = await clientOf(target)
    .messages.stream({
      model,
      max_tokens: MAX_TOKENS,
      system: [
        { type: 'text', text: 'You are a coding assistant.' },
        { type: 'text', text: RULES + suffix, cache_control: MARK },
      ],
      tools: [READ_FILE, { name, description, input_schema: parameters, cache_control: MARK }],
      metadata: { user_id: 'somebody' },
      messages,
    })
    .finalMessage();
  await lab.expectBooked(target, answerOf(message));
  return message;
}

async function needsMessages({ skip }: TestContext): Promise<void> {
  if (!(await lab.serves('/messages'))) skip('surface not served: /messages');
}
