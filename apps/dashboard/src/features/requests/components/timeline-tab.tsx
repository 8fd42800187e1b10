import type { AttemptDetail, RequestDetail } from '@llm-cost-optimizer/contracts';
import { Badge, SimulatedBadge, Swatch } from '../../../components/badge.tsx';
import { cx } from '../../../lib/cx.ts';
import { formatCount, formatMs } from '../../../lib/format.ts';
import { timelineStrings as s } from '../../../lib/strings/requests.ts';
import { buildTimeline, placeSegment, type SegmentKind, type TimelineRow } from '../lib/timeline.ts';
import { Fact, Facts } from './facts.tsx';

const COLORS: Record<SegmentKind, string> = {
  gateway: 'var(--series-7)',
  waiting: 'var(--series-5)',
  answering: 'var(--series-1)',
  failed: 'var(--bad)',
};
const KINDS: readonly SegmentKind[] = ['gateway', 'waiting', 'answering', 'failed'];

/** The request as a waterfall: the gateway's own stages, then every call with its wait and its answer. */
export function TimelineTab({ detail }: { detail: RequestDetail }) {
  const timeline = buildTimeline(detail);
  const used = KINDS.filter((kind) =>
    timeline.rows.some((row) => row.segments.some((segment) => segment.kind === kind)),
  );
  return (
    <>
      <Facts>
        <Fact name={s.total}>{formatMs(detail.latencyMs)}</Fact>
        <Fact name={s.gatewayTime}>{formatMs(detail.overheadMs)}</Fact>
      </Facts>
      {timeline.rows.length === 0 && <p className="mt-4 text-ink-soft">{s.nothing}</p>}
      <ol aria-label={s.label} className="mt-4 flex flex-col">
        {timeline.rows.map((row) => (
          <WaterfallRow key={row.id} row={row} totalMs={timeline.totalMs} detail={detail} />
        ))}
      </ol>
      <div aria-hidden className="figures mt-1 flex justify-between text-2xs text-ink-faint sm:pr-19 sm:pl-52">
        <span>0</span>
        <span>{formatMs(timeline.totalMs / 2)}</span>
        <span>{formatMs(timeline.totalMs)}</span>
      </div>
      <div className="mt-4 flex flex-wrap gap-4 text-xs text-ink-soft">
        {used.map((kind) => (
          <span key={kind} className="flex items-center gap-1.5">
            <Swatch color={COLORS[kind]} isHatched={kind === 'failed'} />
            {s.segments[kind]}
          </span>
        ))}
      </div>
    </>
  );
}

function WaterfallRow({ row, totalMs, detail }: { row: TimelineRow; totalMs: number; detail: RequestDetail }) {
  const { source, segments } = row;
  const startMs = segments[0]?.startMs ?? 0;
  const endMs = segments.at(-1)?.endMs ?? startMs;
  return (
    <li className="border-b border-line py-2 last:border-b-0">
      <div className="flex flex-col gap-x-3 gap-y-1 sm:flex-row sm:items-center">
        <div className="min-w-0 sm:w-49 sm:shrink-0">
          {source.kind === 'stage' ? (
            <span className="text-ink">{s.stages[source.name] ?? source.name}</span>
          ) : (
            <AttemptName attempt={source.attempt} />
          )}
        </div>
        <div className="relative h-5 w-full min-w-0 rounded-md bg-sunken/60">
          {segments.map((segment) => {
            const { leftPercent, widthPercent } = placeSegment(segment, totalMs);
            return (
              <span
                key={segment.kind}
                title={`${s.segments[segment.kind]}: ${formatMs(segment.endMs - segment.startMs)}`}
                className={cx('absolute inset-y-1 rounded-[3px]', segment.kind === 'failed' && 'hatched')}
                style={{ left: `${leftPercent}%`, width: `${widthPercent}%`, backgroundColor: COLORS[segment.kind] }}
              />
            );
          })}
        </div>
        <span className="figures w-16 shrink-0 text-ink sm:text-right">
          {formatMs(endMs - startMs)}
          <span className="sr-only"> {s.from(formatMs(startMs), formatMs(endMs))}</span>
        </span>
      </div>
      {source.kind === 'attempt' && <AttemptFacts attempt={source.attempt} trace={detail.trace} />}
    </li>
  );
}

function AttemptName({ attempt }: { attempt: AttemptDetail }) {
  return (
    <>
      <span className="block truncate text-ink" title={`${attempt.provider}/${attempt.model}`}>
        {attempt.model}
      </span>
      <span className="block text-2xs text-ink-faint">
        {s.call(attempt.number)}, {attempt.provider}
      </span>
    </>
  );
}

function AttemptFacts({ attempt, trace }: { attempt: AttemptDetail; trace: RequestDetail['trace'] }) {
  const isGood = attempt.outcome === 'ok';
  const upstream = trace.upstreams?.find((one) => one.attempt === attempt.number);
  const odd = trace.oddUsage?.find((one) => one.attempt === attempt.number);
  const parts = [
    attempt.httpStatus === null ? s.noStatus : s.status(attempt.httpStatus),
    attempt.ttftMs === null ? null : `${s.segments.waiting.toLowerCase()} ${formatMs(attempt.ttftMs)}`,
    attempt.finishReason === null ? null : s.finish(attempt.finishReason),
    upstream === undefined ? null : s.upstream(upstream.deployment, upstream.key),
    attempt.providerRequestId === null ? null : `${s.providerRequestId} ${attempt.providerRequestId}`,
  ].filter((part) => part !== null);
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-faint sm:pl-52">
      <Badge tone={isGood ? 'good' : attempt.outcome === 'cancelled' ? 'neutral' : 'bad'}>
        {s.outcomes[attempt.outcome]}
      </Badge>
      {attempt.isSimulated && <SimulatedBadge isShort />}
      <span className="figures min-w-0 break-words">{parts.join(' · ')}</span>
      {odd !== undefined && (
        <span className="figures w-full text-warn">
          {odd.sent === undefined
            ? s.oddUsage(formatCount(odd.promptTokens), formatCount(odd.completionTokens), odd.isReplaced)
            : s.noCount(odd.sent)}
        </span>
      )}
    </div>
  );
}
