import type { SimChoice, SimToolCall, SimUsage } from '../generator/answer-types.ts';
import { chunksOf } from '../generator/chunks.ts';
import { type JsonRecord, recordOf } from '../generator/json.ts';
import type { PlainReply, Reply, StreamEvent } from '../server/wire.ts';

/** Nanoseconds that a token takes here. */
const PROMPT_TOKEN_NS = 100_000;
const OUTPUT_TOKEN_NS = 10_000_000;
const LOAD_NS = 50_000_000;

interface Words {
  readonly text?: string;
  readonly thinking?: string;
  readonly calls?: readonly object[];
}

/** Where the words stand: in a message (`/api/chat`) or beside everything else (`/api/generate`). */
export type Form = (words: Words) => JsonRecord;

export const chatForm: Form = ({ text = '', thinking, calls }) => ({
  message: { role: 'assistant', content: text, thinking, tool_calls: calls },
});
export const generateForm: Form = ({ text = '', thinking }) => ({ response: text, thinking });

/** The body of an answer of Ollama's own API. */
export function ollamaBody(reply: Reply, form: Form): PlainReply {
  const [choice] = reply.choices;
  if (choice === undefined) return { body: '', hasUsage: false };
  const { text, reasoningText, toolCalls } = choice;
  const calls = toolCalls.length === 0 ? undefined : callsOf(reply, toolCalls);
  const words = form({ text, ...(reasoningText === '' ? {} : { thinking: reasoningText }), ...(calls && { calls }) });
  return {
    body: JSON.stringify({ ...headOf(reply), ...words, ...endOf(reply, choice) }),
    hasUsage: !reply.isUsageOmitted,
  };
}

/** The lines of a stream of Ollama's own API. Calls come whole; the last line has the counts. */
export function ollamaLines(reply: Reply, form: Form): StreamEvent[] {
  const [choice] = reply.choices;
  if (choice === undefined) return [];
  const events: StreamEvent[] = [];
  const push = (fields: JsonRecord, generatedTokens: number, isContent: boolean, hasUsage = false): void => {
    events.push({ data: `${JSON.stringify({ ...headOf(reply), ...fields })}\n`, generatedTokens, isContent, hasUsage });
  };
  for (const chunk of chunksOf({ choice, chunkTokens: reply.chunkTokens, tokenFactor: reply.model.tokenFactor })) {
    if (chunk.kind === 'text') push({ ...form({ text: chunk.text }), done: false }, chunk.generatedTokens, true);
    else if (chunk.kind === 'reasoning') {
      push({ ...form({ thinking: chunk.text }), done: false }, chunk.generatedTokens, true);
    }
  }
  const calls = callsOf(reply, choice.toolCalls);
  for (const call of calls) push({ ...form({ calls: [call] }), done: false }, choice.completionTokens, true);
  push({ ...form({}), ...endOf(reply, choice) }, choice.completionTokens, false, !reply.isUsageOmitted);
  return events;
}

function headOf({ modelName, createdAt }: Reply): JsonRecord {
  return { model: modelName, created_at: new Date(createdAt * 1_000).toISOString() };
}

function endOf({ usage, isUsageOmitted }: Reply, { finish }: SimChoice): JsonRecord {
  const end = { done: true, done_reason: finish === 'length' ? 'length' : 'stop' };
  return isUsageOmitted ? end : { ...end, ...countsOf(usage) };
}

function countsOf({ promptTokens, completionTokens }: SimUsage): JsonRecord {
  const promptNs = promptTokens * PROMPT_TOKEN_NS;
  const outputNs = completionTokens * OUTPUT_TOKEN_NS;
  return {
    total_duration: LOAD_NS + promptNs + outputNs,
    load_duration: LOAD_NS,
    prompt_eval_count: promptTokens,
    prompt_eval_duration: promptNs,
    eval_count: completionTokens,
    eval_duration: outputNs,
  };
}

function callsOf({ idTail }: Reply, calls: readonly SimToolCall[]): object[] {
  return calls.map(({ name, argumentsJson }, index) => ({
    id: `call_${idTail}${index}`,
    function: { index, name, arguments: argumentsOf(argumentsJson) },
  }));
}

/** Arguments that were cut by a length limit are no JSON: Ollama then has none. */
function argumentsOf(json: string): JsonRecord {
  try {
    return recordOf(JSON.parse(json));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
