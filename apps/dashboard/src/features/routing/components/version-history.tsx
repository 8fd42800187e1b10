import type { ConfigVersion } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { History, RotateCcw } from 'lucide-react';
import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../components/states.tsx';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../../components/table.tsx';
import { formatDateTime } from '../../../lib/format.ts';
import { historyStrings as s } from '../../../lib/strings/routing.ts';
import { configVersionsOptions } from '../api/list-versions.ts';

interface VersionHistoryProps {
  readonly onOpen: (version: number) => void;
  readonly onRollBack: (version: number) => void;
}

/** Who changed the configuration when, from where and why. */
export function VersionHistory({ onOpen, onRollBack }: VersionHistoryProps) {
  const { data, error, refetch } = useQuery(configVersionsOptions());
  return (
    <Card isFlush>
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <HistorySkeleton />}
      {data?.length === 0 && <EmptyState icon={<History />} title={s.emptyTitle} />}
      {data !== undefined && data.length > 0 && (
        <Table label={s.label}>
          <TableHead>
            <HeadCell className="w-40">{s.columns.version}</HeadCell>
            <HeadCell>{s.columns.message}</HeadCell>
            <HeadCell className="w-32">{s.columns.source}</HeadCell>
            <HeadCell className="w-36">{s.columns.author}</HeadCell>
            <HeadCell className="w-48">{s.columns.when}</HeadCell>
            <HeadCell className="w-32">
              <span className="sr-only">{s.columns.actions}</span>
            </HeadCell>
          </TableHead>
          <TableBody>
            {data.map((version) => (
              <VersionRow key={version.version} version={version} onOpen={onOpen} onRollBack={onRollBack} />
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function VersionRow({ version, onOpen, onRollBack }: VersionHistoryProps & { version: ConfigVersion }) {
  return (
    <Row className="cursor-pointer" onClick={() => onOpen(version.version)}>
      <Cell>
        <span className="flex items-center gap-2">
          <button
            type="button"
            onClick={(event) => {
              event.stopPropagation();
              onOpen(version.version);
            }}
            className="figures font-medium text-ink underline decoration-line-strong decoration-dotted underline-offset-3"
          >
            {s.title(version.version)}
          </button>
          {version.isActive && <Badge tone="good">{s.inForce}</Badge>}
        </span>
      </Cell>
      <Cell className="break-words">{version.message ?? <span className="text-ink-faint">{s.noMessage}</span>}</Cell>
      <Cell label={s.columns.source}>{s.sources[version.source]}</Cell>
      <Cell label={s.columns.author}>{version.author ?? '–'}</Cell>
      <Cell label={s.columns.when} className="figures whitespace-nowrap max-sm:col-span-2">
        {formatDateTime(version.createdAt)}
      </Cell>
      <Cell className="text-right">
        {!version.isActive && (
          <Button
            size="sm"
            icon={<RotateCcw aria-hidden />}
            onClick={(event) => {
              event.stopPropagation();
              onRollBack(version.version);
            }}
          >
            {s.rollBack}
            <span className="sr-only"> {s.title(version.version)}</span>
          </Button>
        )}
      </Cell>
    </Row>
  );
}

function HistorySkeleton() {
  return (
    <div aria-busy className="flex flex-col">
      {['first', 'second', 'third', 'fourth'].map((line) => (
        <div key={line} className="flex h-12 items-center gap-6 border-b border-line px-4 last:border-b-0">
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-40" />
        </div>
      ))}
    </div>
  );
}
