import type { ChatBody, ChatMessage, ContentPart, RequestFeatures } from '@llm-cost-optimizer/contracts';
import { countChars, type TextAmount, textBytes, tokensOf } from './token-estimate.ts';

/** An image counts flat: about 1,100 tokens at usual sizes, 85 at low detail. */
const IMAGE_TOKENS = 1_100;
const LOW_DETAIL_IMAGE_TOKENS = 85;
/** Roles and separators around each message. */
const TOKENS_PER_MESSAGE = 4;
/** JSON around a message and around the whole body that no model sees. */
const BYTES_PER_MESSAGE = 30;
const BYTES_PER_BODY = 100;
const BYTES_PER_TOKEN = 4;
/** Strings in parts that are no text are data (base64) from this length on. */
const OPAQUE_CHARS = 200;

const IMAGE_TYPES: ReadonlySet<string> = new Set(['image_url', 'input_image', 'image']);

interface Tally {
  readonly text: TextAmount;
  /** Tokens at flat rates: images and other media. */
  flatTokens: number;
  /** Characters of media data, which are no tokens. */
  opaqueChars: number;
  hasImages: boolean;
  /** Something beside texts and media counts as prompt: tool calls, unknown parts. */
  hasExtras: boolean;
}

/**
 * The numbers routing needs about a request. `byteLength` is the size of the raw body: what is neither text nor media
 * (tool definitions, schemas, tool calls) is measured by what it leaves of it, without writing it out again.
 * Costs about a microsecond for any size of text.
 */
export function extractFeatures(body: ChatBody, byteLength: number): RequestFeatures {
  const { messages } = body;
  const tally: Tally = { text: noText(), flatTokens: 0, opaqueChars: 0, hasImages: false, hasExtras: false };
  for (const message of messages) addMessage(tally, message);
  const hasTools = isFilled(body.tools) || isFilled(body.functions);
  const hasSchema = body.response_format?.type === 'json_schema';
  let tokens = tokensOf(tally.text) + tally.flatTokens + messages.length * TOKENS_PER_MESSAGE;
  if (hasTools || hasSchema || tally.hasExtras) {
    const known = textBytes(tally.text) + tally.opaqueChars + messages.length * BYTES_PER_MESSAGE + BYTES_PER_BODY;
    tokens += Math.max(0, byteLength - known) / BYTES_PER_TOKEN;
  }
  return {
    promptTokensEstimated: Math.ceil(tokens),
    lastUserTokensEstimated: lastUserTokens(messages),
    maxOutputTokens: body.max_completion_tokens ?? body.max_tokens ?? null,
    messageCount: messages.length,
    hasImages: tally.hasImages,
    hasTools,
    hasJsonSchema: hasSchema,
    isStreaming: body.stream === true,
  };
}

function noText(): TextAmount {
  return { chars: 0, wideChars: 0, nonLatinChars: 0 };
}

function addMessage(tally: Tally, message: ChatMessage): void {
  const { content } = message;
  if (typeof content === 'string') countChars(tally.text, content);
  else if (Array.isArray(content)) for (const part of content) addPart(tally, part);
  if (message.tool_calls !== undefined || message.function_call !== undefined) tally.hasExtras = true;
}

function addPart(tally: Tally, part: ContentPart): void {
  if (typeof part.text === 'string') {
    countChars(tally.text, part.text);
    return;
  }
  if (IMAGE_TYPES.has(part.type)) {
    tally.hasImages = true;
    tally.flatTokens += part.image_url?.detail === 'low' ? LOW_DETAIL_IMAGE_TOKENS : IMAGE_TOKENS;
    tally.opaqueChars += longStrings(part);
    return;
  }
  const data = longStrings(part);
  tally.opaqueChars += data;
  if (data > 0) tally.flatTokens += IMAGE_TOKENS;
  tally.hasExtras = true;
}

/** Characters of the long strings in a part and in the objects directly inside it. */
function longStrings(part: object): number {
  let chars = 0;
  for (const value of Object.values(part)) {
    if (typeof value === 'string') chars += value.length > OPAQUE_CHARS ? value.length : 0;
    else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) {
        if (typeof inner === 'string' && inner.length > OPAQUE_CHARS) chars += inner.length;
      }
    }
  }
  return chars;
}

function lastUserTokens(messages: readonly ChatMessage[]): number {
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at];
    if (message?.role !== 'user') continue;
    const text = noText();
    const { content } = message;
    if (typeof content === 'string') countChars(text, content);
    else if (Array.isArray(content))
      for (const part of content) if (typeof part.text === 'string') countChars(text, part.text);
    return Math.ceil(tokensOf(text));
  }
  return 0;
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
