import type { RequestDetail } from '@llm-cost-optimizer/contracts';
import { type ReactNode, useState } from 'react';
import { Badge } from '../../../components/badge.tsx';
import { CodeBlock } from '../../../components/code-block.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { savingTone } from '../../../lib/colors.ts';
import { cx } from '../../../lib/cx.ts';
import { toNumber } from '../../../lib/decimal.ts';
import {
  formatCount,
  formatDateTime,
  formatMs,
  formatName,
  formatPercent,
  formatTokens,
  formatUsd,
  formatUsdExact,
} from '../../../lib/format.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { requestStrings, detailStrings as s, surfaceNames } from '../../../lib/strings/requests.ts';
import { requestSnippets } from '../lib/snippets.ts';
import { Fact, Facts, Section } from './facts.tsx';
import { FeedbackSection } from './feedback-section.tsx';

/** The request in figures and facts, and a program that sends it again. */
export function SummaryTab({ detail }: { detail: RequestDetail }) {
  return (
    <>
      <Headline detail={detail} />
      <FeedbackSection key={detail.id} detail={detail} />
      <Section title={requestStrings.columns.route}>
        <RouteFacts detail={detail} />
      </Section>
      <Section title={s.tokens}>
        <TokenFacts detail={detail} />
      </Section>
      <Section title={s.title}>
        <OriginFacts detail={detail} />
      </Section>
      <Snippets detail={detail} />
    </>
  );
}

function Headline({ detail }: { detail: RequestDetail }) {
  const { costUsd, baselineUsd, savedUsd } = detail;
  const rate =
    savedUsd === null || baselineUsd === null || toNumber(baselineUsd) === 0
      ? null
      : toNumber(savedUsd) / toNumber(baselineUsd);
  return (
    <div className="mb-6 grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-4">
      <Tile
        name={s.paid}
        value={formatUsd(costUsd)}
        title={costUsd === null ? requestStrings.unpriced : formatUsdExact(costUsd)}
        note={
          detail.isEstimated ? (
            <Badge title={requestStrings.estimatedHint}>{requestStrings.estimated}</Badge>
          ) : undefined
        }
      >
        {baselineUsd === null ? requestStrings.unknownSaving : s.of(formatUsd(baselineUsd))}
      </Tile>
      <Tile
        name={s.saved}
        value={formatUsd(savedUsd)}
        title={savedUsd === null ? requestStrings.unknownSaving : formatUsdExact(savedUsd)}
        tone={savingTone(savedUsd)}
      >
        {rate === null ? '–' : `${formatPercent(rate)} ${s.of(s.baseline.toLowerCase())}`}
      </Tile>
      <Tile name={s.latency} value={formatMs(detail.latencyMs)}>
        {detail.ttftMs === null ? s.noFirstToken : s.firstToken(formatMs(detail.ttftMs))}
      </Tile>
      <Tile
        name={s.tokens}
        value={
          detail.promptTokens === null || detail.completionTokens === null
            ? '–'
            : formatTokens(detail.promptTokens + detail.completionTokens)
        }
      >
        {detail.promptTokens === null
          ? requestStrings.tokensUnknown
          : s.inOut(formatTokens(detail.promptTokens), formatTokens(detail.completionTokens))}
      </Tile>
    </div>
  );
}

function Tile(props: {
  name: string;
  value: string;
  title?: string;
  tone?: string | undefined;
  note?: ReactNode;
  children: ReactNode;
}) {
  const { name, value, title, tone, note, children } = props;
  return (
    <div className="min-w-0 bg-raised px-3 py-2.5">
      <div className="flex items-center gap-1.5 text-xs text-ink-soft">
        {name} {note}
      </div>
      <div title={title} className={cx('figures text-lg font-semibold tracking-tight', tone ?? 'text-ink')}>
        {value}
      </div>
      <div className="figures text-xs text-ink-faint">{children}</div>
    </div>
  );
}

function RouteFacts({ detail }: { detail: RequestDetail }) {
  const { mode, complexityScore, tier } = detail;
  return (
    <Facts>
      <Fact name={s.requestedModel}>{formatName(detail.requestedModel)}</Fact>
      <Fact name={s.servedBy}>
        {detail.servedModel === null ? '–' : `${detail.servedModel}, ${detail.servedProvider}`}
        {detail.cache === 'HIT' && <span className="text-ink-faint"> {s.fromCache}</span>}
      </Fact>
      <Fact name={s.mode}>{mode === null ? '–' : commonStrings.modes[mode]}</Fact>
      <Fact name={s.complexity}>
        {complexityScore === null || tier === null ? '–' : `${complexityScore} of 10, ${requestStrings.tiers[tier]}`}
      </Fact>
      <Fact name={s.cache}>{commonStrings.cache[detail.cache]}</Fact>
      <Fact name={s.baseline}>
        {detail.baselineModel ?? '–'}
        {detail.isBaselineHistoric && (
          <span className="ml-1.5 inline-block align-middle">
            <Badge title={s.historicPriceHint}>{s.historicPrice}</Badge>
          </span>
        )}
      </Fact>
      {detail.errorCode !== null && <Fact name={s.error}>{detail.errorCode}</Fact>}
    </Facts>
  );
}

function TokenFacts({ detail }: { detail: RequestDetail }) {
  const { usage } = detail;
  if (usage === null) return <p className="text-ink-soft">{requestStrings.tokensUnknown}</p>;
  const written = usage.cacheWriteTokens + usage.cacheWriteLongTokens;
  const promptParts = [
    usage.cachedTokens > 0 ? s.cachedPart(formatCount(usage.cachedTokens)) : null,
    written > 0 ? s.writtenPart(formatCount(written)) : null,
  ].filter((part) => part !== null);
  return (
    <>
      <Facts>
        <Fact name={s.promptTokens}>
          {formatCount(usage.promptTokens)}
          <span className="block text-xs text-ink-faint">{promptParts.join(', ')}</span>
        </Fact>
        <Fact name={s.completionTokens}>
          {formatCount(usage.completionTokens)}
          {usage.reasoningTokens !== null && usage.reasoningTokens > 0 && (
            <span className="block text-xs text-ink-faint">{s.reasoningPart(formatCount(usage.reasoningTokens))}</span>
          )}
        </Fact>
      </Facts>
      <p className="mt-1.5 text-xs text-ink-faint">{s.usageSource[detail.usageSource]}</p>
    </>
  );
}

function OriginFacts({ detail }: { detail: RequestDetail }) {
  const { trace } = detail;
  return (
    <Facts>
      <Fact name={s.startedAt}>{formatDateTime(detail.startedAt)}</Fact>
      <Fact name={s.api}>{surfaceNames[detail.surface] ?? detail.surface}</Fact>
      <Fact name={s.delivery}>{detail.isStreaming ? s.streamed : s.plain}</Fact>
      <Fact name={s.overhead}>{formatMs(detail.overheadMs)}</Fact>
      <Fact name={s.key}>{detail.keyId ?? s.noKey}</Fact>
      <Fact name={s.endUser}>{detail.endUser ?? s.none}</Fact>
      <Fact name={s.session}>{detail.sessionId ?? s.none}</Fact>
      <Fact name={s.tags}>
        {detail.tags.length === 0 ? (
          s.none
        ) : (
          <span className="flex flex-wrap justify-end gap-1">
            {detail.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </span>
        )}
      </Fact>
      <Fact name={s.configVersion}>{s.version(detail.configVersion)}</Fact>
      {detail.clientRequestId !== detail.id && <Fact name={s.clientRequestId}>{detail.clientRequestId}</Fact>}
      {trace.clientRetries !== undefined && <Fact name={s.clientRetries}>{s.times(trace.clientRetries)}</Fact>}
      {trace.traceId !== undefined && (
        <Fact name={s.traceId} isWide>
          <code className="font-mono text-xs break-all">{trace.traceId}</code>
        </Fact>
      )}
    </Facts>
  );
}

function Snippets({ detail }: { detail: RequestDetail }) {
  const snippets = requestSnippets(detail, window.location.origin);
  const [chosen, setChosen] = useState<(typeof snippets)[number]['id']>('curl');
  const snippet = snippets.find(({ id }) => id === chosen);
  return (
    <Section
      title={s.repeat}
      note={s.repeatHint}
      actions={
        <Segmented
          label={s.repeatLanguage}
          value={chosen}
          options={snippets.map(({ id, label }) => ({ value: id, label }))}
          onChange={setChosen}
        />
      }
    >
      {snippet !== undefined && <CodeBlock text={snippet.code} label={`${s.repeat}: ${snippet.label}`} />}
    </Section>
  );
}
