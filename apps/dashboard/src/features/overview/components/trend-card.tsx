import type { Overview } from '@llm-cost-optimizer/contracts';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Swatch } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { ChartFrame, type ChartTable } from '../../../components/chart-frame.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { EmptyState, Skeleton } from '../../../components/states.tsx';
import { colorOf, OTHER } from '../../../lib/colors.ts';
import { cx } from '../../../lib/cx.ts';
import { formatBucket, formatCompact, formatCount, formatUsd } from '../../../lib/format.ts';
import { overviewStrings as s } from '../../../lib/strings/overview.ts';
import { useUrlState } from '../../../lib/url-state.ts';
import { usePreviousOverview } from '../api/get-overview.ts';
import { accumulate, MEASURES, type Measure, type Trend, toTrend } from '../lib/trend.ts';
import { overviewParameters } from '../lib/view.ts';

// The chart library is larger than the rest of the page; it comes after the figures.
const TrendChart = lazy(() => import('./trend-chart.tsx'));

const MEASURE_OPTIONS = MEASURES.map((value) => ({ value, label: s.trend.measures[value] }));

/** Paid cost by model under the line of what the baseline would have cost; or requests by where the answer came from. */
export function TrendCard({
  overview,
  isCompared,
  className,
}: {
  overview: Overview;
  isCompared: boolean;
  className?: string;
}) {
  const [{ measure, cumulative }, setView] = useUrlState(overviewParameters);
  const [isolated, setIsolated] = useState<string | null>(null);
  const [hasBaseline, setBaseline] = useState(true);
  const before = usePreviousOverview(overview, isCompared);
  const plain = toTrend(
    overview.series,
    isCompared && !before.isPlaceholderData ? (before.data?.series ?? null) : null,
    measure,
  );
  const trend = cumulative ? accumulate(plain) : plain;
  const { totals, period } = overview;
  return (
    <ChartFrame
      title={s.trend.title[measure]}
      summary={
        measure === 'cost'
          ? s.trend.costSummary(formatUsd(totals.costUsd), formatUsd(totals.baselineUsd), formatUsd(totals.savedUsd))
          : s.trend.requestSummary(
              formatCount(totals.requests),
              formatCount(totals.cache.exactHits + totals.cache.semanticHits + totals.cache.shared),
            )
      }
      table={toTable(trend, measure, period.bucket)}
      className={className ?? ''}
      actions={
        <>
          <Button
            size="sm"
            variant={cumulative ? 'secondary' : 'ghost'}
            aria-pressed={cumulative}
            onClick={() => setView({ cumulative: !cumulative })}
          >
            {s.trend.cumulative}
          </Button>
          <Segmented
            label={s.trend.measure}
            value={measure}
            options={MEASURE_OPTIONS}
            onChange={(next) => setView({ measure: next })}
          />
        </>
      }
      legend={
        <Legend
          trend={trend}
          measure={measure}
          isolated={isolated}
          onIsolate={setIsolated}
          hasBaseline={hasBaseline}
          onBaseline={setBaseline}
        />
      }
    >
      <div className="relative min-h-72 flex-1 select-none [&>*]:absolute [&>*]:inset-0">
        {trend.rows.length === 0 ? (
          <EmptyState title={s.trend.none} />
        ) : (
          <Suspense fallback={<Skeleton className="h-full w-full" />}>
            <TrendChart
              trend={trend}
              measure={measure}
              bucket={period.bucket}
              isolated={isolated}
              hasBaseline={hasBaseline}
            />
          </Suspense>
        )}
      </div>
    </ChartFrame>
  );
}

interface LegendProps {
  trend: Trend;
  measure: Measure;
  isolated: string | null;
  onIsolate: (model: string | null) => void;
  hasBaseline: boolean;
  onBaseline: (isShown: boolean) => void;
}

function Legend({ trend, measure, isolated, onIsolate, hasBaseline, onBaseline }: LegendProps) {
  const isCompared = trend.rows.some((row) => row.previous !== null);
  return (
    <ul className="mt-3 flex flex-wrap gap-x-1 gap-y-0.5 text-xs text-ink-soft">
      {measure === 'cost' && (
        <>
          <Toggle isPressed={hasBaseline} isDimmed={!hasBaseline} onClick={() => onBaseline(!hasBaseline)}>
            <Swatch color="var(--ink)" isLine />
            {s.trend.counterfactual}
            <Swatch color="var(--gap)" />
            {s.trend.gap}
          </Toggle>
          {trend.models.map((model) => (
            <Toggle
              key={model}
              isPressed={isolated === model}
              isDimmed={isolated !== null && isolated !== model}
              onClick={() => onIsolate(isolated === model ? null : model)}
            >
              <Swatch color={colorOf(model)} />
              {model === OTHER ? s.trend.other : model}
            </Toggle>
          ))}
        </>
      )}
      {measure === 'requests' && (
        <>
          <Mark color="var(--series-1)" text={s.trend.fromProvider} />
          <Mark color="var(--lever-semantic)" text={s.trend.fromCache} />
        </>
      )}
      {isCompared && <Mark color="var(--ink-faint)" isLine text={s.trend.previous} />}
    </ul>
  );
}

function Toggle({
  isPressed,
  isDimmed,
  onClick,
  children,
}: {
  isPressed: boolean;
  isDimmed: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={isPressed}
        onClick={onClick}
        className={cx(
          'flex h-6 items-center gap-1.5 rounded-md px-1.5 hover:bg-sunken hover:text-ink',
          isDimmed && 'line-through decoration-ink-faint',
        )}
      >
        {children}
      </button>
    </li>
  );
}

function Mark({ color, text, isLine = false }: { color: string; text: string; isLine?: boolean }) {
  return (
    <li className="flex h-6 items-center gap-1.5 px-1.5">
      <Swatch color={color} isLine={isLine} />
      {text}
    </li>
  );
}

function toTable({ models, rows }: Trend, measure: Measure, bucket: Overview['period']['bucket']): ChartTable {
  const time = (row: Trend['rows'][number]) =>
    formatBucket(row.start, bucket, true) + (row.isPartial ? ` (${s.trend.partial})` : '');
  if (measure === 'requests') {
    return {
      columns: [s.trend.time, s.requests, s.trend.fromCache],
      rows: rows.map((row) => [time(row), formatCompact(row.requests), formatCompact(row.cacheHits)]),
    };
  }
  return {
    columns: [
      s.trend.time,
      s.trend.paid,
      s.trend.counterfactual,
      s.trend.gap,
      ...models.map((model) => (model === OTHER ? s.trend.other : model)),
    ],
    rows: rows.map((row) => [
      time(row),
      ...[row.costUsd, row.baselineUsd, row.savedUsd, ...row.byModel].map((usd) => formatUsd(String(usd))),
    ]),
  };
}
