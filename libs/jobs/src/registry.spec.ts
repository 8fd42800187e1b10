import type { LedgerBatchJob } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { batch, DELTA, fakeServices } from './__testing__/fakes.ts';
import { ledgerJob } from './ledger/ledger.processor.ts';
import { maintenanceJob } from './maintenance/maintenance.processor.ts';
import { JOBS } from './registry.ts';

describe('the ledger job', () => {
  it('hands the batch over as it is and publishes what it added', async () => {
    const written: LedgerBatchJob[] = [];
    const { services, seen } = fakeServices({
      ledger: {
        writeBatch: async (job) => {
          written.push(job);
          return [DELTA];
        },
        maintainPartitions: async () => ({ created: [], dropped: [] }),
      },
    });
    await ledgerJob.run(JSON.parse(JSON.stringify(batch())), services);
    expect(written).toEqual([batch()]);
    expect(seen.published).toEqual([{ channel: 'ledger.committed', message: [DELTA] }]);
  });

  it('publishes nothing when the batch was in the database already', async () => {
    const { services, seen } = fakeServices();
    await ledgerJob.run(batch(), services);
    expect(seen.published).toEqual([]);
  });

  it('takes a batch with fields it does not know, as a newer gateway may send', async () => {
    const { services } = fakeServices();
    const newer = { ...batch(), region: 'eu', entries: batch().entries.map((entry) => ({ ...entry, extra: 1 })) };
    await expect(ledgerJob.run(newer, services)).resolves.toBeUndefined();
  });

  it.each([
    { name: 'no batch at all', payload: null },
    { name: 'a batch without id', payload: { ...batch(), batchId: '' } },
    { name: 'a cost that is no amount', payload: withCost('free') },
  ])('refuses $name', async ({ payload }) => {
    const { services } = fakeServices();
    await expect(ledgerJob.run(payload, services)).rejects.toThrow('payload of a ledger job is not valid');
  });
});

describe('the maintenance job', () => {
  it('runs every hour and keeps rows as long as the settings say', async () => {
    const asked: { now: Date; days: number }[] = [];
    const { services } = fakeServices({
      settings: { retentionDays: 14 },
      ledger: {
        writeBatch: async () => [],
        maintainPartitions: async (now, days) => {
          asked.push({ now, days });
          return { created: ['request_20261121'], dropped: [] };
        },
      },
    });
    await maintenanceJob.run({}, services);
    expect(maintenanceJob.everyMs).toBe(3_600_000);
    expect(asked).toEqual([{ now: new Date('2026-11-20T12:00:00.000Z'), days: 14 }]);
  });
});

describe('the registry', () => {
  it('names every job once', () => {
    expect(new Set(JOBS.map(({ name }) => name)).size).toBe(JOBS.length);
  });
});

function withCost(costUsd: string): unknown {
  const [entry] = batch().entries;
  return { ...batch(), entries: [{ ...entry, request: { ...entry?.request, costUsd } }] };
}
