import { Braces, Brain, Image, Wrench } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { requestsPath } from '../../../app/paths.ts';
import { Badge, SimulatedBadge, Swatch } from '../../../components/badge.tsx';
import { InfoPopover } from '../../../components/popover.tsx';
import { Cell, Row } from '../../../components/table.tsx';
import { colorOf, savingTone } from '../../../lib/colors.ts';
import { formatCompact, formatCount, formatRate, formatTokens, formatUsd, UNKNOWN } from '../../../lib/format.ts';
import { modelsStrings as s } from '../../../lib/strings/models.ts';
import type { ListedModel, Measured, ModelRow } from '../lib/model-rows.ts';
import { ABILITIES } from '../lib/view.ts';
import { ModelDetails } from './model-details.tsx';

const ICONS = { tools: Wrench, images: Image, jsonSchema: Braces, reasoning: Brain } as const;
const STATUS_TONES = { active: 'good', legacy: 'warn', retired: 'neutral' } as const;

/** One model: what it is, what it costs, what it did. */
export function ModelTableRow({ row }: { row: ModelRow }) {
  const { listed, measured } = row;
  return (
    <Row>
      <Cell className="sm:max-w-64">
        <NameValue row={row} />
      </Cell>
      <Cell label={s.columns.status}>
        <StatusValue listed={listed} />
      </Cell>
      <Cell isNumeric isMinor label={s.columns.context}>
        {formatCompact(listed?.contextTokens ?? null)}
      </Cell>
      <Cell isNumeric label={s.columns.input}>
        <PriceValue short={listed?.inputUsdPerMillion ?? null} long={listed?.longPrompt?.inputUsdPerMillion ?? null} />
      </Cell>
      <Cell isNumeric label={s.columns.output}>
        <PriceValue
          short={listed?.outputUsdPerMillion ?? null}
          long={listed?.longPrompt?.outputUsdPerMillion ?? null}
        />
      </Cell>
      <Cell isNumeric isMinor label={s.columns.cached}>
        {formatRate(listed?.cacheReadUsdPerMillion ?? null)}
      </Cell>
      <Cell isNumeric isMinor label={s.columns.write}>
        {formatRate(listed?.cacheWriteUsdPerMillion ?? null)}
      </Cell>
      <Cell isMinor>
        <AbilityIcons capabilities={listed?.capabilities ?? null} />
      </Cell>
      <Cell isMinor>
        <SourceValue listed={listed} />
      </Cell>
      <Cell isNumeric label={s.columns.requests}>
        <RequestsValue row={row} />
      </Cell>
      <Cell isNumeric label={s.columns.cost}>
        {measured === null ? UNKNOWN : <CostValue measured={measured} />}
      </Cell>
      <Cell isNumeric label={s.columns.saved}>
        <span className={savingTone(measured?.savedUsd ?? null)}>
          {measured?.requests === 0 ? UNKNOWN : formatUsd(measured?.savedUsd ?? null)}
        </span>
      </Cell>
    </Row>
  );
}

function NameValue({ row }: { row: ModelRow }) {
  const { id, provider, model, listed } = row;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Swatch color={colorOf(id)} />
      <span className="min-w-0">
        <span className="block truncate font-medium text-ink">{model}</span>
        <span className="block truncate text-2xs text-ink-faint">{provider}</span>
      </span>
      {listed?.isSimulated === true && <SimulatedBadge isShort />}
      {listed !== null && (
        <InfoPopover subject={id}>
          <ModelDetails model={listed} />
        </InfoPopover>
      )}
    </span>
  );
}

function StatusValue({ listed }: { listed: ListedModel | null }) {
  if (listed === null) {
    return (
      <Badge tone="warn" title={s.unlistedHint}>
        {s.unlisted}
      </Badge>
    );
  }
  const { status, retiresOn, isAvailable } = listed;
  return (
    <span className="flex flex-col items-start gap-0.5 max-sm:flex-row max-sm:items-center max-sm:gap-1">
      <Badge tone={STATUS_TONES[status]}>{s.statuses[status]}</Badge>
      {retiresOn !== null && (
        <span className="figures text-2xs whitespace-nowrap text-ink-faint">
          {status === 'retired' ? s.retiredOn(retiresOn) : s.retiresOn(retiresOn)}
        </span>
      )}
      {!isAvailable && (
        <span title={s.noKeyHint} className="text-2xs text-ink-faint">
          {s.noKey}
        </span>
      )}
    </span>
  );
}

/** The rate, and that of long prompts below it. */
function PriceValue({ short, long }: { short: string | null; long: string | null }) {
  return (
    <span className="flex flex-col sm:items-end">
      {formatRate(short)}
      {long !== null && long !== short && (
        <span className="text-2xs whitespace-nowrap text-ink-faint" title={s.details.longPrompt}>
          {s.long(formatRate(long))}
        </span>
      )}
    </span>
  );
}

function AbilityIcons({ capabilities }: { capabilities: ListedModel['capabilities'] }) {
  if (capabilities === null) return <span title={s.unknownAbilities}>{UNKNOWN}</span>;
  return (
    <ul className="flex gap-1.5">
      {ABILITIES.map((ability) => {
        const Icon = ICONS[ability];
        if (!capabilities[ability]) return <li key={ability} aria-hidden className="size-3.5" />;
        return (
          <li key={ability} title={s.abilities[ability]} className="text-ink-soft">
            <Icon className="size-3.5" aria-hidden />
            <span className="sr-only">{s.abilities[ability]}</span>
          </li>
        );
      })}
    </ul>
  );
}

function SourceValue({ listed }: { listed: ListedModel | null }) {
  const source = listed?.priceSource ?? null;
  if (source === null) {
    return (
      <Badge tone="warn" title={s.unpricedHint}>
        {s.unpriced}
      </Badge>
    );
  }
  return (
    <span className="flex flex-col whitespace-nowrap">
      <span className="text-xs text-ink-soft">{s.sources[source]}</span>
      {listed?.checkedOn != null && (
        <span className="figures text-2xs text-ink-faint" title={s.details.checked}>
          {listed.checkedOn}
        </span>
      )}
    </span>
  );
}

function RequestsValue({ row: { id, model, measured } }: { row: ModelRow }) {
  const search = new URLSearchParams(useLocation().search);
  if (measured === null) return UNKNOWN;
  if (measured.requests === 0) return <span className="text-ink-faint">0</span>;
  const period = Object.fromEntries(['range', 'from', 'to'].map((name) => [name, search.get(name)]));
  return (
    <Link
      to={requestsPath({ ...period, model })}
      aria-label={`${s.requestsOf(id)}: ${formatCount(measured.requests)}`}
      className="underline decoration-dotted underline-offset-3 hover:text-accent"
    >
      {formatTokens(measured.requests)}
    </Link>
  );
}

function CostValue({ measured: { requests, costUsd, unpricedRequests } }: { measured: Measured }) {
  if (requests === 0) return UNKNOWN;
  return (
    <span className="flex flex-col sm:items-end">
      {formatUsd(costUsd)}
      {unpricedRequests > 0 && (
        <span className="text-2xs text-warn" title={s.unpricedRequests(unpricedRequests)}>
          {s.unpricedShort(formatCompact(unpricedRequests))}
        </span>
      )}
    </span>
  );
}
