import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadQualityModel, type QualityModel } from '@llm-cost-optimizer/routing';
import { messageOf, StartError } from './start-error.ts';

/** Beside the bundle: the build puts it there. */
const BUNDLED = 'quality.bin';
/** In the repository, for what runs from its sources. */
const IN_REPOSITORY = join('libs', 'routing', 'weights', 'quality.bin');

/** Where the weights of the learned scorer are, looked for from a folder upwards; null = nowhere. */
export function findQualityWeights(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const name of [BUNDLED, IN_REPOSITORY]) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
    if (dirname(folder) === folder) return null;
  }
}

/** Opens the weights; null = there are none. Throws StartError for a file that is no weights. */
export function loadQualityWeights(from: string = import.meta.dirname): QualityModel | null {
  const path = findQualityWeights(from);
  if (path === null) return null;
  try {
    return loadQualityModel(readFileSync(path));
  } catch (error) {
    throw new StartError(`The weights of the learned scorer cannot be used: ${path}: ${messageOf(error)} ${REMEDY}`, {
      cause: error,
    });
  }
}

const REMEDY =
  'Restore the file (git checkout libs/routing/weights, then npm run build), or set `routing.scorer: heuristic`.';
