import { isRecord, type JsonRecord, listOf, recordOf, stringOrNull } from '../generator/json.ts';
import type { PromptPart, ToolSpec } from '../generator/sim-request.ts';
import { MESSAGE_OVERHEAD_TOKENS } from '../generator/tokens.ts';

/** Tokens of an image: OpenAI bills 85 for `detail: low`, for others we take one common size (one 1024 px square). */
const IMAGE_TOKENS = 765;
const LOW_IMAGE_TOKENS = 85;

/** What the messages of an OpenAI-style chat come to. */
export interface ReadMessages {
  readonly parts: readonly PromptPart[];
  readonly lastUserText: string;
  readonly hasImages: boolean;
  readonly endsWithToolResult: boolean;
  readonly endsWithAssistant: boolean;
}

/** Reads messages tolerantly: unknown content parts count as their JSON text. */
export function readMessages(messages: readonly unknown[], tools: readonly unknown[]): ReadMessages {
  const parts: PromptPart[] = [];
  if (tools.length > 0) parts.push({ text: JSON.stringify(tools), extraTokens: 0, cacheMark: null });
  let lastUserText = '';
  let imageTokens = 0;
  for (const given of messages) {
    const message = recordOf(given);
    const content = readContent(message.content);
    const role = stringOrNull(message.role) ?? '';
    const calls = message.tool_calls === undefined ? '' : JSON.stringify(message.tool_calls);
    imageTokens += content.imageTokens;
    if (role === 'user') lastUserText = content.text;
    parts.push({
      text: `${role}\n${content.text}${calls}`,
      extraTokens: MESSAGE_OVERHEAD_TOKENS + content.imageTokens,
      cacheMark: null,
    });
  }
  const lastRole = recordOf(messages.at(-1)).role;
  return {
    parts,
    lastUserText,
    hasImages: imageTokens > 0,
    endsWithToolResult: lastRole === 'tool' || lastRole === 'function',
    endsWithAssistant: lastRole === 'assistant',
  };
}

/** Functions from OpenAI's `tools` (also the flat form of the Responses API); other kinds of tools are skipped. */
export function readTools(tools: readonly unknown[]): ToolSpec[] {
  const specs: ToolSpec[] = [];
  for (const given of tools) {
    const tool = recordOf(given);
    const source: JsonRecord = isRecord(tool.function) ? tool.function : tool;
    const name = stringOrNull(source.name);
    if (name === null) continue;
    specs.push({ name, description: stringOrNull(source.description) ?? '', schema: recordOf(source.parameters) });
  }
  return specs;
}

function readContent(content: unknown): { readonly text: string; readonly imageTokens: number } {
  if (typeof content === 'string') return { text: content, imageTokens: 0 };
  let text = '';
  let imageTokens = 0;
  for (const given of listOf(content)) {
    const part = recordOf(given);
    if (part.type === 'image_url' || part.type === 'input_image') {
      imageTokens += imageDetail(part) === 'low' ? LOW_IMAGE_TOKENS : IMAGE_TOKENS;
    } else {
      text += stringOrNull(part.text) ?? JSON.stringify(part);
    }
  }
  return { text, imageTokens };
}

function imageDetail(part: JsonRecord): unknown {
  return isRecord(part.image_url) ? part.image_url.detail : part.detail;
}
