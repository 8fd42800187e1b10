import type { Overview, Totals } from '@llm-cost-optimizer/contracts';
import { Delta, type DeltaProps, Figure } from '../../../components/figure.tsx';
import { cx } from '../../../lib/cx.ts';
import { formatCompact, formatMs, formatPercent, formatTokens } from '../../../lib/format.ts';
import { overviewStrings as s } from '../../../lib/strings/overview.ts';
import { DataNotes } from './data-notes.tsx';

/** The figures beside money: volume, cache, speed, reliability, tokens. */
export function FiguresGrid({
  overview,
  isCompared,
  className,
}: {
  overview: Overview;
  isCompared: boolean;
  className?: string;
}) {
  const { totals, previous, series } = overview;
  const { latencyMs, overheadMs, cache } = totals;
  const share = (count: number) => formatPercent(ratio(count, totals.requests));
  const cacheShare = (count: number) =>
    formatPercent(ratio(count, cache.exactHits + cache.semanticHits + cache.shared + cache.misses));
  const delta = (read: (totals: Totals) => number | null, goodDirection: DeltaProps['goodDirection']) =>
    isCompared && (
      <Delta
        current={read(totals)}
        previous={read(previous)}
        baseCount={previous.requests}
        goodDirection={goodDirection}
      />
    );
  return (
    <div className={cx('grid grid-cols-2 gap-4 md:grid-cols-3 2xl:grid-cols-6', className)}>
      <Figure
        label={s.requests}
        value={formatCompact(totals.requests)}
        delta={delta((each) => each.requests, 'none')}
        trend={series.map((bucket) => bucket.requests)}
        info={<Info texts={s.info.requests} totals={totals} />}
        stats={[[s.stats.ok, formatCompact(totals.succeeded)], pace(overview)]}
      />
      <Figure
        label={s.cacheHitRate}
        value={formatPercent(cache.hitRate)}
        delta={delta((each) => each.cache.hitRate, 'up')}
        trend={series.map((bucket) => ratio(bucket.cacheHits, bucket.requests) ?? 0)}
        info={<Info texts={s.info.cache} />}
        stats={[
          [s.stats.exact, cacheShare(cache.exactHits)],
          [s.stats.semantic, cacheShare(cache.semanticHits)],
          [s.stats.shared, cacheShare(cache.shared)],
        ]}
      />
      <Figure
        label={s.latency}
        value={formatMs(latencyMs.average)}
        delta={delta((each) => each.latencyMs.average, 'down')}
        info={<Info texts={s.info.latency} />}
        stats={[
          [s.stats.p50, formatMs(latencyMs.p50)],
          [s.stats.p95, formatMs(latencyMs.p95)],
          [s.stats.overheadP95, formatMs(overheadMs.p95)],
        ]}
      />
      <Figure
        label={s.uptime}
        value={formatPercent(totals.uptime, 2)}
        info={<Info texts={s.info.uptime} />}
        stats={[
          [s.stats.rescued, formatCompact(totals.rescuedRequests)],
          [s.stats.failed, formatCompact(totals.failed)],
        ]}
      />
      <Figure
        label={s.errorRate}
        value={formatPercent(ratio(totals.failed, totals.requests), 2)}
        delta={delta((each) => ratio(each.failed, each.requests), 'down')}
        info={<Info texts={s.info.errors} />}
        stats={[
          [s.stats.rejected, share(totals.rejected)],
          [s.stats.cancelled, share(totals.cancelled)],
        ]}
      />
      <Figure
        label={s.tokens}
        value={formatTokens(totals.promptTokens + totals.completionTokens)}
        delta={delta((each) => each.promptTokens + each.completionTokens, 'none')}
        info={<Info texts={s.info.tokens} totals={totals} />}
        stats={[
          [s.stats.prompt, formatTokens(totals.promptTokens)],
          [s.stats.cached, formatTokens(totals.cachedTokens)],
          [s.stats.completion, formatTokens(totals.completionTokens)],
        ]}
      />
    </div>
  );
}

function Info({ texts, totals }: { texts: readonly string[]; totals?: Totals }) {
  return (
    <>
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {totals !== undefined && <DataNotes totals={totals} />}
    </>
  );
}

/** Requests per minute, hour or day: the shortest of them in which there was at least one. */
function pace({ period, totals }: Overview): readonly [string, string] {
  const minutes = (Date.parse(period.to) - Date.parse(period.from)) / 60_000;
  const perMinute = ratio(totals.requests, minutes) ?? 0;
  if (perMinute >= 1) return [s.stats.perMinute, formatCompact(rounded(perMinute))];
  if (perMinute * 60 >= 1) return [s.stats.perHour, formatCompact(rounded(perMinute * 60))];
  return [s.stats.perDay, formatCompact(rounded(perMinute * 1440))];
}

function rounded(rate: number): number {
  return Number(rate.toPrecision(2));
}

/** Null when nothing was counted. */
function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
