import type { ConfigDocument } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Badge } from '../../components/badge.tsx';
import { Card } from '../../components/card.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { showToast } from '../../components/toast.tsx';
import { useFocusReturn } from '../../components/use-focus-return.ts';
import { useModels } from '../../lib/status.ts';
import { routingStrings as s } from '../../lib/strings/routing.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { configOptions } from './api/get-config.ts';
import { ConfigEditor } from './components/config-editor.tsx';
import { EditorActions } from './components/editor-actions.tsx';
import { MergeDrawer } from './components/merge-drawer.tsx';
import { PageNotices } from './components/page-notices.tsx';
import { PublishDrawer } from './components/publish-drawer.tsx';
import { RollbackDialog } from './components/rollback-dialog.tsx';
import { RulesView } from './components/rules-view.tsx';
import { VersionDrawer } from './components/version-drawer.tsx';
import { VersionHistory } from './components/version-history.tsx';
import { useDraft } from './hooks/use-draft.ts';
import { useLeaveGuard } from './hooks/use-leave-guard.ts';
import { useValidation } from './hooks/use-validation.ts';
import { viewParameters } from './lib/view-state.ts';

/** The configuration: edit it, see what it leads to, publish it, go back to an earlier one. */
export function RoutingPage() {
  const { data: config, error, refetch } = useQuery(configOptions());
  if (config !== undefined) return <RoutingWorkplace config={config} />;
  return (
    <>
      <PageHeader title={s.title} text={s.text} />
      {error === null ? (
        <div aria-busy className="grid gap-4 xl:grid-cols-2">
          <Skeleton className="h-[70vh] rounded-xl" />
          <Skeleton className="h-96 rounded-xl" />
        </div>
      ) : (
        <Card>
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Card>
      )}
    </>
  );
}

type Overlay = 'publish' | 'merge' | 'discard' | null;

function RoutingWorkplace({ config }: { config: ConfigDocument }) {
  const { version } = config.active;
  const [state, setState] = useUrlState(viewParameters);
  const draft = useDraft(config);
  const validation = useValidation(draft.text);
  const models = useModels().data?.models ?? NO_MODELS;
  const guard = useLeaveGuard(draft.isDirty);
  const [overlay, setOverlay] = useState<Overlay>(null);
  const [rollbackTo, setRollbackTo] = useState<number | null>(null);
  const close = () => setOverlay(null);
  const publish = () => setOverlay('publish');
  useAnnouncement(version);
  useFocusReturn(overlay !== null || state.version !== null || rollbackTo !== null || guard.isAsking);
  const tabs = [
    {
      value: 'edit' as const,
      label: s.views.edit,
      content: (
        <ConfigEditor
          config={config}
          draft={draft}
          validation={validation}
          models={models}
          pane={state.pane}
          onPane={(pane) => setState({ pane }, { replace: true })}
          onPublish={publish}
        />
      ),
    },
    {
      value: 'rules' as const,
      label: s.views.rules,
      content: <RulesView draft={draft.isDirty ? draft.text : null} />,
    },
    {
      value: 'history' as const,
      label: s.views.history,
      content: (
        <VersionHistory
          onOpen={(opened) => setState({ version: String(opened), against: null })}
          onRollBack={setRollbackTo}
        />
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title={s.title}
        text={s.text}
        badge={
          <Badge tone={draft.isDirty ? 'warn' : 'good'}>{draft.isDirty ? s.unpublished : s.inForce(version)}</Badge>
        }
        actions={
          <EditorActions
            draft={draft}
            validation={validation}
            onDiscard={() => setOverlay('discard')}
            onPublish={publish}
          />
        }
      />
      <PageNotices config={config} draft={draft} onMerge={() => setOverlay('merge')} />
      <Tabs label={s.viewsLabel} value={state.view} onChange={(view) => setState({ view })} tabs={tabs} />
      <PublishDrawer
        isOpen={overlay === 'publish'}
        draft={draft}
        validation={validation}
        liveVersion={version}
        liveText={config.yaml}
        onClose={close}
        onPublished={() => {
          close();
          draft.discard();
        }}
        onMerge={() => setOverlay('merge')}
      />
      <MergeDrawer isOpen={overlay === 'merge'} draft={draft} config={config} onClose={close} />
      <VersionDrawer
        version={state.version === null ? null : Number(state.version)}
        against={state.against === null ? null : Number(state.against)}
        onAgainst={(against) => setState({ against: String(against) }, { replace: true })}
        onRollBack={setRollbackTo}
        onClose={() => setState({ version: null, against: null })}
      />
      <RollbackDialog
        version={rollbackTo}
        nextVersion={version + 1}
        onClose={() => setRollbackTo(null)}
        onDone={() => {
          setRollbackTo(null);
          setState({ version: null, against: null });
        }}
      />
      <ConfirmDialog
        isOpen={overlay === 'discard'}
        title={s.discardTitle}
        text={s.discardText}
        action={s.discard}
        isDanger
        onConfirm={() => {
          close();
          draft.discard();
        }}
        onClose={close}
      />
      <ConfirmDialog
        isOpen={guard.isAsking}
        title={s.leaveTitle}
        text={s.leaveText}
        action={s.leave}
        cancel={s.stay}
        isDanger
        onConfirm={guard.leave}
        onClose={guard.stay}
      />
    </>
  );
}

const NO_MODELS: readonly never[] = [];

/** Says when another version came into force while the page is open, whoever published it. */
function useAnnouncement(version: number): void {
  const known = useRef(version);
  useEffect(() => {
    if (known.current === version) return;
    known.current = version;
    showToast(s.nowInForce(version));
  }, [version]);
}
