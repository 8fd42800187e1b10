import type { Totals } from '@llm-cost-optimizer/contracts';
import { ArrowRight, CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { PATHS } from '../../../app/paths.ts';
import { Card } from '../../../components/card.tsx';
import { useStatus } from '../../../lib/status.ts';
import { overviewStrings } from '../../../lib/strings/overview.ts';
import { useConfigDocument } from '../api/get-config-warnings.ts';
import { type Attention, findAttention } from '../lib/attention.ts';

const s = overviewStrings.attention;
const SHOWN = 4;

interface Shown {
  readonly tone: 'bad' | 'warn' | 'info';
  readonly title: string;
  readonly text: string;
  readonly link: { to: string; label: string } | null;
}

const ICONS = { bad: CircleAlert, warn: TriangleAlert, info: Info } as const;
const COLORS = { bad: 'text-bad', warn: 'text-warn', info: 'text-info' } as const;
const ROUTING = { to: PATHS.routing, label: s.toRouting };

/** What somebody should look at, most urgent first. */
export function AttentionCard({ totals }: { totals: Totals }) {
  const status = useStatus().data ?? null;
  const config = useConfigDocument().data ?? null;
  const items = findAttention(totals, status, config);
  return (
    <Card title={s.title}>
      {items.length === 0 ? (
        <div className="flex gap-2.5 text-sm">
          <CircleCheck className="mt-0.5 size-4 shrink-0 text-accent" aria-hidden />
          <div>
            <p className="font-medium text-ink">{s.none}</p>
            <p className="text-ink-soft">{s.noneText}</p>
          </div>
        </div>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {items.slice(0, SHOWN).map((item) => (
            <Item key={JSON.stringify(item)} {...describe(item)} />
          ))}
          {items.length > SHOWN && <li className="pt-2.5 text-xs text-ink-faint">{s.more(items.length - SHOWN)}</li>}
        </ul>
      )}
    </Card>
  );
}

function Item({ tone, title, text, link }: Shown) {
  const Icon = ICONS[tone];
  return (
    <li className="flex gap-2.5 py-2.5 text-sm first:pt-0 last:pb-0">
      <Icon className={`mt-0.5 size-4 shrink-0 ${COLORS[tone]}`} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words text-ink">{title}</p>
        <p className="text-xs break-words text-ink-soft">{text}</p>
      </div>
      {link !== null && (
        <Link
          to={link.to}
          className="inline-flex h-6 shrink-0 items-center gap-1 text-xs font-medium text-accent hover:underline"
        >
          {link.label}
          <ArrowRight className="size-3" aria-hidden />
        </Link>
      )}
    </li>
  );
}

function describe(item: Attention): Shown {
  switch (item.kind) {
    case 'breaker':
      return {
        tone: item.state === 'open' ? 'bad' : 'warn',
        title: s.breaker[item.state](item.provider),
        text: s.breakerText[item.state],
        link: null,
      };
    case 'keyRests':
      return {
        tone: item.cause === 'rate_limited' ? 'warn' : 'bad',
        title: s.keyRests(item.provider, item.key, item.model),
        text: s.keyRestsText[item.cause](Math.ceil(item.seconds)),
        link: null,
      };
    case 'failures':
      return {
        tone: 'bad',
        title: s.failures(item.failed, item.requests),
        text: s.failuresText,
        link: { to: `${PATHS.requests}?outcome=failed`, label: s.toRequests },
      };
    case 'configFile':
      return { tone: 'bad', title: s.configFile(item.path), text: item.problem, link: ROUTING };
    case 'configWarning':
      return { tone: 'warn', title: item.message, text: item.path, link: ROUTING };
    case 'constantRouter':
      return {
        tone: 'warn',
        title: s.constantRouter,
        text: item.advice ?? s.constantRouterText,
        link: { to: `${PATHS.routing}?view=rules`, label: s.toRouting },
      };
    case 'unpriced':
      return {
        tone: 'warn',
        title: s.unpriced(item.requests),
        text: s.unpricedText,
        link: { to: `${PATHS.models}?show=unpriced`, label: s.toModels },
      };
    case 'estimated':
      return { tone: 'info', title: s.estimated(item.requests), text: s.estimatedText, link: null };
    case 'refusedRows':
      return { tone: 'bad', title: s.refusedRows(item.rows), text: s.refusedRowsText, link: null };
    case 'pending':
      return { tone: 'warn', title: s.pending(item.rows), text: s.pendingText, link: null };
  }
}
