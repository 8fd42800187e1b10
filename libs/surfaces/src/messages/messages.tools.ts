import type { Field } from '../common/field.ts';
import { given } from '../common/json.ts';
import { cacheMark, type ReadMode } from './messages.content.ts';

/** Tools and the choice among them, as fields of chat completions; empty when the request offers none that it knows. */
export function readTools(body: Field, mode: ReadMode): Readonly<Record<string, unknown>> {
  const tools = body
    .get('tools')
    .itemsIfAny()
    .flatMap((tool) => readTool(tool, mode));
  const choice = readChoice(body.get('tool_choice'));
  return tools.length === 0 ? {} : { tools, ...choice };
}

function readTool(tool: Field, mode: ReadMode): object[] {
  const { notes } = mode;
  const type = tool.get('type').textOrNull() ?? 'custom';
  if (type !== 'custom') {
    notes.refuse(`tools.${type}`, "A tool of the provider's own kind, which chat models do not know.");
    return [];
  }
  readCallers(tool, mode);
  if (tool.get('defer_loading').value === true) notes.adapt('tools.defer_loading', 'Offered from the start.');
  if (!tool.get('input_examples').isAbsent) notes.adapt('tools.input_examples', 'Left out.');
  return [
    {
      type: 'function',
      function: {
        name: tool.get('name').name(),
        ...given('description', tool.get('description').textOrNull()),
        parameters: tool.get('input_schema').object(),
        ...given('strict', tool.get('strict').flagOrNull()),
      },
      ...cacheMark(tool, mode),
    },
  ];
}

function readCallers(tool: Field, { notes }: ReadMode): void {
  const callers = tool.get('allowed_callers').itemsIfAny();
  if (callers.length > 0 && !callers.some((caller) => caller.value === 'direct')) {
    notes.refuse('tools.allowed_callers', 'The tool may be called by code that the provider runs only.');
  }
}

function readChoice(choice: Field): Readonly<Record<string, unknown>> {
  if (choice.isAbsent) return {};
  const single = choice.get('disable_parallel_tool_use').flagOrNull() === true ? { parallel_tool_calls: false } : {};
  switch (choice.get('type').word(['auto', 'any', 'tool', 'none'])) {
    case 'auto':
      return { tool_choice: 'auto', ...single };
    case 'any':
      return { tool_choice: 'required', ...single };
    case 'none':
      return { tool_choice: 'none' };
    case 'tool':
      return { tool_choice: { type: 'function', function: { name: choice.get('name').name() } }, ...single };
  }
}
