import type { ChatBody, ChatMessage, PromptCacheMark } from '@llm-cost-optimizer/contracts';
import { PrefixDigest } from './prefix-digest.ts';

/** A place of the prompt up to which it can be cached. */
export interface PromptBoundary {
  readonly at: PromptCacheMark['at'];
  /** Of everything before it, the model and the tenant. */
  readonly digest: number;
  readonly chars: number;
}

/** How a prompt is put together, in the order in which a provider reads it: tools, system text, messages. */
export interface PromptShape {
  /** Behind tools and system text; `at` is null where there are neither, or where they cannot be marked. */
  readonly head: Omit<PromptBoundary, 'at'> & { readonly at: PromptCacheMark['at'] | null };
  /** Behind the tools alone, where system text follows; null = there are none. */
  readonly tools: PromptBoundary | null;
  /** Behind each message that can be marked. */
  readonly messages: readonly PromptBoundary[];
  /** True where the client marked any place by itself. */
  readonly hasClientMarks: boolean;
  /** The last piece of system text; '' where there is none. */
  readonly systemText: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The shape of a chat request. `seed` keeps tenants and models apart. With `extent` `head` only tools and system text are read.
 */
export function shapeOfChat(
  body: Pick<ChatBody, 'messages' | 'tools'> & Fields,
  seed: number,
  extent: 'whole' | 'head' = 'whole',
): PromptShape {
  const reading = new Reading(seed);
  reading.isMarked ||= body.cache_control != null;
  reading.tools(body.tools);
  for (const { role, content } of body.messages) if (isSystem(role)) reading.system(content);
  const head = reading.endHead();
  if (extent === 'head') return reading.result(head);
  body.messages.forEach((message, index) => {
    if (!isSystem(message.role)) reading.chatMessage(message, index);
  });
  return reading.result(head);
}

/** The shape of a request in the form of the Messages API. */
export function shapeOfMessages(body: Fields, seed: number): PromptShape {
  const reading = new Reading(seed + 1);
  reading.isMarked ||= body.cache_control != null;
  reading.tools(body.tools);
  reading.system(body.system);
  const head = reading.endHead();
  listOf(body.messages).forEach((message, index) => {
    if (isFields(message)) reading.blockMessage(message, index);
  });
  return reading.result(head);
}

/** Instructions stand before all other messages, wherever the client put them. */
export function isSystem(role: unknown): boolean {
  return role === 'system' || role === 'developer';
}

/** Whether a mark may stand at a piece of content: not at what was thought, and not at nothing. */
export function isMarkable(block: unknown): block is Fields {
  if (!isFields(block)) return false;
  const { type, text } = block;
  if (type === 'text') return typeof text === 'string' && text.trim() !== '';
  return type !== 'thinking' && type !== 'redacted_thinking' && type !== 'refusal';
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

class Reading {
  isMarked = false;
  private readonly digest: PrefixDigest;
  private toolsEnd: PromptBoundary | null = null;
  private headAt: PromptCacheMark['at'] | null = null;
  private systemText = '';
  private readonly messages: PromptBoundary[] = [];

  constructor(seed: number) {
    this.digest = new PrefixDigest(seed);
  }

  tools(tools: unknown): void {
    const list = listOf(tools);
    if (list.length === 0) return;
    for (const tool of list) {
      if (isFields(tool) && tool.cache_control != null) this.isMarked = true;
      this.digest.json(tool);
    }
    if (!isFields(list.at(-1))) return;
    this.headAt = 'tools';
    this.toolsEnd = this.here('tools');
  }

  system(content: unknown): void {
    const text = this.content(content);
    if (text === null) return;
    this.systemText = text;
    this.headAt = 'system';
  }

  endHead(): PromptShape['head'] {
    return { ...this.here('system'), at: this.headAt };
  }

  chatMessage(message: ChatMessage, index: number): void {
    this.digest.text(message.role);
    if (message.cache_control != null) this.isMarked = true;
    const text = this.content(message.content);
    let canMark = text !== null || message.role === 'tool' || message.role === 'function';
    for (const call of listOf(message.tool_calls)) {
      if (isFields(call) && call.cache_control != null) this.isMarked = true;
      this.digest.json(call);
      canMark = true;
    }
    if (canMark) this.messages.push(this.here(index));
  }

  blockMessage(message: Fields, index: number): void {
    this.digest.text(String(message.role));
    if (this.content(message.content) !== null) this.messages.push(this.here(index));
  }

  result(head: PromptShape['head']): PromptShape {
    const { isMarked, systemText, messages } = this;
    const tools = head.at === 'system' ? this.toolsEnd : null;
    return { head, tools, messages, hasClientMarks: isMarked, systemText };
  }

  /** Takes text or a list of parts. Returns the last text, '' for another part at the end, null where nothing can be marked. */
  private content(content: unknown): string | null {
    if (typeof content === 'string') {
      this.digest.text(content);
      return content.trim() === '' ? null : content;
    }
    const parts = listOf(content);
    for (const part of parts) this.part(part);
    const last = parts.at(-1);
    if (!isMarkable(last)) return null;
    return typeof last.text === 'string' ? last.text : '';
  }

  private part(part: unknown): void {
    if (isFields(part) && part.type === 'text' && typeof part.text === 'string') this.digest.text(part.text);
    else this.digest.json(part);
    if (!isFields(part)) return;
    if (part.cache_control != null) this.isMarked = true;
    for (const inner of listOf(part.content)) if (isFields(inner) && inner.cache_control != null) this.isMarked = true;
  }

  private here(at: PromptCacheMark['at']): PromptBoundary {
    return { at, digest: this.digest.value, chars: this.digest.chars };
  }
}
