import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, jsonSchema, type LanguageModelUsage, Output, streamText, tool } from 'ai';
import {
  ALL_ABILITIES,
  type Answer,
  CITY_SCHEMA,
  type Driver,
  KEY,
  MAX_TOKENS,
  PIXEL_BASE64,
  type Question,
  type Target,
  untilText,
  WEATHER,
} from '../driver.ts';

/** The `ai` package with `@ai-sdk/openai-compatible`. */
export const aiSdk: Driver = {
  name: 'ai with @ai-sdk/openai-compatible, chat completions',
  path: '/chat/completions',
  abilities: ALL_ABILITIES,
  async ask(target, question) {
    const { text, toolCalls, usage } = await generateText(optionsOf(target, question));
    return answerOf(text, toolCalls, usage);
  },
  async stream(target, question) {
    const failed: unknown[] = [];
    const stream = streamText({ ...optionsOf(target, question), onError: ({ error }) => void failed.push(error) });
    await stream.consumeStream();
    if (failed.length > 0) throw failed[0];
    return answerOf(await stream.text, await stream.toolCalls, await stream.usage);
  },
  async leave(target, question) {
    const controller = new AbortController();
    const { textStream } = streamText({ ...optionsOf(target, question), abortSignal: controller.signal });
    await untilText(textStream, (piece) => piece);
    controller.abort();
  },
  statusOf: (error) => (APICallError.isInstance(error) ? (error.statusCode ?? null) : null),
};

function optionsOf({ url, id, model }: Target, { prompt, hasTool, hasSchema, hasImage }: Question) {
  const provider = createOpenAICompatible({
    name: 'gateway',
    apiKey: KEY,
    baseURL: `${url}/v1`,
    headers: { 'x-request-id': id },
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  const weather = tool({ description: WEATHER.description, inputSchema: jsonSchema(WEATHER.parameters) });
  const text = { type: 'text' as const, text: prompt };
  const image = { type: 'file' as const, data: PIXEL_BASE64, mediaType: 'image/png' };
  return {
    model: provider(model),
    messages: [{ role: 'user' as const, content: hasImage === true ? [text, image] : [text] }],
    maxOutputTokens: MAX_TOKENS,
    maxRetries: 0,
    ...(hasTool === true ? { tools: { [WEATHER.name]: weather } } : {}),
    ...(hasSchema === true ? { output: Output.object({ schema: jsonSchema(CITY_SCHEMA) }) } : {}),
  };
}

function answerOf(
  text: string,
  calls: readonly { readonly toolName: string; readonly input: unknown }[],
  { inputTokens, outputTokens }: LanguageModelUsage,
): Answer {
  const isTold = inputTokens !== undefined && outputTokens !== undefined;
  return {
    text,
    calls: calls.map(({ toolName, input }) => ({ name: toolName, input })),
    tokens: isTold ? { input: inputTokens, output: outputTokens } : null,
  };
}
