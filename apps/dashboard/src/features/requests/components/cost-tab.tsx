import { type AttemptDetail, type RequestDetail, SAVING_LEVERS } from '@llm-cost-optimizer/contracts';
import { Badge, SimulatedBadge, Swatch } from '../../../components/badge.tsx';
import { ScrollRegion } from '../../../components/scroll-region.tsx';
import { savingTone } from '../../../lib/colors.ts';
import { cx } from '../../../lib/cx.ts';
import { negateDecimal, signOfDecimal } from '../../../lib/decimal.ts';
import { formatCount, formatUsdExact } from '../../../lib/format.ts';
import { detailStrings, requestStrings, costStrings as s } from '../../../lib/strings/requests.ts';
import { Section } from './facts.tsx';

type CostLine = RequestDetail['baselineLines'][number];

const LEVER_COLORS = {
  routing: 'var(--lever-routing)',
  exactCache: 'var(--lever-exact)',
  semanticCache: 'var(--lever-semantic)',
  dedup: 'var(--lever-dedup)',
  promptCache: 'var(--lever-prompt)',
  serviceTier: 'var(--lever-batch)',
} as const;

/** The bill, line by line and to the last digit; the baseline's beside it; and the causes of the difference. */
export function CostTab({ detail }: { detail: RequestDetail }) {
  return (
    <>
      <div className="grid gap-6 lg:grid-cols-2">
        <Paid detail={detail} />
        <Baseline detail={detail} />
      </div>
      <Split detail={detail} />
      <p className="mt-6 text-xs text-ink-faint">{sourceText(detail)}</p>
    </>
  );
}

function Paid({ detail }: { detail: RequestDetail }) {
  return (
    <section className="min-w-0">
      <BillHead title={s.paid} totalUsd={detail.costUsd} unknown={requestStrings.unpriced}>
        {detail.isSimulated && <SimulatedBadge />}
        {detail.isEstimated && <Badge title={requestStrings.estimatedHint}>{requestStrings.estimated}</Badge>}
      </BillHead>
      {detail.attempts.length === 0 && <p className="text-sm text-ink-soft">{s.nothingPaid}</p>}
      {detail.attempts.map((attempt) => (
        <AttemptBill key={attempt.id} attempt={attempt} />
      ))}
    </section>
  );
}

function AttemptBill({ attempt }: { attempt: AttemptDetail }) {
  const name = `${attempt.provider}/${attempt.model}`;
  return (
    <div className="mb-4">
      <p className="mb-1 flex flex-wrap items-center gap-2 text-xs text-ink-soft">
        <span className="break-all">
          {attempt.number}. {name}
        </span>
        {attempt.usageSource === 'estimated' && (
          <Badge title={requestStrings.estimatedHint}>{requestStrings.estimated}</Badge>
        )}
        {attempt.matchKind === 'prefix' && <Badge title={s.prefixMatch}>{requestStrings.estimated}</Badge>}
        {attempt.serviceTier !== null && attempt.serviceTier !== 'default' && (
          <Badge>{s.serviceTier(attempt.serviceTier)}</Badge>
        )}
      </p>
      {attempt.costLines.length > 0 ? (
        <BillTable label={s.paidTable(name)} lines={attempt.costLines} />
      ) : (
        <p className="text-sm text-ink-soft">{attempt.costUsd === null ? s.callWithoutPrice : s.callWithoutCost}</p>
      )}
    </div>
  );
}

function Baseline({ detail }: { detail: RequestDetail }) {
  return (
    <section className="min-w-0">
      <BillHead title={s.baseline} totalUsd={detail.baselineUsd} unknown={s.noBaseline}>
        {detail.isBaselineHistoric && (
          <Badge title={detailStrings.historicPriceHint}>{detailStrings.historicPrice}</Badge>
        )}
      </BillHead>
      {detail.baselineModel !== null && <p className="mb-1 text-xs break-all text-ink-soft">{detail.baselineModel}</p>}
      {detail.baselineLines.length > 0 ? (
        <BillTable label={s.baselineTable(detail.baselineModel ?? '–')} lines={detail.baselineLines} />
      ) : (
        <p className="text-sm text-ink-soft">{detail.baselineUsd === null ? s.noBaseline : s.noBaselineLines}</p>
      )}
    </section>
  );
}

function BillHead(props: { title: string; totalUsd: string | null; unknown: string; children: React.ReactNode }) {
  const { title, totalUsd, unknown, children } = props;
  return (
    <header className="mb-2 flex items-center gap-2 border-b-2 border-line-strong/40 pb-1.5">
      <h3 className="font-semibold text-ink">{title}</h3>
      {children}
      <span className="figures ml-auto font-semibold text-ink" title={totalUsd === null ? unknown : undefined}>
        {formatUsdExact(totalUsd)}
      </span>
    </header>
  );
}

function BillTable({ label, lines }: { label: string; lines: readonly CostLine[] }) {
  const hasFactor = lines.some((line) => line.factor !== '1');
  return (
    <ScrollRegion label={label} className="overflow-x-auto">
      <table className="figures w-full text-xs" aria-label={label}>
        <thead>
          <tr className="text-left text-ink-faint">
            <th className="py-1 pr-2 font-medium">{s.unit}</th>
            <th className="py-1 pr-2 text-right font-medium">{s.tokens}</th>
            <th className="py-1 pr-2 text-right font-medium">{s.rate}</th>
            {hasFactor && <th className="py-1 pr-2 text-right font-medium">{s.factor}</th>}
            <th className="py-1 text-right font-medium">{s.cost}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.model ?? ''} ${line.unit}`} className="border-t border-line text-ink">
              <td className="py-1.5 pr-2">
                {s.units[line.unit]}
                {line.model !== undefined && <span className="text-ink-faint"> ({line.model})</span>}
              </td>
              <td className="py-1.5 pr-2 text-right">{formatCount(line.tokens)}</td>
              <td className="py-1.5 pr-2 text-right text-ink-soft">× {line.rateUsdPerMillion}</td>
              {hasFactor && <td className="py-1.5 pr-2 text-right text-ink-soft">× {line.factor}</td>}
              <td className="py-1.5 text-right">{formatUsdExact(line.costUsd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** Causes that add up to what was saved. Those without effect are left out. */
function Split({ detail }: { detail: RequestDetail }) {
  const { levers, overheadUsd, savedUsd } = detail;
  if (levers === null || savedUsd === null) {
    return (
      <Section title={s.split}>
        <p className="text-ink-soft">{s.splitUnknown}</p>
      </Section>
    );
  }
  const effective = SAVING_LEVERS.filter((lever) => signOfDecimal(levers[lever]) !== 0);
  return (
    <Section title={s.split}>
      <table className="figures w-full" aria-label={s.split}>
        <tbody>
          {effective.map((lever) => (
            <SplitRow key={lever} name={s.levers[lever]} color={LEVER_COLORS[lever]} amountUsd={levers[lever]} />
          ))}
          {overheadUsd !== null && signOfDecimal(overheadUsd) !== 0 && (
            <SplitRow
              name={s.overhead}
              color="var(--lever-overhead)"
              amountUsd={negateDecimal(overheadUsd)}
              isHatched
            />
          )}
        </tbody>
        <tfoot>
          <tr className="border-t-2 border-line-strong/40 font-semibold">
            <th scope="row" className="py-2 text-left font-semibold text-ink">
              {s.saved}
            </th>
            <td className={cx('py-2 text-right', savingTone(savedUsd))}>{formatUsdExact(savedUsd)}</td>
          </tr>
        </tfoot>
      </table>
    </Section>
  );
}

function SplitRow(props: { name: string; color: string; amountUsd: string; isHatched?: boolean }) {
  const { name, color, amountUsd, isHatched = false } = props;
  return (
    <tr className="border-t border-line first:border-t-0">
      <th scope="row" className="py-1.5 text-left font-normal text-ink">
        <span className="flex items-center gap-2">
          <Swatch color={color} isHatched={isHatched} />
          {name}
        </span>
      </th>
      <td className="py-1.5 text-right text-ink">{formatUsdExact(amountUsd)}</td>
    </tr>
  );
}

function sourceText(detail: RequestDetail): string {
  const sources = [
    ...new Set(detail.attempts.map((attempt) => attempt.priceSource).filter((source) => source !== null)),
  ];
  const names = sources.map((source) => s.priceSources[source] ?? source);
  return s.priceFrom(names.length === 0 ? (s.priceSources.bundled ?? '') : names.join(', '), detail.catalogueVersion);
}
