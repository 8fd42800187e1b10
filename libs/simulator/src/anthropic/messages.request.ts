import { isRecord, type JsonRecord, listOf, numberOrNull, recordOf, stringOrNull } from '../generator/json.ts';
import type { AnswerFormat, PromptPart, SimRequest, ToolChoice, ToolSpec } from '../generator/sim-request.ts';
import { MESSAGE_OVERHEAD_TOKENS } from '../generator/tokens.ts';

/** Tokens of an image of about one megapixel; the provider bills by size, which a simulated one does not look at. */
const IMAGE_TOKENS = 1334;

/** A body of the Messages API as a request. Order of the prompt as the provider's cache sees it: tools, system, messages. */
export function readMessagesRequest(body: JsonRecord): SimRequest {
  const messages = listOf(body.messages);
  const last = recordOf(messages.at(-1));
  const prompt = new PromptReader();
  for (const tool of listOf(body.tools)) prompt.add(JSON.stringify(tool), recordOf(tool).cache_control);
  prompt.addContent(body.system, '');
  for (const given of messages) {
    const message = recordOf(given);
    prompt.addContent(message.content, stringOrNull(message.role) ?? '');
  }
  if (isRecord(body.cache_control)) prompt.markLast(body.cache_control);
  const thinking = recordOf(body.thinking);
  const outputConfig = recordOf(body.output_config);
  return {
    model: stringOrNull(body.model) ?? '',
    isStreaming: body.stream === true,
    wantsUsage: true,
    parts: prompt.parts,
    lastUserText: prompt.lastUserText,
    hasImages: prompt.hasImages,
    endsWithToolResult: listOf(last.content).some((block) => recordOf(block).type === 'tool_result'),
    endsWithAssistant: last.role === 'assistant',
    maxTokens: numberOrNull(body.max_tokens),
    stop: listOf(body.stop_sequences).filter((one) => typeof one === 'string'),
    choiceCount: 1,
    tools: listOf(body.tools).flatMap(readTool),
    toolChoice: readToolChoice(recordOf(body.tool_choice)),
    isParallel: recordOf(body.tool_choice).disable_parallel_tool_use !== true,
    format: readFormat(recordOf(outputConfig.format)),
    effort: stringOrNull(outputConfig.effort),
    thinking: stringOrNull(thinking.type),
    thinkingBudgetTokens: numberOrNull(thinking.budget_tokens),
    body,
  };
}

class PromptReader {
  readonly parts: PromptPart[] = [];
  lastUserText = '';
  hasImages = false;

  add(text: string, mark: unknown, extraTokens = 0): void {
    this.parts.push({ text, extraTokens, cacheMark: cacheMarkOf(mark) });
  }

  /** A string or a list of blocks; one part per block, so that cache marks stand where the client put them. */
  addContent(content: unknown, role: string): void {
    const overhead = role === '' ? 0 : MESSAGE_OVERHEAD_TOKENS;
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content);
    let text = '';
    for (const [index, given] of blocks.entries()) {
      const block = recordOf(given);
      const blockText = this.#textOf(block);
      text += blockText.text;
      const own = index === 0 ? overhead : 0;
      this.add(
        index === 0 ? `${role}\n${blockText.text}` : blockText.text,
        block.cache_control,
        own + blockText.imageTokens,
      );
    }
    const isQuestion = role === 'user' && blocks.some((block) => recordOf(block).type === 'text');
    if (isQuestion) this.lastUserText = text;
  }

  markLast(mark: JsonRecord): void {
    const last = this.parts.pop();
    if (last !== undefined) this.parts.push({ ...last, cacheMark: cacheMarkOf(mark) });
  }

  #textOf(block: JsonRecord): { readonly text: string; readonly imageTokens: number } {
    if (block.type === 'image') {
      this.hasImages = true;
      return { text: '', imageTokens: IMAGE_TOKENS };
    }
    if (block.type === 'tool_result') {
      const { content } = block;
      if (typeof content === 'string') return { text: content, imageTokens: 0 };
      const inner = listOf(content).map((one) => this.#textOf(recordOf(one)));
      return {
        text: inner.map((one) => one.text).join(''),
        imageTokens: inner.reduce((sum, one) => sum + one.imageTokens, 0),
      };
    }
    if (block.type === 'tool_use') return { text: `${block.name}${JSON.stringify(block.input)}`, imageTokens: 0 };
    return { text: stringOrNull(block.text) ?? stringOrNull(block.thinking) ?? JSON.stringify(block), imageTokens: 0 };
  }
}

function cacheMarkOf(mark: unknown): '5m' | '1h' | null {
  if (!isRecord(mark) || mark.type !== 'ephemeral') return null;
  return mark.ttl === '1h' ? '1h' : '5m';
}

function readTool(given: unknown): ToolSpec[] {
  const tool = recordOf(given);
  const name = stringOrNull(tool.name);
  // Server tools (web search and the like) have no schema of ours and are never called by the simulator.
  if (name === null || !isRecord(tool.input_schema)) return [];
  return [{ name, description: stringOrNull(tool.description) ?? '', schema: tool.input_schema }];
}

function readToolChoice(choice: JsonRecord): ToolChoice {
  if (choice.type === 'any') return { kind: 'required' };
  if (choice.type === 'none') return { kind: 'none' };
  const name = stringOrNull(choice.name);
  return choice.type === 'tool' && name !== null ? { kind: 'named', name } : { kind: 'auto' };
}

function readFormat(format: JsonRecord): AnswerFormat {
  return format.type === 'json_schema' ? { kind: 'schema', schema: recordOf(format.schema) } : { kind: 'text' };
}
