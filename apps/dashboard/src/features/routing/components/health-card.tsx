import type { RoutingHealthView } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { Badge } from '../../../components/badge.tsx';
import { Card } from '../../../components/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../components/states.tsx';
import { colorOf, tierColor } from '../../../lib/colors.ts';
import { formatCount, formatPercent } from '../../../lib/format.ts';
import { rulesStrings as s } from '../../../lib/strings/routing.ts';
import { routingHealthOptions } from '../api/get-routing-health.ts';

/** Most models shown; the rest goes to few requests. */
const MAX_MODELS = 6;

/** Whether the router still decides anything: shares by tier and model, and an alarm when they have become one. */
export function HealthCard() {
  const { data, error, refetch } = useQuery(routingHealthOptions());
  return (
    <Card title={s.healthTitle} note={s.healthNote} actions={data !== undefined && <Verdict health={data} />}>
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton className="h-28" />}
      {data?.requests === 0 && <EmptyState icon={<Scale />} title={s.noDecisions} />}
      {data !== undefined && data.requests > 0 && (
        <>
          {data.advice !== null && (
            <p role="alert" className="mb-3 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
              {data.advice}
            </p>
          )}
          <Shares label={s.byTier} rows={data.tiers} color={tierColor} />
          <Shares label={s.byModel} rows={data.models.slice(0, MAX_MODELS)} color={colorOf} />
          <p className="mt-3 text-xs break-words text-ink-faint">
            {s.decisions(formatCount(data.requests))} {s.scorer(data.scorer)}
          </p>
        </>
      )}
    </Card>
  );
}

function Verdict({ health }: { health: RoutingHealthView }) {
  if (health.isConstant) return <Badge tone="warn">{s.constant}</Badge>;
  if (health.tierEntropy === null) return <Badge>{s.tooFew}</Badge>;
  return <Badge tone="good">{s.spread(formatPercent(health.tierEntropy, 0))}</Badge>;
}

interface SharesProps {
  readonly label: string;
  readonly rows: RoutingHealthView['models'];
  readonly color: (name: string) => string;
}

function Shares({ label, rows, color }: SharesProps) {
  return (
    <section className="mt-2 first:mt-0">
      <h3 className="text-xs font-medium text-ink-faint">{label}</h3>
      <ul className="mt-1 flex flex-col gap-1">
        {rows.map(({ name, share }) => (
          <li key={name} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_4rem] items-center gap-3 text-sm">
            <span className="truncate text-ink" title={name}>
              {name}
            </span>
            <span aria-hidden className="h-2 rounded-full bg-sunken">
              <span
                className="block h-2 rounded-full"
                style={{ width: `${share * 100}%`, backgroundColor: color(name) }}
              />
            </span>
            <span className="figures text-right text-ink-soft">{formatPercent(share)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
