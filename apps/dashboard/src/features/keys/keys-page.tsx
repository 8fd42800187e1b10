import type { CreatedKey, VirtualKey } from '@llm-cost-optimizer/contracts';
import { KeyRound, Plus, SearchX } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { useFocusReturn } from '../../components/use-focus-return.ts';
import { commonStrings } from '../../lib/strings/common.ts';
import { keysStrings as s } from '../../lib/strings/keys.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { useKeys } from './api/list-keys.ts';
import { KeyDialog } from './components/key-dialog.tsx';
import { KeyFilters } from './components/key-filters.tsx';
import { KeyTable } from './components/key-table.tsx';
import { RevokeDialog } from './components/revoke-dialog.tsx';
import { RotateDialog } from './components/rotate-dialog.tsx';
import { SecretDialog } from './components/secret-dialog.tsx';
import { filterKeys } from './lib/key-rows.ts';
import { keysParameters } from './lib/view.ts';

type Asked = { readonly action: 'rotate' | 'revoke'; readonly key: VirtualKey };
const NO_FILTERS = { search: null, project: null, show: 'all' } as const;

/** Virtual keys: who may call the gateway, with which rights and limits. */
export function KeysPage() {
  const [view, setView] = useUrlState(keysParameters);
  const keys = useKeys();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const changed = keys.data?.find((key) => key.id === view.key && key.revokedAt === null) ?? null;
  const close = () => setView({ new: false, key: null });
  useFocusReturn(view.new || changed !== null || asked !== null || created !== null);
  const show = (key: CreatedKey) => {
    close();
    setAsked(null);
    setCreated(key);
  };
  const createButton = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setView({ new: true })}>
      {s.create}
    </Button>
  );
  return (
    <>
      <PageHeader title={s.title} text={s.text} actions={keys.data?.length !== 0 && createButton} />
      {keys.data === undefined ? (
        keys.error === null ? (
          <Skeleton className="h-96 w-full rounded-xl" />
        ) : (
          <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
        )
      ) : keys.data.length === 0 ? (
        <Card>
          <EmptyState title={s.empty} text={s.emptyText} icon={<KeyRound />}>
            {createButton}
          </EmptyState>
        </Card>
      ) : (
        <KeyList
          keys={keys.data}
          view={view}
          onView={setView}
          onChange={(key) => setView({ key: key.id })}
          onAsk={setAsked}
        />
      )}
      <KeyDialog
        // Filled anew for every key.
        key={changed?.id ?? 'new'}
        isOpen={view.new || changed !== null}
        changed={changed}
        projects={projectsOf(keys.data ?? [])}
        onCreated={show}
        onClose={close}
      />
      <RotateDialog
        asked={asked?.action === 'rotate' ? asked.key : null}
        onDone={show}
        onClose={() => setAsked(null)}
      />
      <RevokeDialog asked={asked?.action === 'revoke' ? asked.key : null} onClose={() => setAsked(null)} />
      <SecretDialog created={created} onClose={() => setCreated(null)} />
    </>
  );
}

function KeyList(props: {
  keys: readonly VirtualKey[];
  view: Parameters<typeof KeyFilters>[0]['view'];
  onView: Parameters<typeof KeyFilters>[0]['onChange'];
  onChange: (key: VirtualKey) => void;
  onAsk: (asked: Asked) => void;
}) {
  const { keys, view, onView, onChange, onAsk } = props;
  const now = Date.now();
  const rows = filterKeys(keys, view, now);
  return (
    <div className="flex flex-col gap-4">
      <KeyFilters view={view} projects={projectsOf(keys)} shown={rows.length} all={keys.length} onChange={onView} />
      <Card isFlush>
        {rows.length === 0 ? (
          <EmptyState title={s.noMatch} text={s.noMatchText} icon={<SearchX />}>
            <Button onClick={() => onView(NO_FILTERS)}>{commonStrings.clearFilters}</Button>
          </EmptyState>
        ) : (
          <KeyTable
            rows={rows}
            all={keys}
            now={now}
            onChange={onChange}
            onRotate={(key) => onAsk({ action: 'rotate', key })}
            onRevoke={(key) => onAsk({ action: 'revoke', key })}
          />
        )}
      </Card>
    </div>
  );
}

function projectsOf(keys: readonly VirtualKey[]): string[] {
  return [...new Set(keys.map(({ project }) => project))].filter((project) => project !== null).sort();
}
