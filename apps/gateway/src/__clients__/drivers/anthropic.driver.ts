import Anthropic from '@anthropic-ai/sdk';
import {
  ALL_ABILITIES,
  type Answer,
  CITY_SCHEMA,
  type Driver,
  KEY,
  MAX_TOKENS,
  PIXEL_BASE64,
  type Question,
  statusOfError,
  type Target,
  untilText,
  WEATHER,
} from '../driver.ts';

/** The `@anthropic-ai/sdk` package. */
export const anthropic: Driver = {
  name: '@anthropic-ai/sdk, messages',
  path: '/messages',
  abilities: ALL_ABILITIES,
  async ask(target, question) {
    return answerOf(await clientOf(target).messages.create(paramsOf(target, question)));
  },
  async stream(target, question) {
    return answerOf(await clientOf(target).messages.stream(paramsOf(target, question)).finalMessage());
  },
  async leave(target, question) {
    const stream = await clientOf(target).messages.create({ ...paramsOf(target, question), stream: true });
    await untilText(stream, (event) =>
      event.type === 'content_block_delta' && event.delta.type === 'text_delta' ? event.delta.text : '',
    );
    stream.controller.abort();
  },
  statusOf: statusOfError,
};

export function clientOf({ url, id }: Target): Anthropic {
  return new Anthropic({ apiKey: KEY, baseURL: url, maxRetries: 0, defaultHeaders: { 'x-request-id': id } });
}

function paramsOf({ model }: Target, question: Question): Anthropic.MessageCreateParamsNonStreaming {
  const { prompt, hasTool, hasSchema, hasImage } = question;
  const { name, description, parameters } = WEATHER;
  const text = { type: 'text' as const, text: prompt };
  const source = { type: 'base64' as const, media_type: 'image/png' as const, data: PIXEL_BASE64 };
  return {
    model,
    messages: [{ role: 'user', content: hasImage === true ? [text, { type: 'image', source }] : prompt }],
    max_tokens: MAX_TOKENS,
    ...(hasTool === true ? { tools: [{ name, description, input_schema: parameters }] } : {}),
    ...(hasSchema === true ? { output_config: { format: { type: 'json_schema', schema: CITY_SCHEMA } } } : {}),
  };
}

export function answerOf({ content, usage }: Anthropic.Message): Answer {
  const cached = (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0);
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: content.flatMap((block) => (block.type === 'tool_use' ? [{ name: block.name, input: block.input }] : [])),
    tokens: { input: usage.input_tokens + cached, output: usage.output_tokens },
  };
}
