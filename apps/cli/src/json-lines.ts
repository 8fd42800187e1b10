import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { CliError } from './cli-error.ts';

/** A line of a JSON Lines file; blank lines are left out but counted. */
export interface JsonLine {
  /** From 1. */
  readonly number: number;
  readonly value: unknown;
}

/** Reads JSON Lines one by one. Throws CliError with the line for what is not JSON, or when the file cannot be read. */
export async function* readJsonLines(input: Readable, name: string): AsyncGenerator<JsonLine> {
  let failure: Error | null = null;
  input.once('error', (error) => {
    failure = error;
  });
  let number = 0;
  for await (const raw of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    const line = number === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    if (line.trim() === '') continue;
    yield { number, value: parseLine(line, `${name} line ${number}`) };
  }
  if (failure !== null) throw new CliError(`${name}: cannot be read.`, { cause: failure });
}

function parseLine(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new CliError(`${place}: not JSON. Each line must hold one JSON object.`, { cause });
  }
}

/** Opens a file, or standard input for `-`. Throws CliError when there is no such file. */
export async function openInput(path: string, stdin: Readable): Promise<Readable> {
  if (path === '-') return stdin;
  const stream = createReadStream(path, { encoding: 'utf8' });
  try {
    await once(stream, 'open');
  } catch (cause) {
    throw new CliError(`${path}: no such file, or it cannot be read.`, { cause });
  }
  return stream;
}

/** Where lines go. `end` makes a file appear under its name; without it (an error before) nothing is left behind. */
export interface LineWriter {
  write(line: string): Promise<void>;
  end(): Promise<void>;
  abandon(): Promise<void>;
}

/** Writes lines to a file, or to standard output for `-`, no faster than it takes them. */
export async function openOutput(path: string, stdout: Writable): Promise<LineWriter> {
  if (path === '-') {
    return { write: (line) => push(stdout, line), end: async () => {}, abandon: async () => {} };
  }
  const part = `${path}.part`;
  const stream = createWriteStream(part);
  try {
    await once(stream, 'open');
  } catch (cause) {
    throw new CliError(`${path}: cannot be written.`, { cause });
  }
  const close = async (): Promise<void> => {
    stream.end();
    await finished(stream);
  };
  return {
    write: (line) => push(stream, line),
    end: async () => {
      await close();
      await rename(part, path);
    },
    abandon: async () => {
      await close();
      await rm(part, { force: true });
    },
  };
}

async function push(stream: Writable, line: string): Promise<void> {
  if (!stream.write(`${line}\n`)) await once(stream, 'drain');
}
