import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { isRecord, type JsonRecord, listOf, recordOf, textOrNull } from '../json/json.ts';
import { cacheMark } from './anthropic.content.ts';

/** Tools and the choice among them, as fields of the Messages API; empty when the request offers none. */
export function toTools(body: ChatBody): { readonly tools?: readonly unknown[]; readonly tool_choice?: object } {
  const offered = [...listOf(body.tools), ...listOf(body.functions).map((fn) => ({ type: 'function', function: fn }))];
  const choice = toChoice(body);
  const allowed = allowedNames(body.tool_choice);
  const tools = offered
    .map((tool) => (isRecord(tool) ? toTool(tool) : tool))
    .filter((tool) => allowed === null || allowed.has(recordOf(tool).name));
  if (tools.length === 0) return {};
  return choice === null ? { tools } : { tools, tool_choice: choice };
}

/** Tools of Anthropic's own kinds (web search) stay as they are. */
function toTool(tool: JsonRecord): unknown {
  if (tool.type !== 'function' || !isRecord(tool.function)) return tool;
  const { name, description, parameters, strict } = tool.function;
  return {
    name,
    ...(textOrNull(description) === null ? {} : { description }),
    input_schema: { ...recordOf(parameters), type: 'object', properties: recordOf(recordOf(parameters).properties) },
    ...(strict === true ? { strict } : {}),
    ...cacheMark(tool),
  };
}

function toChoice(body: ChatBody): object | null {
  const given = body.tool_choice ?? body.function_call;
  const single = body.parallel_tool_calls === false ? { disable_parallel_tool_use: true } : {};
  if (given === 'none') return { type: 'none' };
  if (given === 'required') return { type: 'any', ...single };
  if (isRecord(given)) {
    const name = textOrNull(recordOf(given.function).name) ?? textOrNull(given.name);
    if (name !== null) return { type: 'tool', name, ...single };
    if (recordOf(given.allowed_tools).mode === 'required') return { type: 'any', ...single };
  }
  return body.parallel_tool_calls === false ? { type: 'auto', ...single } : null;
}

/** Names in OpenAI's `allowed_tools`; null = all. */
function allowedNames(choice: unknown): ReadonlySet<unknown> | null {
  if (!isRecord(choice) || choice.type !== 'allowed_tools') return null;
  return new Set(listOf(recordOf(choice.allowed_tools).tools).map((tool) => recordOf(recordOf(tool).function).name));
}
