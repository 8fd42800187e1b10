import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { CallIntent, IntentJournal } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import { asError } from '../errors.ts';

export interface IntentJournalOptions {
  /** Folder of the journal; belongs to one process at a time (the lock of the spool beside it sees to that). */
  readonly dir: string;
  /** Milliseconds on a clock that never jumps. */
  readonly now: () => number;
  /** Called once per trouble with the disk. */
  readonly onError: (error: Error) => void;
  /** Bytes after which a new file is begun with the intents that still count. Default 1 MiB. */
  readonly maxBytes?: number;
}

export interface OpenIntentJournal extends IntentJournal {
  /** Intents of an earlier run, oldest first, each attempt once. Their rows may exist all the same: who asks must look. */
  readonly leftovers: readonly CallIntent[];
  /** The rows of the leftovers are safe: their evidence can go. */
  forgetLeftovers(): void;
  close(): void;
}

interface Live {
  readonly lines: string[];
  /** Null while the request runs. */
  endedAt: number | null;
}

const intentSchema = z.object({
  requestId: z.string(),
  clientRequestId: z.string(),
  organizationId: z.string(),
  projectId: z.string().nullable(),
  keyId: z.string().nullable(),
  surface: z.string(),
  requestStartedAt: z.string(),
  requestedModel: z.string(),
  mode: z.string().nullable(),
  isStreaming: z.boolean(),
  configVersion: z.string(),
  catalogueVersion: z.string(),
  attemptId: z.string(),
  attemptNumber: z.number(),
  attemptStartedAt: z.string(),
  provider: z.string(),
  model: z.string(),
  isSimulated: z.boolean(),
  promptTokensEstimated: z.number(),
  holds: z
    .array(
      z.object({
        budgetId: z.string(),
        periodStart: z.number(),
        periodEnd: z.number().nullable(),
        amount: z.string().regex(/^\d+$/),
      }),
    )
    .exactOptional(),
}) satisfies z.ZodType<CallIntent>;

const FILE = /^intents-(\d+)\.jsonl$/;
const MAX_BYTES = 1024 * 1024;
/** A row that was just recorded is still on its way to the disk; its intent is kept for that long. */
const GRACE_MS = 10_000;

/**
 * Opens the journal of a folder: one line for each call, written before the call leaves, so that a SIGKILL leaves evidence. A line
 * costs a few microseconds; nothing is synced, because a killed process loses nothing that it gave to the system.
 * Throws when the folder cannot be used at all.
 */
export function openIntentJournal({
  dir,
  now,
  onError,
  maxBytes = MAX_BYTES,
}: IntentJournalOptions): OpenIntentJournal {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const old = readdirSync(dir)
    .flatMap((name) => {
      const number = FILE.exec(name)?.[1];
      return number === undefined ? [] : [{ name, number: Number(number) }];
    })
    .toSorted((one, other) => one.number - other.number);
  const leftovers = readAll(
    dir,
    old.map(({ name }) => name),
  );
  const live = new Map<string, Live>();
  let number = (old.at(-1)?.number ?? 0) + 1;
  let file = openSync(pathOf(dir, number), 'a', 0o600);
  let bytes = 0;
  let isFailing = false;

  const write = (text: string): void => {
    try {
      bytes += writeSync(file, text);
      isFailing = false;
    } catch (error) {
      if (!isFailing) onError(asError(error));
      isFailing = true;
    }
  };
  /** A new file with what still counts; the one before goes once that is written. */
  const rotate = (): void => {
    const limit = now() - GRACE_MS;
    for (const [id, { endedAt }] of live) if (endedAt !== null && endedAt < limit) live.delete(id);
    const previous = { file, number };
    number += 1;
    file = openSync(pathOf(dir, number), 'a', 0o600);
    bytes = 0;
    write([...live.values()].flatMap(({ lines }) => lines).join(''));
    closeSync(previous.file);
    if (!isFailing) rmSync(pathOf(dir, previous.number), { force: true });
  };

  return {
    leftovers,
    begin(intent) {
      const line = `${JSON.stringify(intent)}\n`;
      const known = live.get(intent.requestId);
      if (known === undefined) live.set(intent.requestId, { lines: [line], endedAt: null });
      else known.lines.push(line);
      write(line);
      if (bytes > maxBytes) rotate();
    },
    end(requestId) {
      const known = live.get(requestId);
      if (known !== undefined) known.endedAt = now();
    },
    forgetLeftovers() {
      for (const { name } of old) rmSync(join(dir, name), { force: true });
    },
    close() {
      closeSync(file);
      // A clean end leaves no evidence: every row was recorded, and the spool is flushed before.
      rmSync(pathOf(dir, number), { force: true });
    },
  };
}

function pathOf(dir: string, number: number): string {
  return join(dir, `intents-${number}.jsonl`);
}

/** The last line of a file may be torn by the kill; such a call did not leave yet. */
function readAll(dir: string, names: readonly string[]): CallIntent[] {
  const byAttempt = new Map<string, CallIntent>();
  for (const name of names) {
    for (const line of readFileSync(join(dir, name), 'utf8').split('\n')) {
      const intent = readLine(line);
      if (intent !== null) byAttempt.set(intent.attemptId, intent);
    }
  }
  return [...byAttempt.values()];
}

function readLine(line: string): CallIntent | null {
  const parsed = line === '' ? null : intentSchema.safeParse(parseOrNull(line));
  return parsed?.success === true ? parsed.data : null;
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
