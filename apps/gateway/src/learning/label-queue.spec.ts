import type { NewLabel } from '@llm-cost-optimizer/persistence';
import { describe, expect, it } from 'vitest';
import { LabelQueue } from './label-queue.ts';

const label = (requestId: string): NewLabel => ({
  organizationId: 'org',
  requestId,
  model: 'openai/gpt-6-luna',
  reading: { model: 'quality-1', task: 'code', vector: [0], certainty: 1 },
  outcome: 1,
  weight: 0.3,
  at: new Date(0),
});

describe('labels on their way to the database', () => {
  it('are handed over once', async () => {
    const queue = new LabelQueue();
    queue.add(label('a'));
    const written: string[][] = [];
    const write = async (labels: readonly NewLabel[]) => void written.push(labels.map(({ requestId }) => requestId));
    await queue.flush(write);
    await queue.flush(write);
    expect(written).toEqual([['a']]);
  });

  it('wait in their order while the database is away', async () => {
    const queue = new LabelQueue();
    queue.add(label('a'));
    const failing = queue.flush(async () => {
      queue.add(label('b'));
      throw new Error('away');
    });
    await expect(failing).rejects.toThrow('away');
    const seen: string[] = [];
    await queue.flush(async (labels) => void seen.push(...labels.map(({ requestId }) => requestId)));
    expect(seen).toEqual(['a', 'b']);
  });

  it('are bounded: the oldest ones go first', async () => {
    const queue = new LabelQueue();
    for (let at = 0; at < 2_100; at++) queue.add(label(String(at)));
    const seen: string[] = [];
    await queue.flush(async (labels) => void seen.push(...labels.map(({ requestId }) => requestId)));
    expect(seen).toHaveLength(2_000);
    expect(seen[0]).toBe('100');
  });
});
