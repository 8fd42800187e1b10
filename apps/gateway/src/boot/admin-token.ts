import { randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError, systemCode } from './start-error.ts';

/** Shorter than any token we make: a file cut off by a full disk is made anew. */
const MIN_LENGTH = 16;

/**
 * The token of scripts and of the CLI. A configured one wins; else the one kept in `<dataDir>/admin-token` (0600), made
 * at the first start. There is no default token. Throws StartError when the file cannot be read.
 */
export async function loadAdminToken(dataDir: string, configured: string | null): Promise<string> {
  if (configured !== null) return configured;
  const path = join(dataDir, 'admin-token');
  const known = await readToken(path);
  if (known !== null) return known;
  const token = `lco-admin-${randomBytes(32).toString('base64url')}`;
  await writeFile(path, `${token}\n`, { mode: 0o600 });
  // The mode above holds for new files only.
  await chmod(path, 0o600);
  return token;
}

async function readToken(path: string): Promise<string | null> {
  try {
    const token = (await readFile(path, 'utf8')).trim();
    return token.length >= MIN_LENGTH ? token : null;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw new StartError(`The admin token file ${path} cannot be read. Make it readable for this user, or delete it.`, {
      cause: error,
    });
  }
}
