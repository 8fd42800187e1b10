import { readdir } from 'node:fs/promises';
import { costsOf } from './pending-costs.ts';
import type { Segment } from './segment.ts';
import { batchIdOf, readSegment, segmentPath } from './segment-file.ts';

/** Segments that an earlier run left in the folder, oldest first. What a crash cut off is reported. */
export async function readLeftovers(dir: string, onError: (error: Error) => void): Promise<Segment[]> {
  const names = (await readdir(dir)).sort();
  const segments: Segment[] = [];
  for (const name of names) {
    const batchId = batchIdOf(name);
    if (batchId !== null) segments.push(await readLeftover(dir, batchId, onError));
  }
  return segments;
}

async function readLeftover(dir: string, batchId: string, onError: (error: Error) => void): Promise<Segment> {
  const { entries, bytes, isTorn, damagedLines } = await readSegment(segmentPath(dir, batchId));
  if (isTorn)
    onError(
      new Error(
        `The last row of ledger segment ${batchId} was cut off by a crash before it was written; it is left out.`,
      ),
    );
  if (damagedLines > 0) {
    onError(
      new Error(
        `${damagedLines} rows of ledger segment ${batchId} are damaged; the file is kept as ${batchId}.jsonl.damaged.`,
      ),
    );
  }
  return {
    batchId,
    bytes,
    rows: entries.length,
    costs: costsOf(entries),
    isDamaged: damagedLines > 0,
    isOwn: false,
    text: null,
    entries: null,
    state: 'waiting',
    failures: 0,
    dueAt: 0,
    deliveredAt: 0,
  };
}
