import { type AIMessageChunk, HumanMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import {
  ALL_ABILITIES,
  type Answer,
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

/** The `@langchain/openai` package. */
export const langchain: Driver = {
  name: '@langchain/openai, chat completions',
  path: '/chat/completions',
  abilities: ALL_ABILITIES,
  async ask(target, question) {
    return answerOf(await modelOf(target).invoke(messagesOf(question), optionsOf(question)));
  },
  async stream(target, question) {
    let whole: AIMessageChunk | null = null;
    for await (const chunk of await modelOf(target).stream(messagesOf(question), optionsOf(question))) {
      whole = whole === null ? chunk : whole.concat(chunk);
    }
    if (whole === null) throw new Error('The stream was empty.');
    return answerOf(whole);
  },
  async leave(target, question) {
    const controller = new AbortController();
    const stream = await modelOf(target).stream(messagesOf(question), { signal: controller.signal });
    await untilText(stream, (chunk) => chunk.text);
    controller.abort();
  },
  statusOf: statusOfError,
};

function modelOf({ url, id, model }: Target): ChatOpenAI {
  return new ChatOpenAI({
    model,
    apiKey: KEY,
    maxRetries: 0,
    maxTokens: MAX_TOKENS,
    useResponsesApi: false,
    configuration: { baseURL: `${url}/v1`, defaultHeaders: { 'x-request-id': id } },
  });
}

function messagesOf({ prompt, hasImage }: Question): HumanMessage[] {
  const image = { type: 'image_url' as const, image_url: { url: PIXEL_URL } };
  return [new HumanMessage({ content: hasImage === true ? [{ type: 'text', text: prompt }, image] : prompt })];
}

function optionsOf({ hasTool, hasSchema }: Question) {
  const schema = { name: 'city', strict: true, schema: CITY_SCHEMA };
  return {
    ...(hasTool === true ? { tools: [{ type: 'function' as const, function: WEATHER }] } : {}),
    ...(hasSchema === true ? { response_format: { type: 'json_schema' as const, json_schema: schema } } : {}),
  };
}

function answerOf({ text, tool_calls: calls, usage_metadata: usage }: AIMessageChunk): Answer {
  const tokens = usage === undefined ? null : { input: usage.input_tokens, output: usage.output_tokens };
  return { text, calls: (calls ?? []).map(({ name, args }) => ({ name, input: args })), tokens };
}
