import type { PeriodQuery, RequestSummary } from '@llm-cost-optimizer/contracts';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLiveRequestCount } from '../../../lib/live.ts';
import { isLivePeriod } from '../../../lib/period.ts';
import { newestRequestsOptions, type RequestListInput, requestListOptions } from '../api/list-requests.ts';
import { countUnseen } from '../lib/unseen.ts';

/** While requests stream in, the server is asked at most this often whether some of them belong to this list. */
const LOOK_MS = 2_000;

/**
 * The rows of the list. New requests never push rows about: they are counted, and shown when the user asks. The count
 * respects the filters, because it comes from the server and not from the events.
 */
export function useRequestList(input: RequestListInput) {
  const queries = useQueryClient();
  const list = useInfiniteQuery(requestListOptions(input));
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? NO_ROWS, [list.data]);
  const tick = useThrottled(useLiveRequestCount(), LOOK_MS);
  const [seenTick, setSeenTick] = useState(tick);
  const isLive = isLivePeriod(input.period);
  const isLooking = isLive && list.isSuccess && tick > seenTick;
  const newest = useQuery({
    ...newestRequestsOptions(input, tick),
    enabled: isLooking,
    placeholderData: (before) => before,
  });
  const { count, isMore } = countUnseen(rows, isLooking ? (newest.data?.items ?? NO_ROWS) : NO_ROWS);

  const showNew = useCallback(() => {
    if (newest.data === undefined) return;
    const first = newest.data;
    queries.setQueryData(requestListOptions(input).queryKey, { pages: [first], pageParams: [null] });
    setSeenTick(tick);
  }, [queries, input, newest.data, tick]);

  // Nothing moves under a cursor while the list is empty, so the first requests appear by themselves.
  const isFirst = rows.length === 0 && count > 0;
  useEffect(() => {
    if (isFirst) showNew();
  }, [isFirst, showNew]);

  return { list, rows, isLive, newCount: isFirst ? 0 : count, isMoreNew: isMore, showNew };
}

const NO_ROWS: readonly RequestSummary[] = [];

/** Keeps the query's input the same object while its parts are the same. */
export function useListInput(
  period: PeriodQuery,
  filters: RequestListInput['filters'],
  pageSize: number,
): RequestListInput {
  return useMemo(() => ({ period, filters, pageSize }), [period, filters, pageSize]);
}

/** `value`, following its changes at most every `everyMs`, the last one always. */
function useThrottled<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  latest.current = value;
  const isBehind = !Object.is(shown, value);
  useEffect(() => {
    if (!isBehind) return;
    const timer = setInterval(() => setShown(latest.current), everyMs);
    return () => clearInterval(timer);
  }, [isBehind, everyMs]);
  return shown;
}
