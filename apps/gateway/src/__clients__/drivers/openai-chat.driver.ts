import OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import {
  ALL_ABILITIES,
  type Answer,
  CallPieces,
  CITY_SCHEMA,
  type Driver,
  KEY,
  MAX_TOKENS,
  PIXEL_URL,
  type Question,
  statusOfError,
  type Target,
  untilText,
  WEATHER,
} from '../driver.ts';

/** The `openai` package on chat completions. */
export const openAiChat: Driver = {
  name: 'openai, chat completions',
  path: '/chat/completions',
  abilities: ALL_ABILITIES,
  async ask(target, question) {
    const { choices, usage } = await clientOf(target).chat.completions.create(paramsOf(target, question));
    const message = choices[0]?.message;
    const calls = (message?.tool_calls ?? []).flatMap((call) =>
      call.type === 'function' ? [{ name: call.function.name, input: JSON.parse(call.function.arguments) }] : [],
    );
    return { text: message?.content ?? '', calls, tokens: tokensOf(usage) };
  },
  async stream(target, question) {
    const params = { ...paramsOf(target, question), stream: true as const, stream_options: { include_usage: true } };
    const pieces = new CallPieces();
    let text = '';
    let tokens: Answer['tokens'] = null;
    for await (const { choices, usage } of await clientOf(target).chat.completions.create(params)) {
      text += choices[0]?.delta.content ?? '';
      for (const { index, function: call } of choices[0]?.delta.tool_calls ?? []) {
        pieces.add(index, { name: call?.name, json: call?.arguments });
      }
      tokens = tokensOf(usage) ?? tokens;
    }
    return { text, calls: pieces.all(), tokens };
  },
  async leave(target, question) {
    const params = { ...paramsOf(target, question), stream: true as const };
    const stream = await clientOf(target).chat.completions.create(params);
    await untilText(stream, ({ choices }) => choices[0]?.delta.content ?? '');
    stream.controller.abort();
  },
  statusOf: statusOfError,
};

export function clientOf({ url, id }: Target): OpenAI {
  return new OpenAI({ apiKey: KEY, baseURL: `${url}/v1`, maxRetries: 0, defaultHeaders: { 'x-request-id': id } });
}

function paramsOf({ model }: Target, question: Question): ChatCompletionCreateParamsNonStreaming {
  const { prompt, hasTool, hasSchema, hasImage } = question;
  const text = { type: 'text' as const, text: prompt };
  const image = { type: 'image_url' as const, image_url: { url: PIXEL_URL } };
  return {
    model,
    messages: [{ role: 'user', content: hasImage === true ? [text, image] : prompt }],
    max_completion_tokens: MAX_TOKENS,
    ...(hasTool === true ? { tools: [{ type: 'function', function: WEATHER }] } : {}),
    ...(hasSchema === true
      ? { response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema: CITY_SCHEMA } } }
      : {}),
  };
}

function tokensOf(usage: OpenAI.CompletionUsage | null | undefined): Answer['tokens'] {
  if (usage === undefined || usage === null) return null;
  return { input: usage.prompt_tokens, output: usage.completion_tokens };
}
