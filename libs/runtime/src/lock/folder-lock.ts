import { link, mkdir, readFile, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { codeOf } from '../errors.ts';
import { createId } from '../ids.ts';
import { isSameProcessAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts';

export interface FolderLock {
  /** Gives the folder free. May be called twice. */
  release(): Promise<void>;
}

const identitySchema = z.object({ pid: z.number().int(), host: z.string(), startedAt: z.string().nullable() });
const ownerSchema = identitySchema.extend({ token: z.string() });

/** The owner touches its lock this often: owners on other machines or in other containers cannot be asked otherwise. */
const HEARTBEAT_MS = 2_000;
/** How long a lock from elsewhere is watched for a sign of life. */
const OBSERVED_MS = 5_000;
const STALE_GUARD_MS = 10_000;
const MAX_TRIES = 20;
const RETRY_MS = 50;

/**
 * Takes a folder for this process. Throws one clear sentence when a living process holds it; the lock of a dead one is
 * taken over. `what` names the thing in that sentence.
 */
export async function lockFolder(folder: string, what: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'owner.lock');
  const token = createId();
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    if (await tryCreate(path, { ...ownIdentity(), token })) return hold(path, token);
    const owner = await readOwner(path);
    if (owner !== null && (await isAlive(owner, path))) throw new Error(heldSentence(folder, what, owner));
    await removeDead(path, owner);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  throw new Error(
    `${what} in ${folder} cannot be locked: ${path} keeps changing. Stop other gateways that use this folder.`,
  );
}

function heldSentence(folder: string, what: string, owner: ProcessIdentity): string {
  const place = owner.host === ownIdentity().host ? `process ${owner.pid}` : `process ${owner.pid} on ${owner.host}`;
  return `${what} in ${folder} is used by another gateway (${place}). Stop that one, or set LCO_DATA_DIR to another folder.`;
}

/** A link is made whole or not at all, so nobody ever reads a half-written lock. */
async function tryCreate(path: string, owner: z.infer<typeof ownerSchema>): Promise<boolean> {
  const draft = `${path}.${owner.token}`;
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

function hold(path: string, token: string): FolderLock {
  const timer = setInterval(() => {
    const now = new Date();
    // The folder may be on a disk that is full or gone; the lock then ages, which is what it should do.
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    async release() {
      clearInterval(timer);
      const owner = await readOwner(path);
      if (owner?.token === token) await rm(path, { force: true });
    },
  };
}

async function isAlive(owner: ProcessIdentity, path: string): Promise<boolean> {
  if (owner.host === ownIdentity().host) return isSameProcessAlive(owner);
  const before = await touchedAt(path);
  await new Promise((resolve) => setTimeout(resolve, OBSERVED_MS));
  const after = await touchedAt(path);
  return after !== null && after !== before;
}

/** When a file was last touched; null when it is gone. */
async function touchedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Only one process at a time removes a dead lock, or two could each remove the other's new one. */
async function removeDead(path: string, dead: z.infer<typeof ownerSchema> | null): Promise<void> {
  const guard = `${path}.removing`;
  try {
    await mkdir(guard);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    await removeStaleGuard(guard);
    return;
  }
  try {
    const current = await readOwner(path);
    if (current?.token === dead?.token) await rm(path, { force: true });
  } finally {
    await rmdir(guard);
  }
}

async function removeStaleGuard(guard: string): Promise<void> {
  const madeAt = await touchedAt(guard);
  if (madeAt !== null && Date.now() - madeAt > STALE_GUARD_MS) await rm(guard, { recursive: true, force: true });
}

/** Null when there is no lock, or none that can be read: then nobody can be named as its owner. */
async function readOwner(path: string): Promise<z.infer<typeof ownerSchema> | null> {
  try {
    return ownerSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}
