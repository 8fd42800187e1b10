import { access, constants, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf, StartError } from './start-error.ts';

/** Makes the data directory where it is missing. Returns its absolute path; throws StartError when it cannot be written. */
export async function prepareDataDir(dataDir: string): Promise<string> {
  const path = resolve(dataDir);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(
      `The data directory ${path} cannot be written (${messageOf(error)}). Make it writable for this user, or name another one: LCO_DATA_DIR=/some/folder npm start`,
      { cause: error },
    );
  }
  return path;
}
