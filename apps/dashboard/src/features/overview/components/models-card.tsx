import type { Overview } from '@llm-cost-optimizer/contracts';
import { Link, useLocation } from 'react-router';
import { requestsPath } from '../../../app/paths.ts';
import { SimulatedBadge } from '../../../components/badge.tsx';
import { ChartFrame } from '../../../components/chart-frame.tsx';
import { colorOf } from '../../../lib/colors.ts';
import { formatCompact, formatMs, formatPercent, formatUsd } from '../../../lib/format.ts';
import { overviewStrings as s } from '../../../lib/strings/overview.ts';

const SHOWN = 8;

/** Which models answered: share of requests as bar, share of cost beside. A click lists the requests. */
export function ModelsCard({ overview, className = '' }: { overview: Overview; className?: string }) {
  const models = [...overview.models].sort((left, right) => right.requests - left.requests);
  const requests = models.reduce((sum, model) => sum + model.requests, 0);
  const cost = models.reduce((sum, model) => sum + Number(model.costUsd ?? 0), 0);
  const [first] = models;
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  return (
    <ChartFrame
      title={s.models.title}
      className={className}
      summary={
        first === undefined
          ? s.trend.none
          : s.models.summary(first.model, formatPercent(share(first.requests, requests)))
      }
      table={{
        columns: [s.models.model, s.models.requests, s.models.share, s.models.cost, s.models.latency],
        rows: models.map((model) => [
          `${model.provider}/${model.model}`,
          formatCompact(model.requests),
          formatPercent(share(model.requests, requests)),
          formatUsd(model.costUsd),
          formatMs(model.latencyP50Ms),
        ]),
      }}
    >
      <ul className="-mx-2 flex flex-col">
        {models.slice(0, SHOWN).map((model) => (
          <ModelBar
            key={`${model.provider}/${model.model}`}
            model={model}
            requestShare={share(model.requests, requests) ?? 0}
            costShare={model.costUsd === null ? null : share(Number(model.costUsd), cost)}
            scale={share(first?.requests ?? 0, requests) ?? 1}
          />
        ))}
      </ul>
      {models.length > SHOWN && <p className="pt-1 text-xs text-ink-faint">{s.models.rest(models.length - SHOWN)}</p>}
    </ChartFrame>
  );
}

function ModelBar(props: {
  model: Overview['models'][number];
  requestShare: number;
  costShare: number | null;
  scale: number;
}) {
  const { model, requestShare, costShare, scale } = props;
  const search = new URLSearchParams(useLocation().search);
  const period = Object.fromEntries(['range', 'from', 'to'].map((name) => [name, search.get(name)]));
  return (
    <li>
      <Link
        to={requestsPath({ ...period, model: model.model })}
        title={s.models.show(model.model)}
        className="block rounded-lg px-2 py-1.5 hover:bg-sunken"
      >
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 truncate text-sm">
            <span className="text-ink-faint">{model.provider}/</span>
            <span className="text-ink">{model.model}</span>
          </span>
          {model.isSimulated && <SimulatedBadge isShort />}
          <span className="figures ml-auto text-sm font-medium text-ink">{formatPercent(requestShare)}</span>
        </span>
        <span className="flex items-center gap-2">
          <span aria-hidden className="block h-1.5 flex-1 rounded-full bg-sunken">
            <span
              className="block h-full min-w-0.5 rounded-full"
              style={{
                width: `${((requestShare / scale) * 100).toFixed(2)}%`,
                backgroundColor: colorOf(`${model.provider}/${model.model}`),
              }}
            />
          </span>
          <span className="figures w-36 text-right text-xs whitespace-nowrap text-ink-faint">
            {s.models.costPart(formatUsd(model.costUsd), formatPercent(costShare, 0))}
          </span>
        </span>
      </Link>
    </li>
  );
}
