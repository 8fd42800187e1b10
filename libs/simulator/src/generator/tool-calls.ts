import type { SimToolCall } from './answer-types.ts';
import type { Random } from './random.ts';
import { valueForSchema } from './schema-value.ts';
import type { SimRequest, ToolSpec } from './sim-request.ts';

const MAX_CALLS = 8;

/**
 * The functions that the model decides to call: those demanded by `tool_choice`, or with `auto` those whose name or
 * description shares a word with the question. None after a tool result unless demanded. Several only when parallel calls
 * are allowed and several functions fit, or the question names several things ("both", "each", "compare").
 */
export function chooseToolCalls(request: SimRequest, random: Random, topics: readonly string[]): SimToolCall[] {
  return chosenTools(request).map((tool) => ({
    name: tool.name,
    argumentsJson: JSON.stringify(valueForSchema({ type: 'object', ...tool.schema }, random, topics)),
  }));
}

function chosenTools(request: SimRequest): readonly ToolSpec[] {
  const { tools, toolChoice, isParallel } = request;
  const first = tools[0];
  if (first === undefined || toolChoice.kind === 'none') return [];
  if (toolChoice.kind === 'named') return tools.filter((tool) => tool.name === toolChoice.name).slice(0, 1);
  const question = request.lastUserText.slice(0, 4000).toLowerCase();
  const fitting = request.endsWithToolResult ? [] : tools.filter((tool) => isSuggested(tool, question));
  const chosen = fitting.length === 0 && toolChoice.kind === 'required' ? [first] : fitting;
  const one = chosen[0];
  if (!isParallel || one === undefined) return chosen.slice(0, 1);
  if (chosen.length === 1 && /\b(both|each|compare|respectively)\b/.test(question)) return [one, one];
  return chosen.slice(0, MAX_CALLS);
}

function isSuggested(tool: ToolSpec, question: string): boolean {
  const words = `${tool.name.replace(/([a-z])([A-Z])/g, '$1 $2')} ${tool.description.slice(0, 300)}`
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  return words.some((word) => word.length >= 5 && question.includes(word));
}
