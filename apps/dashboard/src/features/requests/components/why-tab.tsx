import type { RequestDetail } from '@llm-cost-optimizer/contracts';
import { Badge } from '../../../components/badge.tsx';
import { tierColor } from '../../../lib/colors.ts';
import { cx } from '../../../lib/cx.ts';
import { formatPercent, formatUsd, formatUsdExact } from '../../../lib/format.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { requestStrings, whyStrings as s } from '../../../lib/strings/requests.ts';
import { candidateFate } from '../lib/candidates.ts';
import { Alternatives } from './alternatives.tsx';
import { Fact, Facts, Section } from './facts.tsx';

const SCORES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
const FATE_TONES = { served: 'good', failed: 'bad', untried: 'neutral' } as const;

/** Why the request went where it went: score and signals, candidates in order, what was left out and why. */
export function WhyTab({ detail }: { detail: RequestDetail }) {
  const { trace } = detail;
  return (
    <>
      <Verdict detail={detail} />
      {detail.complexityScore !== null && <Signals detail={detail} />}
      <Candidates detail={detail} />
      {trace.decision !== undefined && <Alternatives id={detail.id} />}
      {trace.dropped.length > 0 && (
        <Section title={s.dropped}>
          <ul className="flex flex-col gap-2">
            {trace.dropped.map((one) => (
              <li key={`${one.deploymentId}:${one.cause}`} className="flex flex-wrap items-baseline gap-x-2">
                <span className="text-ink line-through decoration-ink-faint/60">{one.deploymentId}</span>
                <Badge tone="warn">{s.causes[one.cause] ?? one.cause}</Badge>
                <span className="w-full text-xs text-ink-faint">{one.detail}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {trace.droppedParameters.length > 0 && (
        <Section title={s.droppedParameters} note={s.droppedParametersHint}>
          <div className="flex flex-wrap gap-1">
            {trace.droppedParameters.map((name) => (
              <Badge key={name}>
                <code className="font-mono">{name}</code>
              </Badge>
            ))}
          </div>
        </Section>
      )}
      {trace.features !== null && <Features features={trace.features} />}
    </>
  );
}

function Verdict({ detail }: { detail: RequestDetail }) {
  const { complexityScore: score, tier, mode } = detail;
  if (score === null || tier === null) {
    return <p className="mb-6 text-ink-soft">{unscoredReason(detail)}</p>;
  }
  return (
    <div className="mb-6 rounded-xl border border-line bg-sunken/50 p-4">
      <p className="font-medium text-ink">
        {s.verdict(score, requestStrings.tiers[tier], mode === null ? '–' : commonStrings.modes[mode].toLowerCase())}
      </p>
      <div role="img" aria-label={s.scale(score)} className="mt-3 flex gap-1">
        {SCORES.map((step) => (
          <span
            key={step}
            className={cx('h-2 flex-1 rounded-full', step > score && 'opacity-20')}
            style={{ backgroundColor: tierColor(step <= 3 ? 'low' : step <= 7 ? 'medium' : 'high') }}
          />
        ))}
      </div>
      <div aria-hidden className="mt-1 flex text-2xs text-ink-faint">
        <span className="flex-[3]">{requestStrings.tiers.low} 1–3</span>
        <span className="flex-[4]">{requestStrings.tiers.medium} 4–7</span>
        <span className="flex-[3]">{requestStrings.tiers.high} 8–10</span>
      </div>
      <p className="mt-2 flex flex-wrap gap-x-4 text-xs text-ink-faint">
        {detail.routeReason !== null && (
          <span>
            {s.rule} <code className="font-mono">{detail.routeReason}</code>
          </span>
        )}
        {detail.trace.scorer !== null && <span>{s.scorer(detail.trace.scorer)}</span>}
        {detail.trace.decision?.rule !== undefined && <span>{s.ruleName(detail.trace.decision.rule.name)}</span>}
      </p>
      <Expectations detail={detail} />
    </div>
  );
}

/** What was expected of the choice, and what a warm prompt cache meant for it. */
function Expectations({ detail: { trace } }: { detail: RequestDetail }) {
  const { expectedQuality, isAbstained, switching, cascade, decision } = trace;
  const lines = [
    ...(isAbstained === true ? [s.abstained] : []),
    ...(expectedQuality === undefined ? [] : [s.expectedQuality(formatPercent(expectedQuality))]),
    ...(cascade === undefined ? [] : [s.cascade[cascade.result](cascade.cheap, cascade.check, cascade.reason)]),
    ...(decision?.beliefs === undefined ? [] : [s.learned(decision.beliefs)]),
    ...(switching === undefined
      ? []
      : [s.switching[switching.stayVsMove](switching.warmDeploymentId, formatUsd(switching.cacheCreditUsd))]),
  ];
  if (lines.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-col gap-0.5 text-xs text-ink-soft">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function unscoredReason(detail: RequestDetail): string {
  if (detail.cache === 'HIT' || detail.cache === 'SEMANTIC') return s.cached;
  if (detail.cache === 'DEDUP') return s.shared;
  return detail.trace.candidates.length > 0 ? s.pinned : s.unscored;
}

/** Signals as bars to both sides of zero. */
function Signals({ detail }: { detail: RequestDetail }) {
  const { reasons } = detail.trace;
  const largest = Math.max(1, ...reasons.map((reason) => Math.abs(reason.weight)));
  return (
    <Section title={s.signals}>
      {reasons.length === 0 && <p className="text-ink-soft">{s.noSignals}</p>}
      <ul className="flex flex-col">
        {reasons.map((reason) => {
          const weight = `${reason.weight > 0 ? '+' : reason.weight < 0 ? '−' : '±'}${Math.abs(reason.weight)}`;
          const width = (Math.abs(reason.weight) / largest) * 50;
          return (
            <li key={reason.signal} className="flex items-center gap-3 border-b border-line py-1.5 last:border-b-0">
              <span className="figures w-8 shrink-0 text-right font-medium text-ink" title={s.weight(weight)}>
                {weight}
              </span>
              <span aria-hidden className="relative h-2 w-24 shrink-0 rounded-full bg-sunken max-sm:hidden">
                <span className="absolute inset-y-[-2px] left-1/2 w-px bg-line-strong" />
                <span
                  className={cx(
                    'absolute inset-y-0 rounded-full',
                    reason.weight < 0 ? 'bg-(--series-3)' : 'bg-(--series-7)',
                  )}
                  style={reason.weight < 0 ? { right: '50%', width: `${width}%` } : { left: '50%', width: `${width}%` }}
                />
              </span>
              <span className="min-w-0 flex-1 text-ink">
                {reason.detail}
                <code className="ml-2 font-mono text-2xs text-ink-faint">{reason.signal}</code>
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Candidates({ detail }: { detail: RequestDetail }) {
  const { candidates } = detail.trace;
  if (candidates.length === 0) {
    const isEarly = detail.cache === 'HIT' || detail.cache === 'SEMANTIC' || detail.cache === 'DEDUP';
    return isEarly ? null : <p className="mt-6 text-ink-soft">{s.noCandidates}</p>;
  }
  return (
    <Section title={s.candidates} note={s.candidatesHint}>
      <ol className="overflow-hidden rounded-xl border border-line">
        {candidates.map((candidate, index) => {
          const fate = candidateFate(candidate.id, detail);
          return (
            <li
              key={candidate.id}
              className={cx(
                'flex items-start gap-3 border-b border-line p-3 last:border-b-0',
                fate === 'served' && 'bg-accent-soft/50',
              )}
            >
              <span
                aria-hidden
                className="figures flex size-5 shrink-0 items-center justify-center rounded-full bg-sunken text-2xs font-semibold text-ink-soft"
              >
                {index + 1}
              </span>
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-center gap-2">
                  <span className="font-medium break-all text-ink">{candidate.id}</span>
                  <Badge tone={FATE_TONES[fate]}>{s[fate]}</Badge>
                </span>
                <span className="block text-xs text-ink-soft">{candidate.reason}</span>
              </span>
              <span className="figures shrink-0 text-right">
                <span className="block text-ink" title={formatUsdExact(candidate.estimatedCostUsd)}>
                  {formatUsd(candidate.estimatedCostUsd)}
                </span>
                <span className="text-2xs text-ink-faint">
                  {candidate.estimatedCostUsd === null ? s.noEstimate : s.estimatedCost}
                </span>
                {candidate.pGood !== undefined && (
                  <span className="block text-2xs text-ink-faint" title={s.pGoodHint}>
                    {s.pGood(formatPercent(candidate.pGood, 0))}
                  </span>
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

function Features({ features }: { features: Readonly<Record<string, unknown>> }) {
  return (
    <Section title={s.features} note={s.featuresHint}>
      <Facts>
        {Object.entries(features).map(([name, value]) => (
          <Fact key={name} name={s.featureNames[name] ?? name}>
            {featureText(value)}
          </Fact>
        ))}
      </Facts>
    </Section>
  );
}

function featureText(value: unknown): string {
  if (typeof value === 'boolean') return value ? s.yes : s.no;
  if (value === null || value === undefined) return s.notGiven;
  return typeof value === 'number' ? value.toLocaleString('en-US') : String(value);
}
