import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { StartError, systemCode } from './start-error.ts';

const holderSchema = z.object({ pid: z.number().int().positive(), startToken: z.string().nullable() });
type Holder = z.infer<typeof holderSchema>;

export interface InstanceLock {
  /** Gives the data directory free. May be called twice. */
  release(): Promise<void>;
}

/**
 * Claims the data directory for this process: two gateways on one spool and one embedded database would corrupt both.
 * A lock left behind by a killed process is taken over. Throws StartError while its holder is alive.
 */
export async function lockDataDir(dataDir: string): Promise<InstanceLock> {
  const path = join(dataDir, 'gateway.lock');
  const own: Holder = { pid: process.pid, startToken: await startToken(process.pid) };
  // Two rounds: the second one after a stale lock has been removed.
  for (let round = 1; round <= 2; round++) {
    if (await tryCreate(path, own)) return { release: () => rm(path, { force: true }) };
    const holder = await readHolder(path);
    if (holder !== null && (await isAlive(holder))) {
      throw new StartError(
        `Another gateway (process ${holder.pid}) already runs on the data directory ${dataDir}. Stop it, or give this one its own: LCO_DATA_DIR=.lco-2 PORT=8001 npm start`,
      );
    }
    await rm(path, { force: true });
  }
  throw new StartError(`The data directory ${dataDir} was claimed by another gateway at the same moment. Start again.`);
}

async function tryCreate(path: string, own: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(own), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    // Gone meanwhile, or half written by a process that was killed.
    if (systemCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  // In a container every run has the same pid: our own pid in an old lock means a run that is over.
  if (holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
  const token = await startToken(holder.pid);
  return token === null || holder.startToken === null || token === holder.startToken;
}

/**
 * Tells a process from a later one with the same pid: boot id and start time from /proc. Null where there is no /proc
 * (macOS, Windows); then the pid alone decides.
 */
async function startToken(pid: number): Promise<string | null> {
  try {
    const [bootId, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The command name in parentheses may contain spaces; the start time is field 22, the 20th after it.
    const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return startedAt === undefined ? null : `${bootId.trim()}:${startedAt}`;
  } catch {
    return null;
  }
}
