import type { VirtualKey } from '@llm-cost-optimizer/contracts';
import { Ban, Pencil, RefreshCw } from 'lucide-react';
import { Link } from 'react-router';
import { requestsPath } from '../../../app/paths.ts';
import { Badge } from '../../../components/badge.tsx';
import { IconButton } from '../../../components/button.tsx';
import { ScrollRegion } from '../../../components/scroll-region.tsx';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../../components/table.tsx';
import { formatAge, formatCompact, formatDateTime, UNKNOWN } from '../../../lib/format.ts';
import { keysStrings as s } from '../../../lib/strings/keys.ts';
import { type KeyState, keyState } from '../lib/key-rows.ts';

const TONES = { working: 'good', ending: 'warn', expired: 'neutral', revoked: 'neutral' } as const;

interface Actions {
  readonly onChange: (key: VirtualKey) => void;
  readonly onRotate: (key: VirtualKey) => void;
  readonly onRevoke: (key: VirtualKey) => void;
}

/** The keys, with what may be done to those in force. */
export function KeyTable(props: { rows: readonly VirtualKey[]; all: readonly VirtualKey[]; now: number } & Actions) {
  const { rows, all, now, ...actions } = props;
  const replaced = new Set(all.map(({ replacesId }) => replacesId));
  const { columns } = s;
  return (
    <ScrollRegion label={s.label} className="rounded-xl sm:overflow-x-auto">
      <Table label={s.label}>
        <TableHead>
          <HeadCell>{columns.name}</HeadCell>
          <HeadCell>{columns.project}</HeadCell>
          <HeadCell>{columns.scopes}</HeadCell>
          <HeadCell>{columns.models}</HeadCell>
          <HeadCell>{columns.limits}</HeadCell>
          <HeadCell>{columns.lastUsed}</HeadCell>
          <HeadCell>{columns.expires}</HeadCell>
          <HeadCell>{columns.state}</HeadCell>
          <HeadCell>
            <span className="sr-only">{columns.actions}</span>
          </HeadCell>
        </TableHead>
        <TableBody>
          {rows.map((key) => (
            <KeyRow key={key.id} row={key} now={now} isReplaced={replaced.has(key.id)} {...actions} />
          ))}
        </TableBody>
      </Table>
    </ScrollRegion>
  );
}

function KeyRow({ row, now, isReplaced, ...actions }: { row: VirtualKey; now: number; isReplaced: boolean } & Actions) {
  const { name, prefix, project, scopes, allowedModels, lastUsedAt, expiresAt, replacesId } = row;
  const state = keyState(row, now);
  const time = (iso: string | null) =>
    iso === null ? <span className="text-ink-faint">{s.never}</span> : <Moment iso={iso} now={now} />;
  return (
    <Row>
      <Cell>
        <Link
          to={requestsPath({ key: row.id })}
          title={s.showRequests(name)}
          className="font-medium break-words text-ink hover:underline"
        >
          {name}
        </Link>
        <span className="block font-mono text-2xs whitespace-nowrap text-ink-faint">{prefix}…</span>
        {(isReplaced || replacesId !== null) && (
          <span className="block text-2xs text-ink-faint">{isReplaced ? s.replaced : s.replaces}</span>
        )}
      </Cell>
      <Cell label={s.columns.project}>{project ?? <span className="text-ink-faint">{s.noProject}</span>}</Cell>
      <Cell isMinor>{scopes.map((scope) => s.scopes[scope]).join(', ')}</Cell>
      <Cell label={s.columns.models} className="break-words">
        {allowedModels.length === 0 ? <span className="text-ink-faint">{s.anyModel}</span> : allowedModels.join(', ')}
      </Cell>
      <Cell isMinor className="figures whitespace-nowrap">
        <Limits row={row} />
      </Cell>
      <Cell label={s.columns.lastUsed}>{time(lastUsedAt)}</Cell>
      <Cell label={s.columns.expires}>{time(expiresAt)}</Cell>
      <Cell label={s.columns.state}>
        <Badge tone={TONES[state]}>{s.states[state]}</Badge>
      </Cell>
      <Cell className="whitespace-nowrap sm:text-right">
        <RowActions row={row} state={state} isReplaced={isReplaced} {...actions} />
      </Cell>
    </Row>
  );
}

function Limits({ row: { requestsPerMinute, tokensPerMinute } }: { row: VirtualKey }) {
  if (requestsPerMinute === null && tokensPerMinute === null) {
    return <span className="text-ink-faint">{s.noLimit}</span>;
  }
  return (
    <span className="flex flex-col">
      {requestsPerMinute !== null && <span>{s.requestsPerMinute(formatCompact(requestsPerMinute))}</span>}
      {tokensPerMinute !== null && <span>{s.tokensPerMinute(formatCompact(tokensPerMinute))}</span>}
    </span>
  );
}

/** A time: its age while that says more, with the whole time at hand. */
function Moment({ iso, now }: { iso: string; now: number }) {
  const text = Date.parse(iso) > now ? formatDateTime(iso) : formatAge(iso, now);
  return (
    <time dateTime={iso} title={formatDateTime(iso)} className="figures sm:whitespace-nowrap">
      {text}
    </time>
  );
}

function RowActions(props: { row: VirtualKey; state: KeyState; isReplaced: boolean } & Actions) {
  const { row, state, isReplaced, onChange, onRotate, onRevoke } = props;
  if (state === 'revoked') return <span className="text-ink-faint">{UNKNOWN}</span>;
  return (
    <span className="inline-flex">
      <IconButton label={s.change(row.name)} onClick={() => onChange(row)}>
        <Pencil aria-hidden />
      </IconButton>
      {state !== 'expired' && !isReplaced && (
        <IconButton label={s.rotate(row.name)} onClick={() => onRotate(row)}>
          <RefreshCw aria-hidden />
        </IconButton>
      )}
      <IconButton label={s.revoke(row.name)} onClick={() => onRevoke(row)} className="hover:text-bad">
        <Ban aria-hidden />
      </IconButton>
    </span>
  );
}
