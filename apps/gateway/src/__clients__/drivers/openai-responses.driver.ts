import type OpenAI from 'openai';
import {
  ALL_ABILITIES,
  type Answer,
  CITY_SCHEMA,
  type Driver,
  MAX_TOKENS,
  PIXEL_URL,
  type Question,
  statusOfError,
  type Target,
  untilText,
  WEATHER,
} from '../driver.ts';
import { clientOf } from './openai-chat.driver.ts';

/** The `openai` package on the Responses API. */
export const openAiResponses: Driver = {
  name: 'openai, responses',
  path: '/responses',
  abilities: ALL_ABILITIES,
  async ask(target, question) {
    return answerOf(await clientOf(target).responses.create(paramsOf(target, question)));
  },
  async stream(target, question) {
    return answerOf(await clientOf(target).responses.stream(paramsOf(target, question)).finalResponse());
  },
  async leave(target, question) {
    const stream = await clientOf(target).responses.create({ ...paramsOf(target, question), stream: true });
    await untilText(stream, (event) => (event.type === 'response.output_text.delta' ? event.delta : ''));
    stream.controller.abort();
  },
  statusOf: statusOfError,
};

function paramsOf({ model }: Target, { prompt, hasTool, hasSchema, hasImage }: Question) {
  const text = { type: 'input_text' as const, text: prompt };
  const image = { type: 'input_image' as const, image_url: PIXEL_URL, detail: 'auto' as const };
  const schema = { type: 'json_schema' as const, name: 'city', strict: true, schema: CITY_SCHEMA };
  return {
    model,
    input: hasImage === true ? [{ role: 'user' as const, content: [text, image] }] : prompt,
    max_output_tokens: MAX_TOKENS,
    ...(hasTool === true ? { tools: [{ type: 'function' as const, strict: true, ...WEATHER }] } : {}),
    ...(hasSchema === true ? { text: { format: schema } } : {}),
  };
}

function answerOf({ output, output_text: text, usage }: OpenAI.Responses.Response): Answer {
  const calls = output.flatMap((item) =>
    item.type === 'function_call' ? [{ name: item.name, input: JSON.parse(item.arguments) }] : [],
  );
  const tokens = usage === undefined ? null : { input: usage.input_tokens, output: usage.output_tokens };
  return { text, calls, tokens };
}
