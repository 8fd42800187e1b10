import type { RequestSummary } from '@llm-cost-optimizer/contracts';
import { ArrowRight, ArrowUp } from 'lucide-react';
import { Link, useLocation, useNavigate } from 'react-router';
import { PATHS, requestPath } from '../../../app/paths.ts';
import { Badge, SimulatedBadge } from '../../../components/badge.tsx';
import { Card } from '../../../components/card.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../../components/table.tsx';
import { cacheTone, outcomeTone, savingTone } from '../../../lib/colors.ts';
import { cx } from '../../../lib/cx.ts';
import {
  formatDateTime,
  formatMs,
  formatName,
  formatTime,
  formatTokens,
  formatUsd,
  UNKNOWN,
} from '../../../lib/format.ts';
import { keepPeriod } from '../../../lib/period.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { overviewStrings } from '../../../lib/strings/overview.ts';
import { useHeldRows } from '../hooks/use-held-rows.ts';

const s = overviewStrings.recent;

/** Left out where they would push the money out of sight; the request's own page has them. */
const WIDE_ONLY = 'max-xl:hidden';

/** The last requests, live; they stand still while the pointer is over them. */
export function RecentCard({ rows: latest, className }: { rows: readonly RequestSummary[]; className?: string }) {
  const { rows, newCount, release, holders } = useHeldRows(latest);
  const kept = keepPeriod(new URLSearchParams(useLocation().search));
  return (
    <Card
      title={s.title}
      isFlush
      className={className ?? ''}
      note={
        newCount > 0 && (
          <button
            type="button"
            onClick={release}
            aria-label={s.freshLabel(newCount)}
            className="figures inline-flex h-6 items-center gap-1 rounded-full bg-accent px-2.5 text-xs font-medium text-on-accent hover:bg-accent-strong"
          >
            <ArrowUp className="size-3" aria-hidden />
            {s.fresh(newCount)}
          </button>
        )
      }
      actions={
        <Link
          to={PATHS.requests + kept}
          className="inline-flex h-6 items-center gap-1 text-xs font-medium text-accent hover:underline"
        >
          {s.all}
          <ArrowRight className="size-3" aria-hidden />
        </Link>
      }
    >
      {rows.length === 0 ? (
        <EmptyState title={s.none} />
      ) : (
        <div {...holders} className="overflow-x-auto border-t border-line">
          <Table label={s.title}>
            <TableHead>
              <HeadCell>{s.time}</HeadCell>
              <HeadCell>{s.status}</HeadCell>
              <HeadCell>{s.route}</HeadCell>
              <HeadCell isNumeric className={WIDE_ONLY}>
                {s.complexity}
              </HeadCell>
              <HeadCell className={WIDE_ONLY}>{s.mode}</HeadCell>
              <HeadCell className={WIDE_ONLY}>{s.cache}</HeadCell>
              <HeadCell isNumeric className={WIDE_ONLY}>
                {s.tokens}
              </HeadCell>
              <HeadCell isNumeric>{s.latency}</HeadCell>
              <HeadCell isNumeric>{s.cost}</HeadCell>
              <HeadCell isNumeric>{s.saved}</HeadCell>
            </TableHead>
            <TableBody>
              {rows.map((row) => (
                <RecentRow key={row.id} row={row} search={kept} />
              ))}
            </TableBody>
          </Table>
        </div>
      )}
    </Card>
  );
}

function RecentRow({ row, search }: { row: RequestSummary; search: string }) {
  const navigate = useNavigate();
  const path = requestPath(row.id, search);
  return (
    <Row className="cursor-pointer" onClick={() => void navigate(path)}>
      <Cell isHalf className="figures whitespace-nowrap text-ink-soft" title={formatDateTime(row.startedAt)}>
        {formatTime(row.startedAt)}
      </Cell>
      <Cell isHalf className="max-sm:justify-end">
        <Badge tone={outcomeTone(row.outcome)}>{commonStrings.outcomes[row.outcome]}</Badge>
      </Cell>
      <Cell className="max-w-88 sm:max-xl:w-full sm:max-xl:max-w-0">
        <Link
          to={path}
          onClick={(event) => event.stopPropagation()}
          className="flex min-w-0 items-center gap-1.5 hover:underline max-sm:w-full"
        >
          <span className="sr-only">{s.open(formatTime(row.startedAt))}</span>
          <span className="max-w-28 truncate text-ink-faint">{formatName(row.requestedModel)}</span>
          <ArrowRight className="size-3 shrink-0 text-ink-faint" aria-hidden />
          <span className="min-w-0 truncate font-medium text-ink">{row.servedModel ?? s.notServed}</span>
          {row.servedProvider !== null && <span className="text-xs text-ink-faint">{row.servedProvider}</span>}
          {row.isSimulated && <SimulatedBadge isShort />}
        </Link>
      </Cell>
      <Cell isNumeric isMinor className={cx(WIDE_ONLY, 'text-ink-soft')}>
        {row.complexityScore ?? UNKNOWN}
      </Cell>
      <Cell isMinor className={cx(WIDE_ONLY, 'text-ink-soft')}>
        {row.mode === null ? UNKNOWN : commonStrings.modes[row.mode]}
      </Cell>
      <Cell isMinor className={WIDE_ONLY}>
        <Badge tone={cacheTone(row.cache)}>{commonStrings.cache[row.cache]}</Badge>
      </Cell>
      <Cell isNumeric isMinor className={cx(WIDE_ONLY, 'whitespace-nowrap text-ink-soft')}>
        {formatTokens(row.promptTokens)} / {formatTokens(row.completionTokens)}
      </Cell>
      <Cell isNumeric isMinor className="whitespace-nowrap text-ink-soft">
        {formatMs(row.latencyMs)}
      </Cell>
      <Cell isNumeric label={s.cost} className="whitespace-nowrap" {...(row.isEstimated && { title: s.estimatedHint })}>
        {formatUsd(row.costUsd)}
        {row.isEstimated && <span className="text-ink-faint">*</span>}
      </Cell>
      <Cell
        isNumeric
        label={s.saved}
        className={cx('font-medium whitespace-nowrap max-sm:justify-end', savingTone(row.savedUsd))}
      >
        {formatUsd(row.savedUsd)}
      </Cell>
    </Row>
  );
}
