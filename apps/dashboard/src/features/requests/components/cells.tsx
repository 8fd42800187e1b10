import type { RequestFacet, RequestSummary } from '@llm-cost-optimizer/contracts';
import type { ReactNode } from 'react';
import { Badge, SimulatedBadge, Swatch } from '../../../components/badge.tsx';
import { cacheTone, colorOf, outcomeTone, savingTone, tierColor } from '../../../lib/colors.ts';
import { cx } from '../../../lib/cx.ts';
import { signOfDecimal, toNumber } from '../../../lib/decimal.ts';
import {
  formatMs,
  formatName,
  formatPercent,
  formatTokens,
  formatUsd,
  formatUsdExact,
  UNKNOWN,
} from '../../../lib/format.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { requestStrings as s } from '../../../lib/strings/requests.ts';
import { latencyParts } from '../lib/latency-scale.ts';

export type AddFilter = (facet: RequestFacet, value: string) => void;

/**
 * A value of a cell that becomes a filter by a click. Out of the order of the Tab key, or a page of rows would have
 * hundreds of stops; the same filters are in the bar above the list.
 */
export function FilterValue(props: {
  facet: RequestFacet;
  value: string;
  label?: string;
  onAdd: AddFilter;
  children: ReactNode;
  className?: string;
}) {
  const { facet, value, label = value, onAdd, children, className } = props;
  return (
    <button
      type="button"
      tabIndex={-1}
      title={s.addFilter(s.facets[facet], label)}
      onClick={(event) => {
        event.stopPropagation();
        onAdd(facet, value);
      }}
      className={cx('min-w-0 rounded-md decoration-dotted underline-offset-3 hover:underline', className)}
    >
      {children}
    </button>
  );
}

export function StatusValue({ row, onAdd }: { row: RequestSummary; onAdd: AddFilter }) {
  const detail = [String(row.httpStatus), row.errorCode].filter((word) => word !== null).join(' ');
  return (
    <span className="flex min-w-0 flex-col items-start gap-0.5 max-sm:items-end">
      <FilterValue facet="outcome" value={row.outcome} label={commonStrings.outcomes[row.outcome]} onAdd={onAdd}>
        <Badge tone={outcomeTone(row.outcome)}>{commonStrings.outcomes[row.outcome]}</Badge>
      </FilterValue>
      {row.errorCode !== null && (
        <span className="max-w-full truncate text-2xs text-ink-faint" title={detail}>
          {row.errorCode}
        </span>
      )}
      {row.errorCode === null && row.attemptCount > 1 && (
        <span className="text-2xs text-ink-faint" title={s.rescued(row.attemptCount)}>
          {s.attempts(row.attemptCount)}
        </span>
      )}
    </span>
  );
}

export function RouteValue({ row, onAdd }: { row: RequestSummary; onAdd: AddFilter }) {
  const { servedModel, servedProvider } = row;
  return (
    <span className="flex min-w-0 flex-col items-start">
      <span className="flex max-w-full min-w-0 items-center gap-1.5">
        {servedModel === null ? (
          <span className="text-ink-faint">{s.notServed}</span>
        ) : (
          <>
            <Swatch color={colorOf(`${servedProvider}/${servedModel}`)} />
            <FilterValue facet="model" value={servedModel} onAdd={onAdd} className="truncate font-medium text-ink">
              {servedModel}
            </FilterValue>
          </>
        )}
      </span>
      <span className="flex max-w-full min-w-0 items-center gap-1 text-2xs text-ink-faint">
        <span className="truncate" title={row.requestedModel}>
          {formatName(row.requestedModel)}
        </span>
        <span aria-hidden>→</span>
        {servedProvider === null ? (
          <span>{UNKNOWN}</span>
        ) : (
          <FilterValue facet="provider" value={servedProvider} onAdd={onAdd} className="shrink-0">
            {servedProvider}
          </FilterValue>
        )}
      </span>
    </span>
  );
}

export function ComplexityValue({ row, onAdd }: { row: RequestSummary; onAdd: AddFilter }) {
  const { complexityScore: score, tier, mode } = row;
  return (
    <span className="flex flex-col items-start">
      {score === null || tier === null ? (
        <span title={s.notScored}>{UNKNOWN}</span>
      ) : (
        <FilterValue facet="tier" value={tier} label={s.tiers[tier]} onAdd={onAdd}>
          <span className="inline-flex items-center gap-1.5" title={s.scoreOf(score, s.tiers[tier])}>
            <span aria-hidden className="h-3 w-1 rounded-full" style={{ backgroundColor: tierColor(tier) }} />
            <span className="figures font-medium text-ink">{score}</span>
            <span className="text-ink-soft">{s.tiers[tier]}</span>
          </span>
        </FilterValue>
      )}
      {mode !== null && (
        <FilterValue
          facet="mode"
          value={mode}
          label={commonStrings.modes[mode]}
          onAdd={onAdd}
          className="text-2xs text-ink-faint"
        >
          {s.inMode(commonStrings.modes[mode].toLowerCase())}
        </FilterValue>
      )}
    </span>
  );
}

export function CacheValue({ row, onAdd }: { row: RequestSummary; onAdd: AddFilter }) {
  const label = commonStrings.cache[row.cache];
  return (
    <FilterValue facet="cache" value={row.cache} label={label} onAdd={onAdd}>
      {cacheTone(row.cache) === 'neutral' ? (
        <span className="text-xs text-ink-soft">{label}</span>
      ) : (
        <Badge tone={cacheTone(row.cache)}>{label}</Badge>
      )}
    </FilterValue>
  );
}

export function TokensValue({ row }: { row: RequestSummary }) {
  if (row.promptTokens === null) return <span title={s.tokensUnknown}>{UNKNOWN}</span>;
  const cached = row.cachedTokens ?? 0;
  return (
    <span
      title={s.tokensDetail(formatTokens(row.cachedTokens), formatTokens(row.reasoningTokens))}
      className="flex flex-col sm:items-end"
    >
      <span>
        {formatTokens(row.promptTokens)} <span className="text-ink-faint">/</span> {formatTokens(row.completionTokens)}
      </span>
      {cached > 0 && (
        <span className="text-2xs text-ink-faint">
          {formatTokens(cached)} {s.cachedShort}
        </span>
      )}
    </span>
  );
}

export function LatencyValue({ row, scaleMs }: { row: RequestSummary; scaleMs: number }) {
  const [wait, rest] = latencyParts(row.ttftMs, row.latencyMs, scaleMs);
  return (
    <span
      title={s.latencyDetail(formatMs(row.ttftMs), formatMs(row.latencyMs), formatMs(row.overheadMs))}
      className="flex flex-col gap-1"
    >
      <span>{formatMs(row.latencyMs)}</span>
      <span aria-hidden className="flex h-1 w-full gap-px overflow-hidden rounded-full bg-sunken">
        <span className="bg-info" style={{ width: `${wait}%` }} />
        <span className="bg-info/35" style={{ width: `${rest}%` }} />
      </span>
    </span>
  );
}

export function CostValue({ row }: { row: RequestSummary }) {
  return (
    <span className="flex flex-col max-sm:flex-row max-sm:flex-wrap max-sm:items-center max-sm:gap-1 sm:items-end">
      <span className="text-ink" title={row.costUsd === null ? s.unpriced : formatUsdExact(row.costUsd)}>
        {formatUsd(row.costUsd)}
      </span>
      <span className="flex gap-1">
        {row.isEstimated && <Badge title={s.estimatedHint}>{s.estimated}</Badge>}
        {row.isSimulated && <SimulatedBadge isShort />}
      </span>
    </span>
  );
}

export function SavedValue({ row }: { row: RequestSummary }) {
  const { savedUsd, baselineUsd } = row;
  if (savedUsd === null) return <span title={s.unknownSaving}>{UNKNOWN}</span>;
  const rate = baselineUsd === null || toNumber(baselineUsd) === 0 ? null : toNumber(savedUsd) / toNumber(baselineUsd);
  const isLoss = signOfDecimal(savedUsd) < 0;
  return (
    <span className="flex flex-col sm:items-end" title={formatUsdExact(savedUsd)}>
      <span className={cx('font-medium', savingTone(savedUsd))}>{formatUsd(savedUsd)}</span>
      {rate !== null && (
        <span className="text-2xs text-ink-faint">
          {isLoss ? s.moreThanBaseline(formatPercent(-rate, 0)) : s.ofBaseline(formatPercent(rate, 0))}
        </span>
      )}
    </span>
  );
}
