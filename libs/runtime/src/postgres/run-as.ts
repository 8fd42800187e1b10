import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The user a database process runs as; empty = ours. Postgres refuses to run as root. */
export type RunAs = { readonly uid: number; readonly gid: number } | Record<string, never>;

/** `nobody` on all common systems. */
const NOBODY = 65_534;

/** As root: the owner of the data folder where it is not root, else nobody. Any other user: itself. */
export async function chooseUser(dataFolder: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {};
  const owner = await ownerOf(dataFolder);
  return owner === null || owner.uid === 0 ? { uid: NOBODY, gid: NOBODY } : owner;
}

/** True when that user can walk to a folder: every folder above lets it through. */
export async function canReach(path: string, user: RunAs): Promise<boolean> {
  if (user.uid === undefined) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid } = await stat(folder);
    const isOpen = (mode & 0o001) !== 0 || (uid === user.uid && (mode & 0o100) !== 0);
    if (!isOpen) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | null> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch {
    // Not there yet.
    return null;
  }
}
