import { isRecord, type JsonRecord, listOf, numberOrNull, recordOf, stringOrNull } from '../generator/json.ts';
import type { SimRequest } from '../generator/sim-request.ts';
import { readChatRequest } from '../openai/chat.request.ts';

/** A body of `/api/chat` as a request. */
export function readOllamaChat(body: JsonRecord): SimRequest {
  return read(body, listOf(body.messages).map(toMessage));
}

/** A body of `/api/generate` as a request: what it means to be a chat of one or two turns. */
export function readOllamaGenerate(body: JsonRecord): SimRequest {
  const system = stringOrNull(body.system) ?? '';
  const prompt = toMessage({ role: 'user', content: body.prompt ?? '', images: body.images });
  return read(body, system === '' ? [prompt] : [{ role: 'system', content: system }, prompt]);
}

/** True when the body has no prompt: then it loads or unloads a model. */
export function isIdle(body: JsonRecord): boolean {
  if ('messages' in body) return listOf(body.messages).length === 0;
  return (stringOrNull(body.prompt) ?? '') === '' && listOf(body.images).length === 0;
}

function read(body: JsonRecord, messages: readonly object[]): SimRequest {
  const options = recordOf(body.options);
  const most = numberOrNull(options.num_predict);
  return {
    ...readChatRequest({
      model: body.model,
      messages,
      tools: body.tools,
      stream: body.stream !== false,
      max_completion_tokens: most !== null && most > 0 ? most : null,
      stop: options.stop,
      response_format: formatOf(body.format),
      reasoning_effort: typeof body.think === 'boolean' ? (body.think ? 'medium' : 'none') : body.think,
    }),
    body,
  };
}

function toMessage(given: unknown): JsonRecord {
  const message = recordOf(given);
  const images = listOf(message.images);
  if (images.length === 0) return message;
  const parts = images.map((url) => ({ type: 'image_url', image_url: { url } }));
  return { ...message, images: undefined, content: [{ type: 'text', text: message.content }, ...parts] };
}

function formatOf(format: unknown): object | undefined {
  if (format === 'json') return { type: 'json_object' };
  return isRecord(format) ? { type: 'json_schema', json_schema: { schema: format } } : undefined;
}
