import type { ChatBody, ToolCall } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import type { AnswerToCheck, CheckResult, Verdict } from '../types.ts';
import { fitsSchema, parseJson } from './schema.ts';

const tool = z.object({
  type: z.literal('function'),
  function: z.object({ name: z.string(), parameters: z.unknown().optional() }),
});
const forced = z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) });

/**
 * Calls must name a tool of the list with arguments that fit its schema, and must be there when the request demands them. Whether it
 * was wise to call nothing cannot be told (`unknown`). Null = the request has no tools.
 */
export function checkToolCalls(body: ChatBody, { toolCalls }: AnswerToCheck): CheckResult | null {
  const tools = (body.tools ?? []).flatMap((one) => {
    const parsed = tool.safeParse(one);
    return parsed.success ? [parsed.data.function] : [];
  });
  if (tools.length === 0 && toolCalls.length === 0) return null;
  const result = (verdict: Verdict, reason: string): CheckResult => ({ check: 'tool_calls', verdict, reason });
  const demanded = forced.safeParse(body.tool_choice);
  if (toolCalls.length === 0) {
    return body.tool_choice === 'required' || demanded.success
      ? result('fail', 'A tool call was demanded and none was made.')
      : result('unknown', 'No tool was called.');
  }
  if (body.tool_choice === 'none') return result('fail', 'A tool was called although the request forbids it.');
  if (demanded.success && !toolCalls.some((call) => call.function?.name === demanded.data.function.name)) {
    return result('fail', 'Another tool was called than the one demanded.');
  }
  const faults = toolCalls.map((call) => faultOf(call, tools));
  const fault = faults.find((one) => one !== null && one !== 'unchecked');
  if (fault !== undefined && fault !== null) return result('fail', fault);
  return faults.includes('unchecked')
    ? result('unknown', 'The calls name known tools; a schema could not be checked.')
    : result('pass', 'Every call names a tool of the list, with arguments that fit its schema.');
}

/** Null = nothing wrong, `unchecked` = the schema cannot be checked, otherwise a sentence. */
function faultOf(
  { function: called }: ToolCall,
  tools: readonly { name: string; parameters?: unknown }[],
): string | null {
  if (called === undefined) return 'unchecked';
  const known = tools.find(({ name }) => name === called.name);
  if (known === undefined) return 'A call names a tool that is not in the list.';
  const given = parseJson(called.arguments === '' ? '{}' : called.arguments);
  if (given === null) return 'The arguments of a call are not JSON.';
  if (known.parameters === undefined || known.parameters === null) return null;
  const fits = fitsSchema(known.parameters, given.value);
  if (fits === null) return 'unchecked';
  return fits ? null : "The arguments of a call do not fit the tool's schema.";
}
