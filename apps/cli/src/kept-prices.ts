import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KEPT_FEED_FILE, type KeptFeed, parseKeptFeed } from '@llm-cost-optimizer/pricing';
import { CliError } from './cli-error.ts';
import type { Environment } from './client.ts';

/** The price list that `lco prices refresh` left in the data folder; null = none. Throws CliError when it is damaged. */
export async function readKeptPrices(env: Environment): Promise<KeptFeed | null> {
  const path = keptPath(env);
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch {
    return null;
  }
  try {
    return parseKeptFeed(content);
  } catch (error) {
    const cause = error instanceof Error ? error.message : 'unknown cause';
    throw new CliError(`${path} cannot be used. ${cause} Remove it with \`lco prices reset\`.`);
  }
}

/** Puts a price list into the data folder, whole or not at all. Returns its path. */
export async function keepPrices(env: Environment, content: string): Promise<string> {
  const path = keptPath(env);
  const draft = `${path}.${randomUUID()}`;
  await mkdir(dataDirOf(env), { recursive: true });
  await writeFile(draft, content);
  await rename(draft, path);
  return path;
}

/** Where the list lies. */
export function keptPath(env: Environment): string {
  return join(dataDirOf(env), KEPT_FEED_FILE);
}

function dataDirOf(env: Environment): string {
  return env.LCO_DATA_DIR === undefined || env.LCO_DATA_DIR === '' ? '.lco' : env.LCO_DATA_DIR;
}
