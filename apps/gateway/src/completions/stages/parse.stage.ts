import { type ChatBody, type ChatRequest, GatewayError, isMode } from '@llm-cost-optimizer/contracts';
import { asBuffer } from '../bytes.ts';
import type { Exchange } from '../exchange.ts';
import type { Surface, SurfaceRequest } from '../surfaces/surface.ts';
import { readOptions } from './parse/options.ts';
import { checkStructure } from './parse/structure.ts';

const MAX_FIELDS = 1_000;
const MAX_MESSAGES = 10_000;
const MAX_CHOICES = 128;
const MAX_OUTPUT_TOKENS = 100_000_000;
const MAX_STRING_FIELD = 512;

/** A request in canonical form, and what it was made of where the client speaks another API than chat completions. */
export interface ParsedRequest {
  readonly request: ChatRequest;
  readonly surfaceRequest: SurfaceRequest | null;
}

/**
 * Turns the body's bytes into a ChatRequest. Hand-written because it runs on every request; unknown fields are kept
 * for pass-through. Throws `invalid_request` naming the field and the remedy, never echoing the input.
 */
export function parse(exchange: Pick<Exchange, 'body' | 'header' | 'surface'>): ParsedRequest {
  const { surface } = exchange;
  const sent = parseJson(exchange.body, surface);
  if (surface.read === null) {
    checkModel(sent);
    checkMessages(sent);
    return { request: toRequest(sent, exchange, exchange.body), surfaceRequest: null };
  }
  const surfaceRequest = surface.read(sent);
  const { chat } = surfaceRequest;
  const body = { ...chat };
  checkModel(body);
  const request = toRequest(body, exchange, Buffer.from(JSON.stringify(body)));
  // Where other gateways' options stand in a body, they stand there on every surface.
  return { request: { ...request, options: readOptions(sent, exchange) }, surfaceRequest };
}

function toRequest(body: Fields, exchange: Pick<Exchange, 'header'>, raw: Uint8Array): ChatRequest {
  checkNumbers(body);
  checkLists(body);
  const options = readOptions(body, exchange);
  // Every field that the type names has been checked above; all others stay unknown.
  const typed = body as ChatBody;
  return {
    body: typed,
    raw,
    isStreaming: typed.stream === true,
    wantsUsageChunk: typed.stream_options?.include_usage === true,
    options,
  };
}

type Fields = Record<string, unknown>;

function parseJson(bytes: Uint8Array, { read }: Surface): Fields {
  const wanted = read === null ? 'a JSON object with `model` and `messages`' : 'a JSON object';
  if (bytes.byteLength === 0) throw invalid(`The body is empty. Send ${wanted}.`, null);
  checkStructure(bytes);
  let value: unknown;
  try {
    value = JSON.parse(asBuffer(bytes).toString('utf8'));
  } catch (cause) {
    throw new GatewayError(
      'invalid_request',
      'The body is not valid JSON. Check quoting, commas and the encoding (UTF-8).',
      { cause },
    );
  }
  if (!isFields(value)) throw invalid(`The body must be ${wanted}.`, null);
  if (hasTooManyFields(value)) throw invalid(`The body has more than ${MAX_FIELDS} fields.`, null);
  return value;
}

/** No API has so many. Each of them would be sorted, digested and looked up again. */
function hasTooManyFields(body: Fields): boolean {
  let count = 0;
  for (const _ in body) {
    count += 1;
    if (count > MAX_FIELDS) return true;
  }
  return false;
}

function checkModel(body: Fields): void {
  const { model } = body;
  if (typeof model !== 'string' || model.trim() === '') {
    throw invalid('`model` must be a non-empty string, e.g. "auto" to let the router choose.', 'model');
  }
  if (model.length > MAX_STRING_FIELD) throw invalid('`model` is longer than 512 characters.', 'model');
  const { preference } = body;
  if (preference !== undefined && preference !== null && !isMode(preference)) {
    throw invalid('`preference` must be one of cost, balanced, speed, quality.', 'preference');
  }
}

function checkMessages(body: Fields): void {
  const { messages } = body;
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid('`messages` must be a list with at least one message.', 'messages');
  }
  if (messages.length > MAX_MESSAGES)
    throw invalid(`\`messages\` holds more than ${MAX_MESSAGES} messages.`, 'messages');
  for (let i = 0; i < messages.length; i++) checkMessage(messages[i], i);
}

function checkMessage(message: unknown, index: number): void {
  const at = `messages[${index}]`;
  if (!isFields(message)) throw invalid(`\`${at}\` must be an object with \`role\` and \`content\`.`, at);
  if (typeof message.role !== 'string' || message.role === '') {
    throw invalid(`\`${at}.role\` must be one of system, developer, user, assistant, tool.`, `${at}.role`);
  }
  const { content } = message;
  if (content === undefined || content === null || typeof content === 'string') return;
  if (!Array.isArray(content)) throw invalid(`\`${at}.content\` must be a string or a list of parts.`, `${at}.content`);
  for (let part = 0; part < content.length; part++) {
    const value: unknown = content[part];
    if (!isFields(value) || typeof value.type !== 'string') {
      throw invalid(`\`${at}.content[${part}]\` must be an object with a \`type\`.`, `${at}.content[${part}]`);
    }
  }
}

function checkNumbers(body: Fields): void {
  integerField(body, 'max_tokens', 1, MAX_OUTPUT_TOKENS);
  integerField(body, 'max_completion_tokens', 1, MAX_OUTPUT_TOKENS);
  integerField(body, 'n', 1, MAX_CHOICES);
  numberField(body, 'temperature', 0, 2);
  numberField(body, 'top_p', 0, 1);
  numberField(body, 'presence_penalty', -2, 2);
  numberField(body, 'frequency_penalty', -2, 2);
}

function checkLists(body: Fields): void {
  const { stream, stream_options: streamOptions, tools, stop, response_format: format } = body;
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    throw invalid('`stream` must be true or false.', 'stream');
  }
  if (streamOptions !== undefined && streamOptions !== null && !isFields(streamOptions)) {
    throw invalid('`stream_options` must be an object.', 'stream_options');
  }
  if (tools !== undefined && tools !== null && !Array.isArray(tools)) throw invalid('`tools` must be a list.', 'tools');
  if (stop !== undefined && stop !== null && typeof stop !== 'string' && !isStringList(stop)) {
    throw invalid('`stop` must be a string or a list of strings.', 'stop');
  }
  if (format !== undefined && format !== null && (!isFields(format) || typeof format.type !== 'string')) {
    throw invalid('`response_format` must be an object with a `type`.', 'response_format');
  }
}

function integerField(body: Fields, name: string, minimum: number, maximum: number): void {
  const value = body[name];
  if (value === undefined || value === null) return;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
    throw invalid(`\`${name}\` must be a whole number from ${minimum} to ${maximum}.`, name);
  }
}

function numberField(body: Fields, name: string, minimum: number, maximum: number): void {
  const value = body[name];
  if (value === undefined || value === null) return;
  if (typeof value !== 'number' || !(value >= minimum && value <= maximum)) {
    throw invalid(`\`${name}\` must be a number from ${minimum} to ${maximum}.`, name);
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function invalid(message: string, param: string | null): GatewayError {
  return new GatewayError('invalid_request', message, { param });
}
