import type { Overview, PeriodQuery } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Swatch } from '../../../components/badge.tsx';
import { ChartFrame } from '../../../components/chart-frame.tsx';
import { Skeleton } from '../../../components/states.tsx';
import { cx } from '../../../lib/cx.ts';
import { formatBucket, formatCount, plural } from '../../../lib/format.ts';
import { requestStrings as s } from '../../../lib/strings/requests.ts';
import { requestVolumeOptions } from '../api/request-volume.ts';

type Bucket = Overview['series'][number];

/** Requests over the period as bars; dragging over them zooms the time range. Absent when the figures cannot be read. */
export function VolumeChart(props: { period: PeriodQuery; onZoom: (span: { from: string; to: string }) => void }) {
  const { period, onZoom } = props;
  const { data, isError } = useQuery({ ...requestVolumeOptions(period), placeholderData: (before) => before });
  if (isError && data === undefined) return null;
  if (data === undefined) return <Skeleton className="h-47 rounded-xl" />;
  const { series, totals } = data;
  if (totals.requests === 0) return null;
  const hits = series.reduce((sum, bucket) => sum + bucket.cacheHits, 0);
  const label = (bucket: Bucket) => formatBucket(bucket.start, data.period.bucket, true);
  return (
    <ChartFrame
      title={s.volumeTitle}
      note={s.volumeNote}
      summary={s.volumeSummary(formatCount(totals.requests), formatCount(hits))}
      table={{
        columns: s.volumeColumns,
        rows: series.map((bucket) => [label(bucket), formatCount(bucket.requests), formatCount(bucket.cacheHits)]),
      }}
    >
      <Bars series={series} end={data.period.to} label={label} onZoom={onZoom} />
      <Axis series={series} bucket={data.period.bucket} />
    </ChartFrame>
  );
}

function Bars(props: {
  series: readonly Bucket[];
  end: string;
  label: (bucket: Bucket) => string;
  onZoom: (span: { from: string; to: string }) => void;
}) {
  const { series, end, label, onZoom } = props;
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const top = Math.max(1, ...series.map((bucket) => bucket.requests));
  const indexAt = (clientX: number) => {
    const rect = box.current?.getBoundingClientRect();
    if (rect === undefined || rect.width === 0) return 0;
    return Math.max(0, Math.min(series.length - 1, Math.floor(((clientX - rect.left) / rect.width) * series.length)));
  };
  const finish = () => {
    if (drag === null) return;
    const first = series[Math.min(drag.from, drag.to)];
    const behind = series[Math.max(drag.from, drag.to) + 1]?.start ?? end;
    setDrag(null);
    if (first !== undefined && first.start < behind) onZoom({ from: first.start, to: behind });
  };
  const isMarked = (index: number) =>
    drag !== null && index >= Math.min(drag.from, drag.to) && index <= Math.max(drag.from, drag.to);
  return (
    <div
      ref={box}
      aria-hidden
      className="flex h-16 touch-pan-y cursor-crosshair items-end select-none"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const index = indexAt(event.clientX);
        setDrag({ from: index, to: index });
      }}
      onPointerMove={(event) => setDrag((current) => current && { ...current, to: indexAt(event.clientX) })}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
    >
      {series.map((bucket, index) => (
        <div
          key={bucket.start}
          title={
            s.volumeBar(label(bucket), plural(bucket.requests, 'request'), formatCount(bucket.cacheHits)) +
            (bucket.isPartial ? `, ${s.partial}` : '')
          }
          className={cx(
            'group flex h-full min-w-0 flex-1 items-end justify-center hover:bg-sunken',
            isMarked(index) && 'bg-info-soft',
          )}
        >
          <div
            // The gap is a share of the width: fixed ones are wider than the page with many bars on a narrow screen.
            className={cx('flex w-[85%] flex-col overflow-hidden rounded-t-[3px]', bucket.isPartial && 'hatched')}
            style={{ height: `${(bucket.requests / top) * 100}%` }}
          >
            <div
              className="bg-(--series-1)"
              style={{ flexGrow: Math.max(0, bucket.requests - bucket.cacheHits), opacity: bucket.isPartial ? 0.5 : 1 }}
            />
            <div
              className="bg-(--series-3)"
              style={{ flexGrow: bucket.cacheHits, opacity: bucket.isPartial ? 0.5 : 1 }}
            />
          </div>
        </div>
      ))}
    </div>
  );
}

function Axis({ series, bucket }: { series: readonly Bucket[]; bucket: Overview['period']['bucket'] }) {
  const end = (one: Bucket | undefined) => (one === undefined ? '' : formatBucket(one.start, bucket, true));
  return (
    <div className="mt-1 flex flex-wrap items-center justify-between gap-x-4 border-t border-line pt-1 text-2xs text-ink-faint">
      <span className="figures">{end(series[0])}</span>
      <span className="figures sm:order-last">{end(series.at(-1))}</span>
      <span className="flex items-center gap-4 max-sm:w-full max-sm:justify-center">
        <span className="flex items-center gap-1.5">
          <Swatch color="var(--series-3)" />
          {s.fromCache}
        </span>
        <span className="flex items-center gap-1.5">
          <Swatch color="var(--series-1)" />
          {s.fromProvider}
        </span>
      </span>
    </div>
  );
}
