import type { RequestQuery } from '@llm-cost-optimizer/contracts';
import { rangeStart } from '../figures/period.ts';
import { cleanText } from '../ledger/clean-json.ts';
import { DAY_MS } from '../ledger/periods.ts';
import { decodeCursor } from './cursor.ts';

/** A WHERE clause and its parameters. `$1` is the organization. */
export interface Conditions {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** How far back a list goes that names no period. */
const DEFAULT_DAYS = 30;
const UUID_DIGITS = 32;
/** Fewer digits of an id would match by accident. */
const MIN_ID_DIGITS = 4;

/** The rows a list query means: filters of one name are alternatives, different names all apply. */
export function conditionsOf(organizationId: string, query: RequestQuery, now: Date): Conditions {
  const values: unknown[] = [organizationId];
  const parts = ['organization_id = $1'];
  const add = (value: unknown, sql: (parameter: string) => string) => {
    if (value === undefined || value === null) return;
    values.push(typeof value === 'string' ? cleanText(value) : value);
    parts.push(sql(`$${values.length}`));
  };
  add(startOf(query, now), (at) => `started_at >= ${at}`);
  add(query.to === undefined ? null : new Date(query.to), (at) => `started_at < ${at}`);
  add(query.outcome, (list) => `outcome = any(${list}::text[])`);
  add(
    query.model?.map(cleanText),
    (list) => `(served_model = any(${list}::text[]) or served_provider || '/' || served_model = any(${list}::text[]))`,
  );
  add(query.provider?.map(cleanText), (list) => `served_provider = any(${list}::text[])`);
  add(query.mode, (list) => `mode = any(${list}::text[])`);
  add(query.tier, (list) => `tier = any(${list}::text[])`);
  add(query.cache, (list) => `cache = any(${list}::text[])`);
  add(query.key?.map(cleanText), (list) => `key_id = any(${list}::text[])`);
  add(query.tag?.map(cleanText), (list) => `tags && ${list}::text[]`);
  addSearch(query.search?.trim(), add);
  if (query.cursor !== undefined) {
    const { startedAt, id } = decodeCursor(query.cursor);
    values.push(new Date(startedAt), id);
    parts.push(`(started_at, id) < ($${values.length - 1}, $${values.length}::uuid)`);
  }
  return { sql: parts.join(' and '), values };
}

/** Lists are bounded in time; only a whole id finds its row wherever it is. */
function startOf({ from, range, search }: RequestQuery, now: Date): Date | null {
  if (from !== undefined) return new Date(from);
  if (range !== undefined) return rangeStart(range, now);
  if (hexDigits(search?.trim() ?? '')?.length === UUID_DIGITS) return null;
  return new Date(now.getTime() - DEFAULT_DAYS * DAY_MS);
}

type Add = (value: unknown, sql: (parameter: string) => string) => void;

function addSearch(search: string | undefined, add: Add): void {
  if (search === undefined || search === '') return;
  const digits = hexDigits(search);
  const pattern = escapeLike(cleanText(search));
  add(
    [pattern, ...(digits === null ? [] : [digits.padEnd(UUID_DIGITS, '0'), digits.padEnd(UUID_DIGITS, 'f')])],
    (list) => {
      const alternatives = [
        `client_request_id like (${list}::text[])[1] || '%'`,
        ...['requested_model', 'served_model', 'end_user'].map(
          (column) => `${column} ilike '%' || (${list}::text[])[1] || '%'`,
        ),
      ];
      // The beginning of a uuid is a range of uuids, which the index on them answers.
      if (digits !== null) alternatives.push(`id between (${list}::text[])[2]::uuid and (${list}::text[])[3]::uuid`);
      return `(${alternatives.join(' or ')})`;
    },
  );
}

/** The digits of a uuid or of the beginning of one; null when the text cannot be that. */
function hexDigits(text: string): string | null {
  if (!/^[0-9a-f-]+$/i.test(text)) return null;
  const digits = text.replaceAll('-', '').toLowerCase();
  return digits.length >= MIN_ID_DIGITS && digits.length <= UUID_DIGITS ? digits : null;
}

/** What people type means itself: `%` and `_` are no wildcards. */
function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
