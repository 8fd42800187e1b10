import {
  acceptCompletion,
  type CompletionContext,
  type CompletionResult,
  startCompletion,
} from '@codemirror/autocomplete';
import { yamlLanguage } from '@codemirror/lang-yaml';
import type { Diagnostic } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { type EditorView, hoverTooltip, keymap } from '@codemirror/view';
import { completeConfig, describeKey, modelHint, type OfferedModel, type Proposal } from '../lib/completion.ts';
import type { PlacedProblem } from '../lib/problems.ts';
import { yamlPathAt } from '../lib/yaml-position.ts';

/** Completion from the schema and the list of models, and documentation under the pointer. `models` is asked each time. */
export function assistance(models: () => readonly OfferedModel[]): Extension {
  return [
    yamlLanguage.data.of({ autocomplete: (context: CompletionContext) => complete(context, models()) }),
    hoverTooltip((view, offset) => documentation(view, offset, models())),
    keymap.of([{ key: 'Tab', run: acceptCompletion }]),
  ];
}

/** Problems in the form the editor marks. Positions are held inside the text, which may have changed meanwhile. */
export function toDiagnostics(problems: readonly PlacedProblem[], length: number): Diagnostic[] {
  return problems.map(({ from, to, severity, message }) => ({
    from: Math.min(from, length),
    to: Math.min(Math.max(from, to), length),
    severity,
    message,
  }));
}

function complete(context: CompletionContext, models: readonly OfferedModel[]): CompletionResult | null {
  const found = completeConfig(context.state.doc.toString(), context.pos, models);
  if (found === null) return null;
  // Without a typed letter only on demand, or after a key was taken, when a list of choices is what comes next.
  if (!context.explicit && found.from === context.pos && found.proposals.every(({ kind }) => kind === 'key'))
    return null;
  return {
    from: found.from,
    options: found.proposals.map((proposal) => ({
      label: proposal.label,
      detail: proposal.hint,
      type: proposal.kind === 'key' ? 'property' : proposal.kind === 'model' ? 'class' : 'enum',
      boost: Math.max(-99, Math.min(99, proposal.rank)),
      apply: (view: EditorView, _completion: unknown, from: number, to: number) => insert(view, proposal, from, to),
      ...(proposal.info !== null && { info: proposal.info }),
    })),
    validFor: /^[\w./:-]*$/,
  };
}

/** Writes the proposal with the indentation of its line, and goes on to the values of a key. */
function insert(view: EditorView, proposal: Proposal, from: number, to: number): void {
  const line = view.state.doc.lineAt(from);
  const indent = /^\s*/.exec(line.text)?.[0] ?? '';
  const text = proposal.insert.includes('\n') ? `${proposal.label}:\n${indent}  ` : proposal.insert;
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.length },
    userEvent: 'input.complete',
  });
  if (proposal.kind === 'key') startCompletion(view);
}

function documentation(view: EditorView, offset: number, models: readonly OfferedModel[]) {
  const { doc } = view.state;
  const line = doc.lineAt(offset);
  const word = wordAt(line.text, offset - line.from);
  const path = yamlPathAt(doc.toString(), offset);
  if (word === null || path === null) return null;
  const model = models.find((one) => one.id === word.text || one.model === word.text);
  const described = model === undefined ? describeKey(path) : { name: model.id, type: '', text: modelHint(model) };
  if (described === null) return null;
  return {
    pos: line.from + word.start,
    end: line.from + word.end,
    above: true,
    create: () => ({ dom: documentationElement(described) }),
  };
}

function documentationElement({ name, type, text }: { name: string; type: string; text: string }): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-doc';
  const part = (className: string, content: string) => {
    const element = document.createElement(className === 'cm-doc-text' ? 'div' : 'span');
    element.className = className;
    element.textContent = content;
    dom.append(element);
  };
  part('cm-doc-name', name);
  if (type !== '') part('cm-doc-type', type);
  if (text !== '') part('cm-doc-text', text);
  return dom;
}

function wordAt(text: string, column: number): { start: number; end: number; text: string } | null {
  for (const match of text.matchAll(/[\w./-]+(?::[\w.-]+)?/g)) {
    const start = match.index;
    const end = start + match[0].length;
    if (column >= start && column <= end) return { start, end, text: match[0] };
  }
  return null;
}
