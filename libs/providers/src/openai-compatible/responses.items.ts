import { countOrNull, isRecord, type JsonRecord, lengthOf, listOf, recordOf } from '../json/json.ts';

/** What the items of an answer of the Responses API hold. */
export interface ItemsFacts {
  /** Characters that the model wrote: text, summaries of its reasoning, arguments of calls. */
  readonly chars: number;
  /** True when there is something for the client to show or to do. Reasoning alone is not. */
  readonly hasContent: boolean;
  /** True when the client has to call something. */
  readonly hasCall: boolean;
  readonly hasRefusal: boolean;
}

/** Calls that the client answers; all other `…_call` items are the provider's own tools. */
const CLIENT_CALLS: ReadonlySet<unknown> = new Set([
  'function_call',
  'custom_tool_call',
  'computer_call',
  'local_shell_call',
  'shell_call',
  'apply_patch_call',
]);
/** Tools that the provider bills by the call. */
const BILLED_CALLS: ReadonlyMap<unknown, string> = new Map([
  ['web_search_call', 'web_search'],
  ['file_search_call', 'file_search'],
  ['code_interpreter_call', 'code_interpreter'],
  ['image_generation_call', 'image_generation'],
]);

/** Reads the whole output. */
export function readItems(output: unknown): ItemsFacts {
  let chars = 0;
  let hasContent = false;
  let hasCall = false;
  let hasRefusal = false;
  for (const one of listOf(output)) {
    const item = recordOf(one);
    const written = itemChars(item);
    chars += written;
    if (isClientCall(item)) hasCall = true;
    if (item.type === 'message' ? written > 0 : isShown(item)) hasContent = true;
    if (listOf(item.content).some((part) => isRecord(part) && part.type === 'refusal')) hasRefusal = true;
  }
  return { chars, hasContent, hasCall, hasRefusal };
}

export function isClientCall(item: JsonRecord): boolean {
  return CLIENT_CALLS.has(item.type);
}

/** Whether an item is worth showing by its kind: calls and results of tools, not messages (their text is) or reasoning. */
export function isShown(item: JsonRecord): boolean {
  return typeof item.type === 'string' && /_(?:call|output|request|list_tools)$/.test(item.type);
}

/** Calls of the provider's own tools: its own count where it sends one, else the items; null = none. */
export function readServerTools(response: JsonRecord): Readonly<Record<string, number>> | null {
  const counts: Record<string, number> = {};
  for (const item of listOf(response.output)) {
    const name = BILLED_CALLS.get(recordOf(item).type);
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  const searches = countOrNull(recordOf(recordOf(response.tool_usage).web_search).num_requests);
  if (searches !== null && searches > 0) counts.web_search = searches;
  return Object.keys(counts).length === 0 ? null : counts;
}

function itemChars(item: JsonRecord): number {
  if (item.type === 'compaction' || item.role === 'user') return 0;
  let chars = lengthOf(item.arguments) + lengthOf(item.code);
  if (isClientCall(item)) chars += lengthOf(item.name) + lengthOf(item.input);
  for (const part of [...listOf(item.content), ...listOf(item.summary)]) {
    const { text, refusal } = recordOf(part);
    chars += lengthOf(text) + lengthOf(refusal);
  }
  return chars;
}
