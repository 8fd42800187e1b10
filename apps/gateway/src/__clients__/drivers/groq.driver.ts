import Groq from 'groq-sdk';
import type { ChatCompletionCreateParamsNonStreaming } from 'groq-sdk/resources/chat/completions';
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

/** Sent when it was asked for, although the client's types do not name it. */
interface UsageField {
  readonly usage?: Groq.CompletionUsage | null;
}

/** The `groq-sdk` package; its paths begin with `/openai`. */
export const groq: Driver = {
  name: 'groq-sdk, chat completions',
  path: '/chat/completions',
  abilities: ALL_ABILITIES,
  async ask(target, question) {
    const { choices, usage } = await clientOf(target).chat.completions.create(paramsOf(target, question));
    const message = choices[0]?.message;
    const calls = (message?.tool_calls ?? []).map((call) => ({
      name: call.function.name,
      input: JSON.parse(call.function.arguments),
    }));
    return { text: message?.content ?? '', calls, tokens: tokensOf(usage) };
  },
  async stream(target, question) {
    const params = { ...paramsOf(target, question), stream: true as const, stream_options: { include_usage: true } };
    const pieces = new CallPieces();
    let text = '';
    let tokens: Answer['tokens'] = null;
    for await (const chunk of await clientOf(target).chat.completions.create(params)) {
      const { choices, usage }: typeof chunk & UsageField = chunk;
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

function clientOf({ url, id }: Target): Groq {
  return new Groq({
    apiKey: KEY,
    baseURL: url,
    maxRetries: 0,
    defaultHeaders: { 'x-request-id': id },
  });
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

function tokensOf(usage: Groq.CompletionUsage | null | undefined): Answer['tokens'] {
  if (usage === undefined || usage === null) return null;
  return { input: usage.prompt_tokens, output: usage.completion_tokens };
}
