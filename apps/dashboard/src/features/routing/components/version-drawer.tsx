import type { ConfigVersion } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { CodeBlock } from '../../../components/code-block.tsx';
import { Drawer } from '../../../components/dialog.tsx';
import { Select } from '../../../components/field.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { ErrorState, Skeleton } from '../../../components/states.tsx';
import { formatDateTime } from '../../../lib/format.ts';
import { historyStrings as s } from '../../../lib/strings/routing.ts';
import { configVersionOptions } from '../api/get-version.ts';
import { configVersionsOptions } from '../api/list-versions.ts';
import { DiffView } from './diff-view.tsx';

type Pane = keyof typeof s.panes;
const PANES: readonly Pane[] = ['changes', 'text'];

interface VersionDrawerProps {
  readonly version: number | null;
  /** The version it is compared with; null = the one in force, or the one before it where that is itself. */
  readonly against: number | null;
  readonly onAgainst: (version: number) => void;
  readonly onRollBack: (version: number) => void;
  readonly onClose: () => void;
}

/** One version: its text, and what differs from any other. */
export function VersionDrawer(props: VersionDrawerProps) {
  const { version, against, onAgainst, onRollBack, onClose } = props;
  const { data: versions } = useQuery(configVersionsOptions());
  const own = versions?.find((one) => one.version === version);
  const other = against ?? defaultOther(version, versions ?? []);
  return (
    <Drawer
      isOpen={version !== null}
      onClose={onClose}
      title={s.title(version ?? 0)}
      description={own === undefined ? undefined : describe(own)}
      className="sm:max-w-3xl"
      actions={
        own !== undefined &&
        !own.isActive && (
          <Button
            size="sm"
            className="-mt-0.5"
            icon={<RotateCcw aria-hidden />}
            onClick={() => onRollBack(own.version)}
          >
            {s.rollBack}
          </Button>
        )
      }
    >
      {version !== null && (
        <VersionContent version={version} other={other} versions={versions ?? []} onAgainst={onAgainst} />
      )}
    </Drawer>
  );
}

function VersionContent(props: {
  version: number;
  other: number | null;
  versions: readonly ConfigVersion[];
  onAgainst: (version: number) => void;
}) {
  const { version, other, versions, onAgainst } = props;
  const [pane, setPane] = useState<Pane>('changes');
  const selectId = useId();
  return (
    <div className="flex flex-col gap-4 text-sm">
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          label={s.panesLabel}
          value={pane}
          options={PANES.map((value) => ({ value, label: s.panes[value] }))}
          onChange={setPane}
        />
        {pane === 'changes' && (
          <div className="ml-auto flex items-center gap-2">
            <label htmlFor={selectId} className="text-xs whitespace-nowrap text-ink-soft">
              {s.compareWith}
            </label>
            <Select
              id={selectId}
              value={String(other ?? '')}
              options={versions
                .filter((one) => one.version !== version)
                .map((one) => ({ value: String(one.version), label: s.option(one.version, one.isActive) }))}
              onChange={(event) => onAgainst(Number(event.target.value))}
              className="w-auto"
            />
          </div>
        )}
      </div>
      {pane === 'text' ? <VersionText version={version} /> : <VersionChanges version={version} other={other} />}
    </div>
  );
}

function VersionText({ version }: { version: number }) {
  const { data, error, refetch } = useQuery(configVersionOptions(version));
  if (data !== undefined) return <CodeBlock text={data.yaml} label={s.textLabel(version)} />;
  return error === null ? <Skeleton className="h-80" /> : <ErrorState error={error} onRetry={() => void refetch()} />;
}

/** From the older to the newer of the two, as a change is read. */
function VersionChanges({ version, other }: { version: number; other: number | null }) {
  const older = Math.min(version, other ?? version);
  const newer = Math.max(version, other ?? version);
  const before = useQuery(configVersionOptions(older));
  const after = useQuery(configVersionOptions(newer));
  const failed = [before, after].find((query) => query.error !== null && query.data === undefined);
  if (failed !== undefined) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (before.data === undefined || after.data === undefined) return <Skeleton className="h-80" />;
  return (
    <>
      <p className="text-ink-soft">{s.changesFrom(older, newer)}</p>
      <DiffView before={before.data.yaml} after={after.data.yaml} />
    </>
  );
}

function defaultOther(version: number | null, versions: readonly ConfigVersion[]): number | null {
  const active = versions.find((one) => one.isActive);
  if (active !== undefined && active.version !== version) return active.version;
  const before = versions.filter((one) => version !== null && one.version < version).map((one) => one.version);
  return before.length === 0 ? null : Math.max(...before);
}

function describe({ author, createdAt, message, source }: ConfigVersion): string {
  return [s.sources[source], author, formatDateTime(createdAt), message].filter((part) => part !== null).join(' · ');
}
