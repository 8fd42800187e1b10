import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LedgerEntry } from '@llm-cost-optimizer/contracts';

const EXTENSION = '.jsonl';
const FLAGS = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR;
const OWNER_ONLY = 0o600;

/** Path of a batch's segment. */
export function segmentPath(dir: string, batchId: string): string {
  return join(dir, batchId + EXTENSION);
}

/** The batch a file name belongs to; null for files that are no segments. */
export function batchIdOf(fileName: string): string | null {
  const match = /^([0-9a-f-]{36})\.jsonl$/.exec(fileName);
  return match?.[1] ?? null;
}

/** A segment being written. Every append lies behind the last good byte, so one that failed half-way is simply written again. */
export class SegmentWriter {
  readonly path: string;
  private readonly handle: FileHandle;
  private goodBytes = 0;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.handle = handle;
  }

  static async create(path: string): Promise<SegmentWriter> {
    return new SegmentWriter(path, await open(path, FLAGS, OWNER_ONLY));
  }

  get bytes(): number {
    return this.goodBytes;
  }

  /** Throws when the disk does not take all of it; then nothing counts as written. */
  async append(data: Uint8Array): Promise<void> {
    let written = 0;
    while (written < data.byteLength) {
      const { bytesWritten } = await this.handle.write(
        data,
        written,
        data.byteLength - written,
        this.goodBytes + written,
      );
      if (bytesWritten === 0) throw new Error('The disk took no more bytes.');
      written += bytesWritten;
    }
    this.goodBytes += data.byteLength;
  }

  /** Makes the segment last; may be called again after it threw. What a failed append left is cut off, content and name are forced to the disk. */
  async seal(): Promise<void> {
    await this.handle.truncate(this.goodBytes);
    await this.handle.sync();
    await syncFolder(dirname(this.path));
    // Everything is on the disk by now: what closing complains about changes nothing.
    await this.handle.close().catch(() => undefined);
  }
}

/** Forces the names in a folder to the disk, where the system can. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export interface ReadSegment {
  readonly entries: readonly LedgerEntry[];
  readonly bytes: number;
  /** True when the last line was cut off by a crash and left out. */
  readonly isTorn: boolean;
  /** Lines in front of it that are damaged: not by a crash, but by something else. */
  readonly damagedLines: number;
}

/** Reads a segment. A last line without its end counts when it is whole all the same. */
export async function readSegment(path: string): Promise<ReadSegment> {
  const text = await readFile(path, 'utf8');
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const whole = lines.map(parseEntry);
  const tail = last === '' ? null : parseEntry(last);
  const entries = [...whole, tail].filter((entry) => entry !== null);
  return {
    entries,
    bytes: Buffer.byteLength(text),
    isTorn: last !== '' && tail === null,
    damagedLines: whole.filter((entry) => entry === null).length,
  };
}

function parseEntry(line: string): LedgerEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    return isLedgerEntry(value) ? value : null;
  } catch {
    // Reported by the caller, which knows whether this is the torn end of a crash or damage.
    return null;
  }
}

/** Our own line, written by this version or an earlier one: the border to check fields is the writer of the ledger. */
function isLedgerEntry(value: unknown): value is LedgerEntry {
  if (typeof value !== 'object' || value === null) return false;
  if (!('request' in value) || !('attempts' in value) || !Array.isArray(value.attempts)) return false;
  const { request } = value;
  if (typeof request !== 'object' || request === null) return false;
  return (
    'id' in request &&
    typeof request.id === 'string' &&
    'organizationId' in request &&
    typeof request.organizationId === 'string'
  );
}
