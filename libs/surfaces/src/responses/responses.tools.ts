import type { Field } from '../common/field.ts';
import { given } from '../common/json.ts';
import type { Notes } from '../common/notes.ts';
import type { Fields } from '../surface.ts';

/** Tools and the choice among them, as fields of chat completions; empty when the request offers none that it knows. */
export function readTools(body: Field, added: readonly Field[], notes: Notes): Fields {
  const offered = [...body.get('tools').itemsIfAny(), ...added];
  const tools = offered.flatMap((tool) => readTool(tool, notes));
  const choice = readChoice(body.get('tool_choice'), notes);
  const isParallel = body.get('parallel_tool_calls').flagOrNull();
  if (tools.length === 0) return {};
  return { tools, ...given('tool_choice', choice), ...given('parallel_tool_calls', isParallel) };
}

function readTool(tool: Field, notes: Notes): object[] {
  const type = tool.get('type').name();
  if (type !== 'function') {
    notes.refuse(`tools.${type}`, 'Chat models know functions only.');
    return [];
  }
  if (tool.get('defer_loading').value === true) notes.adapt('tools.defer_loading', 'Offered from the start.');
  return [
    {
      type: 'function',
      function: {
        name: tool.get('name').name(),
        ...given('description', tool.get('description').textOrNull()),
        ...given('parameters', tool.get('parameters').objectOrNull()),
        ...given('strict', tool.get('strict').flagOrNull()),
      },
    },
  ];
}

function readChoice(choice: Field, notes: Notes): unknown {
  if (choice.isAbsent) return null;
  if (typeof choice.value === 'string') return choice.word(['none', 'auto', 'required']);
  const type = choice.get('type').name();
  if (type === 'function') return { type: 'function', function: { name: choice.get('name').name() } };
  if (type !== 'allowed_tools') {
    notes.refuse(`tool_choice.${type}`, 'Chat models know functions only.');
    return null;
  }
  const names = choice
    .get('tools')
    .items()
    .filter((tool) => tool.get('type').value === 'function');
  const tools = names.map((tool) => ({ type: 'function', function: { name: tool.get('name').name() } }));
  return { type: 'allowed_tools', allowed_tools: { mode: choice.get('mode').word(['auto', 'required']), tools } };
}
