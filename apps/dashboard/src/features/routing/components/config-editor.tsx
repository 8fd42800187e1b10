import type { ConfigDocument } from '@llm-cost-optimizer/contracts';
import { lazy, Suspense, useMemo, useRef } from 'react';
import { Card } from '../../../components/card.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { Skeleton } from '../../../components/states.tsx';
import { routingStrings as s } from '../../../lib/strings/routing.ts';
import type { EditorHandle } from '../editor/yaml-editor.tsx';
import type { DraftState } from '../hooks/use-draft.ts';
import type { Validation } from '../hooks/use-validation.ts';
import { useWideScreen } from '../hooks/use-wide-screen.ts';
import type { OfferedModel } from '../lib/completion.ts';
import { viewRoutes } from '../lib/routing-view.ts';
import { ProblemList } from './problem-list.tsx';
import { RouteMatrix } from './route-matrix.tsx';
import { RoutingForm } from './routing-form.tsx';

const YamlEditor = lazy(() => import('../editor/yaml-editor.tsx'));
const PANES = (['yaml', 'form'] as const).map((value) => ({ value, label: s.panes[value] }));

/** The text as YAML or form, and beside it what is wrong with it and what it leads to. */
export function ConfigEditor(props: {
  config: ConfigDocument;
  draft: DraftState;
  validation: Validation;
  models: readonly OfferedModel[];
  pane: 'yaml' | 'form';
  onPane: (pane: 'yaml' | 'form') => void;
  onPublish: () => void;
}) {
  const { config, draft, validation, models, pane, onPane, onPublish } = props;
  const editor = useRef<EditorHandle>(null);
  const isWide = useWideScreen();
  const { text } = draft;
  const view = useMemo(
    () => viewRoutes({ text, liveText: config.yaml, live: config.routing, models }),
    [text, config.yaml, config.routing, models],
  );
  const lastView = useRef(view);
  if (view !== null) lastView.current = view;
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,0.9fr)]">
      <Card
        isFlush
        title={s.editorTitle}
        className="overflow-hidden"
        actions={
          <>
            <CopyButton text={text} label={s.copyYaml} />
            <Segmented label={s.panesLabel} value={pane} options={PANES} onChange={onPane} />
          </>
        }
      >
        {pane === 'yaml' ? (
          <>
            <div className="h-[calc(100vh-330px)] max-h-[820px] min-h-96 border-t border-line">
              <Suspense fallback={<Skeleton className="m-4 h-[calc(100%-32px)]" />}>
                <YamlEditor
                  handle={editor}
                  text={text}
                  problems={validation.problems}
                  models={models}
                  isReadOnly={!isWide}
                  label={s.editorLabel}
                  onChange={draft.setText}
                  onPublish={onPublish}
                />
              </Suspense>
            </div>
            <p className="border-t border-line px-4 py-2 text-xs text-ink-faint">
              {isWide ? s.editorHint : s.readOnlyHint}
            </p>
          </>
        ) : (
          <RoutingForm
            text={text}
            config={config}
            view={view}
            models={models}
            onChange={draft.setText}
            onShowYaml={() => onPane('yaml')}
          />
        )}
      </Card>
      <div className="flex min-w-0 flex-col gap-4">
        <ProblemList
          validation={validation}
          onGo={(problem) => {
            onPane('yaml');
            // The editor may have to be drawn first.
            requestAnimationFrame(() => editor.current?.goTo(problem.from));
          }}
        />
        {lastView.current !== null && <RouteMatrix view={lastView.current} models={models} />}
      </div>
    </div>
  );
}
