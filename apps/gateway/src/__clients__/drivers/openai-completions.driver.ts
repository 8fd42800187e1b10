import type OpenAI from 'openai';
import { type Answer, type Driver, MAX_TOKENS, statusOfError, untilText } from '../driver.ts';
import { clientOf } from './openai-chat.driver.ts';

/** The `openai` package on the completions that came before chat: text only. */
export const openAiCompletions: Driver = {
  name: 'openai, completions',
  path: '/completions',
  abilities: new Set(),
  async ask(target, { prompt }) {
    const params = { model: target.model, prompt, max_tokens: MAX_TOKENS };
    const { choices, usage } = await clientOf(target).completions.create(params);
    return { text: choices[0]?.text ?? '', calls: [], tokens: tokensOf(usage) };
  },
  async stream(target, { prompt }) {
    const params = {
      model: target.model,
      prompt,
      max_tokens: MAX_TOKENS,
      stream: true as const,
      stream_options: { include_usage: true },
    };
    let text = '';
    let tokens: Answer['tokens'] = null;
    for await (const { choices, usage } of await clientOf(target).completions.create(params)) {
      text += choices[0]?.text ?? '';
      tokens = tokensOf(usage) ?? tokens;
    }
    return { text, calls: [], tokens };
  },
  async leave(target, { prompt }) {
    const params = { model: target.model, prompt, max_tokens: MAX_TOKENS, stream: true as const };
    const stream = await clientOf(target).completions.create(params);
    await untilText(stream, ({ choices }) => choices[0]?.text ?? '');
    stream.controller.abort();
  },
  statusOf: statusOfError,
};

function tokensOf(usage: OpenAI.CompletionUsage | null | undefined): Answer['tokens'] {
  if (usage === undefined || usage === null) return null;
  return { input: usage.prompt_tokens, output: usage.completion_tokens };
}
