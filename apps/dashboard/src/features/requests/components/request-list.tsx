import { ArrowUp, SearchX, Send } from 'lucide-react';
import { useId } from 'react';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { CodeBlock } from '../../../components/code-block.tsx';
import { Select } from '../../../components/field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../components/states.tsx';
import { formatCount } from '../../../lib/format.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { requestStrings as s } from '../../../lib/strings/requests.ts';
import type { useRequestList } from '../hooks/use-request-list.ts';
import { isFiltered, noFilters, type PAGE_SIZES, type RequestFilters } from '../lib/filters.ts';
import { firstRequestCommand } from '../lib/snippets.ts';
import type { AddFilter } from './cells.tsx';
import { RequestTable } from './request-table.tsx';

type PageSize = (typeof PAGE_SIZES)[number];

interface RequestListProps {
  readonly requests: ReturnType<typeof useRequestList>;
  readonly filters: RequestFilters;
  readonly openedId: string | null;
  readonly keyNames: ReadonlyMap<string, string>;
  readonly pageSize: PageSize;
  readonly pageSizes: readonly PageSize[];
  readonly onPageSize: (size: PageSize) => void;
  readonly onOpen: (id: string) => void;
  readonly onAdd: AddFilter;
  readonly onFilters: (patch: Partial<RequestFilters>) => void;
}

/** The list in its states: loading, failed, empty, without match, or rows with the way to newer and older ones. */
export function RequestList(props: RequestListProps) {
  const { requests, filters, openedId, keyNames, onOpen, onAdd, onFilters } = props;
  const { list, rows, isLive, newCount, isMoreNew, showNew } = requests;
  if (list.isPending) return <ListSkeleton />;
  if (list.isError && rows.length === 0) {
    return (
      <Card>
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      </Card>
    );
  }
  if (rows.length === 0) {
    return (
      <Card>
        {isFiltered(filters) ? <NoMatch onClear={() => onFilters(noFilters())} /> : <NothingYet isLive={isLive} />}
      </Card>
    );
  }
  const loadOlder = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  return (
    <div className="relative">
      <NewRowsPill
        count={newCount}
        isMore={isMoreNew}
        onShow={() => {
          showNew();
          window.scrollTo({ top: 0 });
        }}
      />
      <Card isFlush>
        <RequestTable
          rows={rows}
          openedId={openedId}
          keyNames={keyNames}
          onOpen={onOpen}
          onAdd={onAdd}
          onEnd={loadOlder}
        />
        <ListFooter {...props} onOlder={loadOlder} />
      </Card>
    </div>
  );
}

/** New requests wait here until the user wants them; the polite region says so once, not for every request. */
function NewRowsPill({ count, isMore, onShow }: { count: number; isMore: boolean; onShow: () => void }) {
  return (
    // Moved below the head of the columns, which it must not cover, in its natural place and where it sticks.
    <div className="pointer-events-none sticky top-16 z-20 -mb-8 flex h-8 translate-y-2 justify-center sm:translate-y-10">
      {count > 0 && (
        <button
          type="button"
          aria-label={s.newRowsLabel(count, isMore)}
          onClick={onShow}
          className="figures pointer-events-auto inline-flex h-8 animate-[appear_150ms_ease-out] items-center gap-1.5 rounded-full bg-accent px-3.5 text-sm font-medium text-on-accent shadow-float hover:bg-accent-strong"
        >
          <ArrowUp className="size-4" aria-hidden />
          {s.newRows(count, isMore)}
        </button>
      )}
    </div>
  );
}

function ListFooter(props: RequestListProps & { onOlder: () => void }) {
  const { requests, pageSize, pageSizes, onPageSize, onOlder } = props;
  const { list, rows } = requests;
  const id = useId();
  return (
    <footer className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-3 text-xs text-ink-soft">
      <span className="figures">
        {list.hasNextPage ? s.loaded(formatCount(rows.length)) : s.allLoaded(formatCount(rows.length))}
      </span>
      <span className="text-ink-faint max-md:hidden">{s.keysHint}</span>
      {list.isFetchNextPageError && (
        <span role="alert" className="text-bad">
          {s.olderFailed}
        </span>
      )}
      <span className="ml-auto flex items-center gap-2">
        <label htmlFor={id} className="whitespace-nowrap">
          {s.rowsPerPage}
        </label>
        <Select
          id={id}
          value={pageSize}
          options={pageSizes.map((value) => ({ value, label: value }))}
          onChange={(event) => {
            const size = pageSizes.find((candidate) => candidate === event.target.value);
            if (size !== undefined) onPageSize(size);
          }}
          className="w-22!"
        />
      </span>
      {list.hasNextPage && (
        <Button onClick={onOlder} isBusy={list.isFetchingNextPage}>
          {list.isFetchNextPageError ? commonStrings.retry : s.loadOlder}
        </Button>
      )}
    </footer>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState icon={<SearchX />} title={s.noMatchTitle} text={s.noMatchText}>
      <Button onClick={onClear}>{s.clearAll}</Button>
    </EmptyState>
  );
}

/** A period that is over gets no more requests, so there another one is the next step. */
function NothingYet({ isLive }: { isLive: boolean }) {
  if (!isLive) return <EmptyState title={s.emptyTitle} text={s.emptyPast} />;
  return (
    <EmptyState icon={<Send />} title={s.emptyTitle} text={s.emptyText}>
      <CodeBlock label={s.emptyCommand} text={firstRequestCommand(window.location.origin)} />
    </EmptyState>
  );
}

function ListSkeleton() {
  return (
    <Card isFlush>
      <div aria-busy className="flex flex-col">
        <span className="sr-only">{commonStrings.loading}</span>
        {Array.from({ length: 12 }, (_, index) => `line-${index}`).map((line) => (
          <div key={line} className="flex h-[53px] items-center gap-6 border-b border-line px-4 last:border-b-0">
            <Skeleton className="h-4 w-16" />
            <Skeleton className="h-5 w-14" />
            <Skeleton className="h-4 flex-1" />
            <Skeleton className="h-4 w-20 max-md:hidden" />
            <Skeleton className="h-4 w-24 max-lg:hidden" />
            <Skeleton className="h-4 w-16" />
          </div>
        ))}
      </div>
    </Card>
  );
}
