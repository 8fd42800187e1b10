import { openAiUsage, type ProviderAnswer } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { isRecord, type JsonRecord, listOf, recordOf, textOrNull } from '../json/json.ts';
import { parseAnswer } from '../openai-compatible/openai-compatible.response.ts';
import { ProviderError } from '../provider-error.ts';
import { toAnnotations } from './anthropic.citations.ts';
import { finishReasonOf } from './anthropic.schema.ts';
import { readAnthropicUsage, serviceTierOf } from './anthropic.usage.ts';

/** What the blocks of an answer hold, in OpenAI's terms. */
interface Collected {
  text: string;
  reasoning: string;
  readonly calls: {
    readonly id: unknown;
    readonly type: 'function';
    readonly function: { name: string; arguments: string };
  }[];
  readonly annotations: JsonRecord[];
  chars: number;
}

/** An answer of the Messages API as a `chat.completion`. Throws ProviderError (`broken_answer`) when it is none. */
export function decodeMessage(body: Uint8Array, nowMs: number): ProviderAnswer {
  const message = parseAnswer(body);
  if (!Array.isArray(message.content)) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
  const collected: Collected = { text: '', reasoning: '', calls: [], annotations: [], chars: 0 };
  for (const block of message.content) collect(recordOf(block), collected);
  const stopReason = textOrNull(message.stop_reason);
  const finishReason = finishReasonOf(stopReason);
  const usageFields = recordOf(message.usage);
  const usage = readAnthropicUsage(message.usage);
  const answer = {
    id: textOrNull(message.id) ?? 'msg_unknown',
    object: 'chat.completion',
    created: Math.floor(nowMs / 1_000),
    model: message.model,
    choices: [{ index: 0, message: toMessage(message, collected), logprobs: null, finish_reason: finishReason }],
    ...(usage === null ? {} : { usage: openAiUsage(usage) }),
  };
  const hasContent = collected.text !== '' || collected.calls.length > 0;
  return {
    body: Buffer.from(JSON.stringify(answer)),
    usage,
    sentUsage: message.usage,
    model: textOrNull(message.model),
    finishReason,
    serviceTier: serviceTierOf(usageFields),
    outputChars: collected.chars,
    isComplete:
      hasContent && (finishReason === 'tool_calls' || (finishReason === 'stop' && stopReason !== 'pause_turn')),
  };
}

/** Blocks of server tools and redacted thinking have no place in a chat answer; they are billed all the same. */
function collect(block: JsonRecord, into: Collected): void {
  if (block.type === 'text' && typeof block.text === 'string') {
    const start = into.text.length;
    into.text += block.text;
    into.chars += block.text.length;
    const passage = { start, end: into.text.length };
    for (const one of listOf(block.citations)) into.annotations.push(...toAnnotations(recordOf(one), passage));
  } else if (block.type === 'thinking' && typeof block.thinking === 'string') {
    into.reasoning += block.thinking;
    into.chars += block.thinking.length;
  } else if (block.type === 'tool_use') {
    const call = {
      name: String(block.name ?? ''),
      arguments: JSON.stringify(isRecord(block.input) ? block.input : {}),
    };
    into.calls.push({ id: block.id, type: 'function', function: call });
    into.chars += call.name.length + call.arguments.length;
  }
}

function toMessage(message: JsonRecord, { text, reasoning, calls, annotations }: Collected): JsonRecord {
  const isRefusal = message.stop_reason === 'refusal';
  return {
    role: 'assistant',
    content: text === '' && (calls.length > 0 || isRefusal) ? null : text,
    refusal: isRefusal ? refusalText(message) : null,
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function refusalText(message: JsonRecord): string {
  return textOrNull(recordOf(message.stop_details).explanation) ?? 'The model declined to answer this request.';
}
