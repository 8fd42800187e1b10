import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadQualityModel, type QualityModel } from '@llm-cost-optimizer/routing';
import { CliError } from './cli-error.ts';

const WEIGHTS = join('libs', 'routing', 'weights', 'quality.bin');

/** The quality model of the request path with the weights that are shipped with this installation. */
export function openQualityModel(): QualityModel {
  return loadQualityModel(readFileSync(findWeights(dirname(fileURLToPath(import.meta.url)))));
}

/** Bundled and unbundled code lie at different depths below the root: look upwards. */
function findWeights(from: string): string {
  const path = join(from, WEIGHTS);
  if (existsSync(path)) return path;
  const parent = dirname(from);
  if (parent === from) throw new CliError(`The router's weights are missing: ${WEIGHTS} is part of the repository.`);
  return findWeights(parent);
}
