import type {
  ChatBody,
  ChatMessage,
  EncodedCall,
  ModelCapabilities,
  ProviderCall,
} from '@llm-cost-optimizer/contracts';
import { isRecord } from '../json/json.ts';
import { type BodyEdit, editBody } from './body-edits.ts';
import { nearestEffort } from './reasoning-effort.ts';

/** How one provider's dialect of the chat API differs from OpenAI's. */
export interface ChatDialect {
  /** Top-level fields that the provider knows; it refuses others. Null = it ignores what it does not know. */
  readonly fields: ReadonlySet<string> | null;
  /** Top-level fields that it refuses although it ignores unknown ones. */
  readonly rejectedFields?: ReadonlySet<string>;
  /** Fields of a message that it knows; null = it ignores others. */
  readonly messageFields: ReadonlySet<string> | null;
  /** False when `developer` must be written as `system`. */
  readonly hasDeveloperRole: boolean;
  /** Name of the limit of an answer. `by_model`: reasoning models refuse `max_tokens` and want `max_completion_tokens`. */
  readonly maxTokensField: 'as_sent' | 'by_model' | 'max_tokens' | 'max_completion_tokens';
  /** False when usage of streams is not asked for with `stream_options`. */
  readonly asksForUsage?: boolean;
}

/** Ours, and dialects of other gateways that we read; never a provider's. */
export const OWN_FIELDS: ReadonlySet<string> = new Set(['lco', 'preference', 'cache', 'session_id', 'models']);
/** Leaving out a parameter with its default value changes nothing and is not worth a word. */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['temperature', 1],
  ['top_p', 1],
  ['logprobs', false],
  ['presence_penalty', 0],
  ['frequency_penalty', 0],
  ['n', 1],
]);

/** Foreign fields are all left out; this many of them are named to the client and in the ledger. */
const MAX_NAMED_DROPS = 50;

/** The body for one provider: the client's bytes with the model's name and as few further changes as possible. */
export function encodeChatBody(
  call: ProviderCall,
  dialect: ChatDialect,
): Pick<EncodedCall, 'body' | 'droppedParameters'> {
  const { body, raw } = call.request;
  const { capabilities } = call.deployment;
  const draft = new Draft(body, capabilities, dialect);
  draft.edits.push({ kind: 'set', key: 'model', json: JSON.stringify(call.deployment.model) });
  for (const key in body) draft.readField(key, body[key]);
  if (call.request.isStreaming && dialect.asksForUsage !== false) draft.askForUsage();
  return { body: editBody(raw, body, draft.edits), droppedParameters: draft.dropped };
}

class Draft {
  readonly edits: BodyEdit[] = [];
  readonly dropped: string[] = [];
  private readonly body: ChatBody;
  private readonly model: ModelCapabilities;
  private readonly dialect: ChatDialect;
  private readonly keepsSampling: boolean;

  constructor(body: ChatBody, model: ModelCapabilities, dialect: ChatDialect) {
    this.body = body;
    this.model = model;
    this.dialect = dialect;
    this.keepsSampling = model.acceptsSamplingWithoutReasoning && body.reasoning_effort === 'none';
  }

  readField(key: string, value: unknown): void {
    if (OWN_FIELDS.has(key)) {
      this.edits.push({ kind: 'remove', key });
      return;
    }
    if (key === 'stream_options' && this.dialect.asksForUsage === false) {
      // What the client asked for comes anyway, or is written by the gateway.
      this.edits.push({ kind: 'remove', key });
      return;
    }
    if (!this.isKnown(key) || (this.model.rejectedParameters.includes(key) && !this.keepsSampling)) {
      this.drop(key, value);
      return;
    }
    if (value === null || value === undefined) return;
    if (key === 'reasoning_effort') this.readEffort(value);
    else if (key === 'max_tokens' || key === 'max_completion_tokens') this.readMaxTokens(key, value);
    else if (key === 'metadata') this.readMetadata(value);
    else if (key === 'messages') this.readMessages();
  }

  /** Usage of a stream comes only when asked for; the client's own other options are kept. */
  askForUsage(): void {
    const options = this.body.stream_options;
    if (options?.include_usage === true) return;
    const json = JSON.stringify({ ...options, include_usage: true });
    const kind = this.body.stream_options === undefined ? 'append' : 'set';
    this.edits.push({ kind, key: 'stream_options', json });
  }

  private isKnown(key: string): boolean {
    const { fields, rejectedFields } = this.dialect;
    return (fields === null || fields.has(key)) && rejectedFields?.has(key) !== true;
  }

  private drop(key: string, value: unknown): void {
    this.edits.push({ kind: 'remove', key });
    if (this.dropped.length >= MAX_NAMED_DROPS) return;
    if (value !== null && value !== undefined && DEFAULTS.get(key) !== value) this.dropped.push(key);
  }

  private readEffort(value: unknown): void {
    const { reasoningEfforts } = this.model;
    if (reasoningEfforts === null || typeof value !== 'string' || reasoningEfforts.includes(value)) return;
    const nearest = nearestEffort(value, reasoningEfforts);
    if (nearest === null) {
      this.drop('reasoning_effort', value);
      return;
    }
    this.edits.push({ kind: 'set', key: 'reasoning_effort', json: JSON.stringify(nearest) });
    this.dropped.push('reasoning_effort');
  }

  private readMaxTokens(key: 'max_tokens' | 'max_completion_tokens', value: unknown): void {
    const { maxOutputTokens } = this.model;
    const isTooLarge = typeof value === 'number' && maxOutputTokens !== null && value > maxOutputTokens;
    const json = JSON.stringify(isTooLarge ? maxOutputTokens : value);
    if (isTooLarge) this.dropped.push(key);
    const name = this.maxTokensName(key);
    if (name === key) {
      if (isTooLarge) this.edits.push({ kind: 'set', key, json });
    } else if (name in this.body) this.edits.push({ kind: 'remove', key });
    else if (isTooLarge) this.edits.push({ kind: 'remove', key }, { kind: 'append', key: name, json });
    else this.edits.push({ kind: 'rename', key, to: name });
  }

  private maxTokensName(key: 'max_tokens' | 'max_completion_tokens'): 'max_tokens' | 'max_completion_tokens' {
    const { maxTokensField } = this.dialect;
    if (maxTokensField === 'by_model') return this.model.isReasoning ? 'max_completion_tokens' : key;
    return maxTokensField === 'as_sent' ? key : maxTokensField;
  }

  /** Values must be texts. Lists such as LiteLLM's `tags` were for us. */
  private readMetadata(value: unknown): void {
    if (!isRecord(value)) return;
    const entries = Object.entries(value);
    const texts = entries.filter(([, one]) => typeof one === 'string');
    if (texts.length === entries.length) return;
    if (texts.length === 0) this.edits.push({ kind: 'remove', key: 'metadata' });
    else this.edits.push({ kind: 'set', key: 'metadata', json: JSON.stringify(Object.fromEntries(texts)) });
  }

  private readMessages(): void {
    const { messages } = this.body;
    if (!messages.some((message) => this.mustChange(message))) return;
    const json = JSON.stringify(messages.map((message) => this.changed(message)));
    this.edits.push({ kind: 'set', key: 'messages', json });
  }

  private mustChange(message: ChatMessage): boolean {
    if (!this.dialect.hasDeveloperRole && message.role === 'developer') return true;
    const { messageFields } = this.dialect;
    if (messageFields === null) return false;
    for (const key in message) if (!messageFields.has(key)) return true;
    return false;
  }

  private changed(message: ChatMessage): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(message)) {
      if (this.dialect.messageFields?.has(key) ?? true) copy[key] = value;
    }
    if (!this.dialect.hasDeveloperRole && copy.role === 'developer') copy.role = 'system';
    return copy;
  }
}
