import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A prompt with public results of several models. */
export interface Row {
  readonly id: string;
  readonly source: string;
  readonly task: string;
  readonly subject?: string;
  readonly prompt: string;
  readonly strong_model: string;
  readonly weak_model: string;
  readonly strong_score: number;
  readonly weak_score: number;
  /** Model to quality, 0 to 1. */
  readonly scores: Readonly<Record<string, number>>;
}

const FOLDER = fileURLToPath(new URL('../../../../shared/routing-data/', import.meta.url));

/** Where the data set is expected: beside the repository. */
export const DATA_FOLDER = FOLDER;

export function hasData(): boolean {
  return existsSync(`${FOLDER}train.jsonl`) && existsSync(`${FOLDER}dev.jsonl`);
}

/** Rows of `train` or `dev`, in the order of the file. */
export function readRows(part: 'train' | 'dev'): Row[] {
  return readFileSync(`${FOLDER}${part}.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

/** The pairs that the metric reports, per source; the first is the primary one. */
export function readPairs(): Record<string, [string, string][]> {
  const parsed = JSON.parse(readFileSync(`${FOLDER}pairs.json`, 'utf8')) as {
    pairs: Record<string, [string, string][]>;
  };
  return parsed.pairs;
}
