import {
  alertsChangedSchema,
  configPublishedSchema,
  type LedgerDelta,
  ledgerDeltaSchema,
  type Overview,
} from '@llm-cost-optimizer/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Socket } from 'socket.io-client';
import { applyDeltas } from './live-reducers.ts';
import { QUERY } from './query-client.ts';

/** `paused`: by the user or because the page is hidden. */
export type LiveState = 'live' | 'paused' | 'reconnecting';

/** Events are painted at most four times a second. */
const PAINT_MS = 250;
/** What deltas do not carry is read again at most this often while events arrive. */
const REFETCH_MS = 3000;

interface LiveStore {
  readonly state: LiveState;
  /** Requests reported by events since the page was opened; grows only. */
  readonly requests: number;
}

let store: LiveStore = { state: 'reconnecting', requests: 0 };
const listeners = new Set<() => void>();
let isPausedByUser = false;
let isStarted = false;
let hasMissedEvents = false;
let queryClient: QueryClient | null = null;
let socket: Socket | null = null;
let pending: LedgerDelta[] = [];
/** This clock less the gateway's, at most: the shortest time seen from a commit to the arrival of its event. */
let clockLeadMs = Number.POSITIVE_INFINITY;
let paintTimer: ReturnType<typeof setTimeout> | null = null;
let refetchTimer: ReturnType<typeof setTimeout> | null = null;

/** Opens the one connection of the application. May be called again: then it does nothing until `stopLive`. */
export async function startLive(client: QueryClient): Promise<void> {
  queryClient = client;
  if (isStarted) return;
  isStarted = true;
  document.addEventListener('visibilitychange', follow);
  const { io } = await import('socket.io-client');
  if (!isStarted) return;
  socket = io({ path: '/live', transports: ['websocket'], withCredentials: true, autoConnect: false });
  socket.on('connect', onConnect);
  socket.on('disconnect', onDisconnect);
  socket.on('connect_error', onDisconnect);
  socket.on('ledger:delta', onDelta);
  socket.on('config:published', onConfigPublished);
  socket.on('alerts:changed', onAlertsChanged);
  follow();
}

/** Closes the connection, for signing out. */
export function stopLive(): void {
  isStarted = false;
  document.removeEventListener('visibilitychange', follow);
  socket?.removeAllListeners();
  socket?.disconnect();
  socket = null;
  pending = [];
}

/** Pauses or resumes the events; on resuming, what was missed is read again. */
export function toggleLive(): void {
  isPausedByUser = !isPausedByUser;
  follow();
}

/** State of the connection, for the indicator. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => store.state);
}

/**
 * Number of requests reported by events since the page was opened. A list remembers the number at its last read; the
 * difference is its "12 new".
 */
export function useLiveRequestCount(): number {
  return useSyncExternalStore(subscribe, () => store.requests);
}

/** Brings the connection in line with the user's wish and the page's visibility. */
function follow(): void {
  if (socket === null) return;
  if (isPausedByUser || document.hidden) {
    hasMissedEvents = true;
    socket.disconnect();
    change({ state: 'paused' });
  } else if (!socket.active) {
    change({ state: 'reconnecting' });
    socket.connect();
  }
}

function onConnect(): void {
  change({ state: 'live' });
  if (hasMissedEvents) queryClient?.invalidateQueries({ refetchType: 'active' });
  hasMissedEvents = false;
}

function onDisconnect(): void {
  if (isPausedByUser || document.hidden) return;
  hasMissedEvents = true;
  change({ state: 'reconnecting' });
  // After a disconnect ordered by the server (a restart, for one) the client does not try again by itself.
  if (socket !== null && !socket.active) setTimeout(() => socket?.connect(), 1000 + Math.random() * 2000);
}

function onDelta(data: unknown): void {
  const parsed = ledgerDeltaSchema.safeParse(data);
  if (!parsed.success) return;
  pending.push(parsed.data);
  clockLeadMs = Math.min(clockLeadMs, Date.now() - Date.parse(parsed.data.committedAt));
  if (paintTimer === null) paintTimer = setTimeout(paint, PAINT_MS);
}

function paint(): void {
  paintTimer = null;
  const deltas = pending;
  pending = [];
  addToOverviews(deltas);
  change({ requests: store.requests + deltas.reduce((sum, delta) => sum + delta.requests, 0) });
  if (refetchTimer === null) refetchTimer = setTimeout(refetch, REFETCH_MS);
}

function addToOverviews(deltas: readonly LedgerDelta[]): void {
  for (const query of queryClient?.getQueryCache().findAll({ queryKey: [QUERY.overview, 'live'] }) ?? []) {
    const overview = queryClient?.getQueryData<Overview>(query.queryKey);
    if (overview === undefined) continue;
    // The time of the read stays what it was: by it the next deltas are told from those that the read had in it.
    const updatedAt = query.state.dataUpdatedAt;
    queryClient?.setQueryData(query.queryKey, applyDeltas(overview, deltas, updatedAt - clockLeadMs), { updatedAt });
  }
}

function refetch(): void {
  refetchTimer = null;
  queryClient?.invalidateQueries({ queryKey: [QUERY.overview, 'live'], refetchType: 'active' });
}

function onConfigPublished(data: unknown): void {
  if (!configPublishedSchema.safeParse(data).success) return;
  for (const key of [QUERY.config, QUERY.status, QUERY.models]) queryClient?.invalidateQueries({ queryKey: [key] });
}

function onAlertsChanged(data: unknown): void {
  if (alertsChangedSchema.safeParse(data).success) queryClient?.invalidateQueries({ queryKey: [QUERY.status] });
}

function change(patch: Partial<LiveStore>): void {
  store = { ...store, ...patch };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
