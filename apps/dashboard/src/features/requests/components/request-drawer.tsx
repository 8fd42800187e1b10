import type { RequestDetail } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, SearchX } from 'lucide-react';
import { Badge, SimulatedBadge } from '../../../components/badge.tsx';
import { IconButton } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Drawer } from '../../../components/dialog.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../components/states.tsx';
import { Tabs } from '../../../components/tabs.tsx';
import { ApiError } from '../../../lib/api.ts';
import { outcomeTone } from '../../../lib/colors.ts';
import { formatDateTime, formatName } from '../../../lib/format.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { detailStrings as s } from '../../../lib/strings/requests.ts';
import { requestDetailOptions } from '../api/get-request.ts';
import { DETAIL_TABS, type DetailTab } from '../lib/filters.ts';
import { CostTab } from './cost-tab.tsx';
import { SummaryTab } from './summary-tab.tsx';
import { TimelineTab } from './timeline-tab.tsx';
import { WhyTab } from './why-tab.tsx';

/** Everything about one request beside the list. `[` and `]` go to its neighbours in the list; null where there is none. */
export function RequestDrawer(props: {
  id: string | null;
  tab: DetailTab;
  previousId: string | null;
  nextId: string | null;
  onTab: (tab: DetailTab) => void;
  onGo: (id: string) => void;
  onClose: () => void;
}) {
  const { id, tab, previousId, nextId, onTab, onGo, onClose } = props;
  const { data, error, refetch } = useQuery({ ...requestDetailOptions(id ?? ''), enabled: id !== null });
  const go = (target: string | null) => {
    if (target !== null) onGo(target);
  };
  return (
    <Drawer
      isOpen={id !== null}
      onClose={onClose}
      title={<DrawerTitle detail={data} />}
      description={<DrawerId id={data?.id ?? id ?? ''} />}
      className="sm:max-w-3xl"
      onKeyDown={(event) => {
        if (isTyping(event.target)) return;
        if (event.key === '[') go(previousId);
        if (event.key === ']') go(nextId);
      }}
      actions={
        <div className="-mt-1 flex items-center">
          <IconButton label={`${s.previous} ([)`} disabled={previousId === null} onClick={() => go(previousId)}>
            <ChevronUp aria-hidden />
          </IconButton>
          <IconButton label={`${s.next} (])`} disabled={nextId === null} onClick={() => go(nextId)}>
            <ChevronDown aria-hidden />
          </IconButton>
        </div>
      }
    >
      {data !== undefined && <DetailTabs detail={data} tab={tab} onTab={onTab} />}
      {data === undefined && error !== null && <DetailError error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <DetailSkeleton />}
    </Drawer>
  );
}

function DetailTabs({
  detail,
  tab,
  onTab,
}: {
  detail: RequestDetail;
  tab: DetailTab;
  onTab: (tab: DetailTab) => void;
}) {
  const panels = {
    summary: <SummaryTab detail={detail} />,
    why: <WhyTab detail={detail} />,
    timeline: <TimelineTab detail={detail} />,
    cost: <CostTab detail={detail} />,
  };
  const tabs = DETAIL_TABS.map((value) => ({ value, label: s.tabs[value], content: panels[value] }));
  return (
    <div className="text-sm">
      <Tabs label={s.tabsLabel} value={tab} onChange={onTab} tabs={tabs} />
    </div>
  );
}

function DrawerTitle({ detail }: { detail: RequestDetail | undefined }) {
  if (detail === undefined) return s.title;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span className="min-w-0 break-words">
        {formatName(detail.requestedModel)} → {detail.servedModel ?? '–'}
      </span>
      <Badge tone={outcomeTone(detail.outcome)}>
        {commonStrings.outcomes[detail.outcome]} {detail.httpStatus}
      </Badge>
      {detail.isSimulated && <SimulatedBadge />}
      <span className="sr-only">{formatDateTime(detail.startedAt)}</span>
    </span>
  );
}

function DrawerId({ id }: { id: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <code className="truncate font-mono text-xs text-ink-faint">{id}</code>
      <CopyButton text={id} label={s.copyId} />
    </span>
  );
}

function DetailError({ error, onRetry }: { error: Error; onRetry: () => void }) {
  if (error instanceof ApiError && error.status === 404) {
    return <EmptyState icon={<SearchX />} title={s.notFoundTitle} text={s.notFoundText} />;
  }
  return <ErrorState error={error} onRetry={onRetry} />;
}

function DetailSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-4">
      <Skeleton className="h-9" />
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {['paid', 'saved', 'latency', 'tokens'].map((name) => (
          <Skeleton key={name} className="h-20 rounded-xl" />
        ))}
      </div>
      <Skeleton className="h-72 rounded-xl" />
    </div>
  );
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
