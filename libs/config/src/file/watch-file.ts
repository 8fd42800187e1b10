import { type FSWatcher, watch } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { MAX_FILE_BYTES } from './read-yaml.ts';

export interface WatchOptions {
  /** The text that is in force; a file that holds another one is a change. Default: what the first look finds. */
  readonly initialText?: string;
  /** Quiet time after the last event before the file is read. */
  readonly debounceMs?: number;
  /** How often the file is looked at without any event: mounted folders often send none. */
  readonly pollMs?: number;
}

export interface FileWatch {
  close(): void;
}

/**
 * Calls back with the new text whenever the content of a file has changed, also when an editor or a Kubernetes volume
 * replaces it by rename. A file that is gone or unreadable for a moment is waited for. Never throws later on.
 */
export function watchConfigFile(
  path: string,
  onChange: (text: string) => void,
  { initialText, debounceMs = 100, pollMs = 2_000 }: WatchOptions = {},
): FileWatch {
  const state: WatchState = { lastText: initialText ?? null, lastStamp: '', isClosed: false };
  let timer: NodeJS.Timeout | null = null;
  let chain: Promise<void> = look(path, state, initialText === undefined ? null : onChange);
  const check = (): void => {
    timer = null;
    chain = chain.then(() => look(path, state, onChange));
  };
  const soon = (): void => {
    if (state.isClosed) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(check, debounceMs);
  };
  const watcher = watchFolder(path, soon);
  const poll = setInterval(check, pollMs);
  poll.unref();
  return {
    close(): void {
      state.isClosed = true;
      if (timer !== null) clearTimeout(timer);
      clearInterval(poll);
      watcher?.close();
    },
  };
}

interface WatchState {
  lastText: string | null;
  lastStamp: string;
  isClosed: boolean;
}

/** Reads the file when its stamp is new. `onChange` is null for a first look that only remembers. */
async function look(path: string, state: WatchState, onChange: ((text: string) => void) | null): Promise<void> {
  if (state.isClosed) return;
  const found = await readWithStamp(path, state.lastStamp);
  if (found === null || state.isClosed) return;
  state.lastStamp = found.stamp;
  const isNew = found.text !== state.lastText;
  state.lastText = found.text;
  if (isNew) onChange?.(found.text);
}

async function readWithStamp(path: string, lastStamp: string): Promise<{ text: string; stamp: string } | null> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    const stamp = `${mtimeMs}:${ctimeMs}:${size}:${ino}`;
    if (stamp === lastStamp) return null;
    return { text: await readBounded(path), stamp };
  } catch {
    // Between the two halves of a replacement the file is missing; the next event or look finds it.
    return null;
  }
}

/** One byte more than allowed is enough for the parser to refuse the file. */
async function readBounded(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(MAX_FILE_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) return buffer.toString('utf8', 0, length);
      length += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** Watches the folder, because a watch on the file itself ends with a rename. Null where watching is not possible. */
function watchFolder(path: string, onEvent: () => void): FSWatcher | null {
  const name = basename(path);
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, file) => {
      // Kubernetes swaps the link `..data`, not the file.
      if (file === null || file === name || file.startsWith('..')) onEvent();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    // No watches left or no such folder: looking at the file now and then still works.
    return null;
  }
}
