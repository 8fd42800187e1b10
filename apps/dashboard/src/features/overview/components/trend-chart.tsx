import type { Overview } from '@llm-cost-optimizer/contracts';
import { useState } from 'react';
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { colorOf } from '../../../lib/colors.ts';
import { axisTicks, formatBucket, formatCompact, formatDay, formatUsdAxis } from '../../../lib/format.ts';
import { usePeriod } from '../../../lib/period.ts';
import type { Measure, Trend, TrendRow } from '../lib/trend.ts';
import { TrendTooltip } from './trend-tooltip.tsx';

const STEP_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const AXIS = { tickLine: false, axisLine: false, tick: { fill: 'var(--ink-faint)', fontSize: 11 } } as const;

interface TrendChartProps {
  trend: Trend;
  measure: Measure;
  bucket: Overview['period']['bucket'];
  /** The only model to draw; null draws all. */
  isolated: string | null;
  /** Whether the line of what the baseline would have cost is drawn; without it the scale fits what was paid. */
  hasBaseline: boolean;
}

/** The time chart. Dragging over it chooses the span of time. Loaded on demand, hence the default export. */
export default function TrendChart({ trend, measure, bucket, isolated, hasBaseline }: TrendChartProps) {
  const drag = useDragToZoom(bucket);
  const partial = trend.rows.at(-1)?.isPartial === true ? trend.rows.at(-1) : undefined;
  const lastFull = trend.rows.at(-2);
  const ticks = axisTicks(
    trend.rows.map((row) => row.start),
    bucket,
  );
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={[...trend.rows]}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        onMouseDown={({ activeLabel }) => drag.begin(activeLabel)}
        onMouseMove={({ activeLabel }) => drag.move(activeLabel)}
        onMouseUp={drag.end}
        onMouseLeave={drag.cancel}
      >
        <defs>
          <pattern id="partial-bucket" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="2" height="6" fill="var(--ink-faint)" opacity="0.25" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="start"
          {...AXIS}
          minTickGap={48}
          interval={ticks === null ? 'equidistantPreserveStart' : 'preserveEnd'}
          {...(ticks !== null && { ticks })}
          tickFormatter={(start: string) => (ticks === null ? formatBucket(start, bucket) : formatDay(start))}
        />
        <YAxis {...AXIS} width={52} tickFormatter={measure === 'cost' ? formatUsdAxis : formatCompact} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)', fill: 'var(--sunken)', strokeDasharray: '3 3' }}
          content={({ active, payload }) => {
            const row: TrendRow | undefined = active
              ? trend.rows.find((candidate) => candidate === payload[0]?.payload)
              : undefined;
            return row === undefined ? null : (
              <TrendTooltip row={row} models={trend.models} measure={measure} bucket={bucket} />
            );
          }}
        />
        {measure === 'cost' ? costSeries(trend, isolated, hasBaseline && isolated === null) : requestSeries()}
        <Line
          dataKey="previous"
          stroke="var(--ink-faint)"
          strokeWidth={1.5}
          strokeDasharray="4 4"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
        {partial !== undefined && lastFull !== undefined && measure === 'cost' && (
          <ReferenceArea x1={lastFull.start} x2={partial.start} fill="url(#partial-bucket)" fillOpacity={1} />
        )}
        {drag.span !== null && (
          <ReferenceArea x1={drag.span.from} x2={drag.span.to} fill="var(--info)" fillOpacity={0.15} />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function costSeries({ models }: Trend, isolated: string | null, hasBaseline: boolean) {
  const shown = models
    .map((model, index) => ({ model, index }))
    .filter(({ model }) => isolated === null || model === isolated);
  return [
    hasBaseline && (
      <Area
        key="gap"
        dataKey={(row: TrendRow) => [row.costUsd, Math.max(row.costUsd, row.baselineUsd)]}
        stroke="none"
        fill="var(--gap)"
        fillOpacity={0.6}
        activeDot={false}
        isAnimationActive={false}
      />
    ),
    ...shown.map(({ model, index }) => (
      <Area
        key={model}
        stackId="paid"
        dataKey={(row: TrendRow) => row.byModel[index] ?? 0}
        name={model}
        fill={colorOf(model)}
        fillOpacity={0.9}
        stroke="var(--surface)"
        strokeWidth={1}
        activeDot={false}
        isAnimationActive={false}
      />
    )),
    hasBaseline && (
      <Line
        key="baseline"
        dataKey="baselineUsd"
        stroke="var(--ink)"
        strokeWidth={1.5}
        dot={false}
        activeDot={{ r: 3 }}
        isAnimationActive={false}
      />
    ),
  ];
}

function requestSeries() {
  return [
    <Bar
      key="provider"
      stackId="requests"
      dataKey={(row: TrendRow) => row.requests - row.cacheHits}
      isAnimationActive={false}
      fill="var(--series-1)"
      shape={bucketShape}
    />,
    <Bar
      key="cache"
      stackId="requests"
      dataKey="cacheHits"
      isAnimationActive={false}
      fill="var(--lever-semantic)"
      shape={bucketShape}
    />,
  ];
}

/** A bar; that of the bucket which is still filling is hatched over. */
function bucketShape({
  x,
  y,
  width,
  height,
  fill,
  payload,
}: {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  fill?: string;
  payload?: TrendRow;
}) {
  const box = { x: x ?? 0, y: y ?? 0, width: Math.max(0, (width ?? 0) - 1), height: Math.max(0, height ?? 0) };
  return (
    <g>
      <rect {...box} fill={fill} opacity={payload?.isPartial === true ? 0.5 : 1} />
      {payload?.isPartial === true && <rect {...box} fill="url(#partial-bucket)" />}
    </g>
  );
}

/** Choosing a span by dragging. The same can be typed in the time range picker. */
function useDragToZoom(bucket: Overview['period']['bucket']) {
  const [, setPeriod] = usePeriod();
  const [span, setSpan] = useState<{ from: string; to: string } | null>(null);
  return {
    span,
    begin: (label: unknown) => typeof label === 'string' && setSpan({ from: label, to: label }),
    move: (label: unknown) =>
      typeof label === 'string' && setSpan((current) => current && { from: current.from, to: label }),
    cancel: () => setSpan(null),
    end: () => {
      setSpan(null);
      if (span === null || span.from === span.to) return;
      const [from = span.from, to = span.to] = [span.from, span.to].sort();
      setPeriod({ from, to: new Date(Date.parse(to) + STEP_MS[bucket]).toISOString() });
    },
  };
}
