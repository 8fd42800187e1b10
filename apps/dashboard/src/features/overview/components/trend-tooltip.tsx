import type { Overview } from '@llm-cost-optimizer/contracts';
import { Swatch } from '../../../components/badge.tsx';
import { colorOf, OTHER } from '../../../lib/colors.ts';
import { formatBucket, formatCount, formatUsd } from '../../../lib/format.ts';
import { overviewStrings as s } from '../../../lib/strings/overview.ts';
import type { Measure, TrendRow } from '../lib/trend.ts';

/** What the pointer is over: largest first, with total and saved. */
export function TrendTooltip(props: {
  row: TrendRow;
  models: readonly string[];
  measure: Measure;
  bucket: Overview['period']['bucket'];
}) {
  const { row, models, measure, bucket } = props;
  const parts = models
    .map((model, index) => ({ model, usd: row.byModel[index] ?? 0 }))
    .filter(({ usd }) => usd > 0)
    .sort((left, right) => right.usd - left.usd);
  return (
    <div className="figures min-w-56 rounded-xl border border-line bg-raised p-3 text-xs shadow-float">
      <p className="mb-1.5 font-medium text-ink">
        {formatBucket(row.start, bucket, true)}
        {row.isPartial && <span className="font-normal text-ink-faint"> · {s.trend.partial}</span>}
      </p>
      {measure === 'cost' ? (
        <>
          <Line label={s.trend.counterfactual} value={formatUsd(String(row.baselineUsd))} color="var(--ink)" isLine />
          <Line label={s.trend.gap} value={formatUsd(String(row.savedUsd))} isStrong />
          <Line label={s.trend.paid} value={formatUsd(String(row.costUsd))} isStrong />
          <div className="my-1.5 border-t border-line" />
          {parts.map(({ model, usd }) => (
            <Line
              key={model}
              label={model === OTHER ? s.trend.other : model}
              value={formatUsd(String(usd))}
              color={colorOf(model)}
            />
          ))}
        </>
      ) : (
        <>
          <Line label={s.trend.total} value={formatCount(row.requests)} isStrong />
          <Line
            label={s.trend.fromProvider}
            value={formatCount(row.requests - row.cacheHits)}
            color="var(--series-1)"
          />
          <Line label={s.trend.fromCache} value={formatCount(row.cacheHits)} color="var(--lever-semantic)" />
        </>
      )}
      {row.previous !== null && (
        <Line
          label={s.trend.previous}
          value={measure === 'cost' ? formatUsd(String(row.previous)) : formatCount(row.previous)}
          color="var(--ink-faint)"
          isLine
        />
      )}
    </div>
  );
}

function Line({
  label,
  value,
  color,
  isLine = false,
  isStrong = false,
}: {
  label: string;
  value: string;
  color?: string;
  isLine?: boolean;
  isStrong?: boolean;
}) {
  return (
    <p className={isStrong ? 'flex items-center gap-2 font-medium text-ink' : 'flex items-center gap-2 text-ink-soft'}>
      <span className="flex w-3 justify-center">{color !== undefined && <Swatch color={color} isLine={isLine} />}</span>
      <span className="min-w-0 flex-1 truncate">{label}</span>
      <span className="text-ink">{value}</span>
    </p>
  );
}
