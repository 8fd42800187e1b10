import type { Simulation } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { ScrollRegion } from '../../../components/scroll-region.tsx';
import { formatChange, formatCount, formatPercent, formatUsd } from '../../../lib/format.ts';
import { dryRunStrings as s } from '../../../lib/strings/routing.ts';
import { simulationOptions } from '../api/simulate.ts';

const LISTED_MOVES = 8;

/** What the draft would have done with recorded requests, when somebody asks. No provider is called. */
export function DryRun({ text, isDisabled }: { text: string; isDisabled: boolean }) {
  const [asked, setAsked] = useState<string | null>(null);
  const { data, error, isFetching, refetch } = useQuery(simulationOptions(text, asked === text));
  const run = () => (asked === text ? void refetch() : setAsked(text));
  return (
    <section aria-label={s.title} className="flex flex-col gap-3 rounded-xl border border-line p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="min-w-0">
          <h3 className="font-medium text-ink">{s.title}</h3>
          <p className="text-xs text-ink-soft">{s.text}</p>
        </div>
        <Button icon={<FlaskConical aria-hidden />} isBusy={isFetching} disabled={isDisabled} onClick={run}>
          {data === undefined ? s.run : s.again}
        </Button>
      </div>
      {error !== null && !isFetching && (
        <Notice tone="bad" isUrgent title={s.failed}>
          <p className="whitespace-pre-line">{error.message}</p>
        </Notice>
      )}
      <div aria-live="polite">{data !== undefined && <Figures simulation={data} />}</div>
    </section>
  );
}

function Figures({ simulation }: { simulation: Simulation }) {
  if (simulation.sampled === 0) return <p className="text-ink-soft">{s.nothing}</p>;
  const { cost, quality, lostCaches, refused, budget } = simulation;
  const refusals = Object.entries(refused);
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-4">
        <Figure
          label={s.cost}
          value={formatUsd(cost.draftUsd)}
          note={s.range(formatUsd(cost.draft.low), formatUsd(cost.draft.high))}
        />
        <Figure
          label={s.change}
          value={cost.changePct === null ? '–' : formatChange(cost.changePct / 100)}
          note={s.now(formatUsd(cost.nowUsd))}
        />
        <Figure label={s.quality} value={formatPercent(quality.draft)} note={s.now(formatPercent(quality.now))} />
        <Figure
          label={s.changed}
          value={formatCount(simulation.changed)}
          note={s.of(formatCount(simulation.replayed), formatCount(simulation.requestsInWindow))}
        />
      </dl>
      {refusals.length > 0 && (
        <Notice tone="warn" title={s.refused}>
          {refusals.map(([why, count]) => `${why}: ${formatCount(count)}`).join(', ')}
        </Notice>
      )}
      {budget?.isExceeded === true && (
        <Notice tone="warn" title={s.overBudget(formatUsd(budget.projectedUsd), formatUsd(budget.limitUsd))} />
      )}
      {lostCaches.requests > 0 && (
        <p className="text-ink-soft">{s.lostCaches(lostCaches.sessions, formatUsd(lostCaches.usd))}</p>
      )}
      <Moves simulation={simulation} />
      <p className="text-xs text-ink-soft">{simulation.notes.join(' ')}</p>
    </div>
  );
}

function Figure({ label, value, note }: { label: string; value: string; note: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-soft">{label}</dt>
      <dd className="figures text-lg font-medium text-ink">{value}</dd>
      <dd className="figures text-xs text-ink-soft">{note}</dd>
    </div>
  );
}

function Moves({ simulation }: { simulation: Simulation }) {
  const moves = simulation.modelMoves.filter(({ from, to }) => from !== to).slice(0, LISTED_MOVES);
  if (moves.length === 0) return null;
  return (
    <ScrollRegion label={s.moves} className="overflow-x-auto">
      <table className="w-full text-left text-xs">
        <caption className="sr-only">{s.moves}</caption>
        <thead className="text-ink-soft">
          <tr>
            <th className="py-1 pr-3 font-medium">{s.columns.from}</th>
            <th className="py-1 pr-3 font-medium">{s.columns.to}</th>
            <th className="py-1 text-right font-medium">{s.columns.requests}</th>
          </tr>
        </thead>
        <tbody>
          {moves.map(({ from, to, requests }) => (
            <tr key={`${from} ${to}`} className="border-t border-line">
              <td className="py-1 pr-3 break-all">{from}</td>
              <td className="py-1 pr-3 break-all">{to}</td>
              <td className="figures py-1 text-right">{formatCount(requests)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
