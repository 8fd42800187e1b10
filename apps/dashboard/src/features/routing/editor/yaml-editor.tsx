import { indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useImperativeHandle, useRef } from 'react';
import type { OfferedModel } from '../lib/completion.ts';
import { smallestChange } from '../lib/line-diff.ts';
import type { PlacedProblem } from '../lib/problems.ts';
import { assistance, toDiagnostics } from './assistance.ts';
import { editorTheme } from './theme.ts';

/** What the page may ask of the editor. */
export interface EditorHandle {
  /** Puts the cursor at an offset of the text, shows it and takes the focus. */
  goTo(offset: number): void;
}

export interface YamlEditorProps {
  readonly text: string;
  readonly problems: readonly PlacedProblem[];
  readonly models: readonly OfferedModel[];
  readonly isReadOnly: boolean;
  readonly label: string;
  readonly onChange: (text: string) => void;
  readonly onPublish: () => void;
  readonly handle: React.Ref<EditorHandle>;
}

/** CodeMirror for the configuration. In a chunk of its own: only the routing page loads it. */
export default function YamlEditor(props: YamlEditorProps) {
  const { text, problems, isReadOnly, handle } = props;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (box.current === null) return;
    const editor = createEditor(box.current, latest);
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const current = view.current?.state.doc.toString();
    if (current === undefined || current === text) return;
    view.current?.dispatch({ changes: smallestChange(current, text) });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (editor !== null)
      editor.dispatch(setDiagnostics(editor.state, toDiagnostics(problems, editor.state.doc.length)));
  }, [problems]);

  useEffect(() => {
    view.current?.dispatch({ effects: editing.reconfigure(readOnly(isReadOnly)) });
  }, [isReadOnly]);

  useImperativeHandle(handle, () => ({
    goTo: (offset) => {
      const editor = view.current;
      if (editor === null) return;
      const anchor = Math.min(offset, editor.state.doc.length);
      editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      editor.focus();
    },
  }));

  return <div ref={box} className="h-full min-h-0" />;
}

const editing = new Compartment();

function readOnly(isReadOnly: boolean) {
  // Still focusable, so that it can be read and scrolled by keyboard.
  return [EditorState.readOnly.of(isReadOnly), EditorView.editable.of(!isReadOnly)];
}

function createEditor(parent: HTMLElement, latest: React.RefObject<YamlEditorProps>): EditorView {
  const publish = {
    key: 'Mod-s',
    preventDefault: true,
    run: () => {
      latest.current.onPublish();
      return true;
    },
  };
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: latest.current.text,
      extensions: [
        Prec.high(assistance(() => latest.current.models)),
        Prec.high(keymap.of([publish])),
        basicSetup,
        keymap.of([indentWithTab]),
        yaml(),
        EditorView.lineWrapping,
        lintGutter(),
        editorTheme,
        editing.of(readOnly(latest.current.isReadOnly)),
        EditorView.contentAttributes.of({ 'aria-label': latest.current.label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
}
