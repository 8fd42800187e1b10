import type { AttemptDetail, RequestDetail } from '@llm-cost-optimizer/contracts';

export type SegmentKind = 'gateway' | 'waiting' | 'answering' | 'failed';

/** A piece of a bar. Milliseconds since the request arrived. */
export interface TimelineSegment {
  readonly kind: SegmentKind;
  readonly startMs: number;
  readonly endMs: number;
}

export interface TimelineRow {
  readonly id: string;
  /** A stage of the gateway, or one call to a provider. */
  readonly source:
    | { readonly kind: 'stage'; readonly name: string }
    | { readonly kind: 'attempt'; readonly attempt: AttemptDetail };
  readonly segments: readonly TimelineSegment[];
}

export interface Timeline {
  /** Length of the axis: the request's latency, or the end of its last call where that came later. */
  readonly totalMs: number;
  readonly rows: readonly TimelineRow[];
}

type Timed = Pick<RequestDetail, 'startedAt' | 'latencyMs' | 'ttftMs' | 'attempts' | 'cache'> & {
  trace: Pick<RequestDetail['trace'], 'stageMs'>;
};

/**
 * Bars of the request's waterfall: the gateway's stages one after the other, then every call to a provider with its
 * wait for the first token and its answer. Stage times are marks on the request's own clock: when the stage was over.
 * A request that shared another's call has no call of its own; its wait for that one is the row `share`.
 */
export function buildTimeline(request: Timed): Timeline {
  const stages = stageRows(request.trace.stageMs);
  const attempts = request.attempts.map((attempt) => attemptRow(attempt, Date.parse(request.startedAt)));
  const rows = [...stages, ...shareRow(request, stages), ...attempts];
  const ends = rows.flatMap((row) => row.segments.map((segment) => segment.endMs));
  return { totalMs: Math.max(request.latencyMs, ...ends, Number.MIN_VALUE), rows };
}

/** Start and width of a piece in percent of the axis; never narrower than what an eye can find. */
export function placeSegment(segment: TimelineSegment, totalMs: number): { leftPercent: number; widthPercent: number } {
  const widthPercent = Math.min(100, Math.max(0.4, ((segment.endMs - segment.startMs) / totalMs) * 100));
  const leftPercent = Math.min(100 - widthPercent, Math.max(0, (segment.startMs / totalMs) * 100));
  return { leftPercent, widthPercent };
}

function stageRows(stageMs: Readonly<Record<string, number>>): TimelineRow[] {
  let before = 0;
  return Object.entries(stageMs)
    .sort(([, a], [, b]) => a - b)
    .map(([name, endMs]) => {
      const segments = [{ kind: 'gateway' as const, startMs: before, endMs }];
      before = endMs;
      return { id: `stage:${name}`, source: { kind: 'stage' as const, name }, segments };
    });
}

function shareRow({ cache, ttftMs, latencyMs, attempts }: Timed, stages: readonly TimelineRow[]): TimelineRow[] {
  if (cache !== 'DEDUP' || attempts.length > 0) return [];
  const startMs = stages.at(-1)?.segments[0]?.endMs ?? 0;
  const firstToken = Math.min(latencyMs, Math.max(startMs, ttftMs ?? latencyMs));
  const wait = { kind: 'waiting' as const, startMs, endMs: firstToken };
  const answer = { kind: 'answering' as const, startMs: firstToken, endMs: Math.max(firstToken, latencyMs) };
  const segments = answer.endMs > answer.startMs ? [wait, answer] : [wait];
  return [{ id: 'stage:share', source: { kind: 'stage', name: 'share' }, segments }];
}

function attemptRow(attempt: AttemptDetail, requestStartedAt: number): TimelineRow {
  const startMs = Math.max(0, Date.parse(attempt.startedAt) - requestStartedAt);
  const endMs = startMs + attempt.latencyMs;
  const source = { kind: 'attempt' as const, attempt };
  const isGood = attempt.outcome === 'ok' || attempt.outcome === 'cancelled';
  if (attempt.ttftMs === null) {
    return { id: attempt.id, source, segments: [{ kind: isGood ? 'waiting' : 'failed', startMs, endMs }] };
  }
  const firstToken = Math.min(endMs, startMs + attempt.ttftMs);
  return {
    id: attempt.id,
    source,
    segments: [
      { kind: 'waiting', startMs, endMs: firstToken },
      { kind: isGood ? 'answering' : 'failed', startMs: firstToken, endMs },
    ],
  };
}
