import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testConfig } from '../completions/__testing__/test-services.ts';
import { missingWeights, scorerFor } from '../configuration/scorers.ts';
import { findQualityWeights, loadQualityWeights } from './quality-weights.ts';

const JUDGEMENT = {
  scorer: 'learned',
  dial: null,
  qualityTarget: null,
  safeTier: 'medium',
  switchBudget: 0,
  rules: [],
} as const;

describe('the weights of the learned scorer', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lco-weights-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    { name: 'beside the bundle', file: ['dist', 'quality.bin'] },
    { name: 'in the repository', file: ['libs', 'routing', 'weights', 'quality.bin'] },
  ])('are found $name, from anywhere below', ({ file }) => {
    const path = join(folder, ...file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'x');
    expect(findQualityWeights(join(folder, file[0] ?? '', 'chunks'))).toBe(path);
  });

  it('are null where there are none', () => {
    expect(loadQualityWeights(folder)).toBeNull();
  });

  it('that are none stop the start with the file and the remedy', () => {
    writeFileSync(join(folder, 'quality.bin'), 'no weights');
    expect(() => loadQualityWeights(folder)).toThrow(/quality\.bin.*routing\.scorer: heuristic/s);
  });

  it('that are missing are a mistake of a configuration that asks for them, and of no other', () => {
    const config = testConfig({ judgement: JUDGEMENT });
    expect(missingWeights(config, null)).toMatchObject({ severity: 'error', path: 'routing.scorer' });
    expect(missingWeights(testConfig({ judgement: { ...JUDGEMENT, scorer: 'heuristic' } }), null)).toBeNull();
  });

  it('are not used where the configuration asks for the heuristic', () => {
    const config = testConfig({ judgement: { ...JUDGEMENT, scorer: 'heuristic' } });
    expect(scorerFor(config, null)).toMatchObject({ scorer: { name: 'heuristic-1' }, quality: null });
  });
});
