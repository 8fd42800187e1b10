import { usd } from '@llm-cost-optimizer/pricing';
import { createSimulator, type Simulator } from '@llm-cost-optimizer/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectBooksToAgree } from './support/expect-books.ts';
import { Gateway } from './support/gateway.ts';
import { Ledger } from './support/ledger.ts';
import { devPrompts, HAS_DEV_SET, madeUpPrompts } from './support/prompts.ts';
import { type PlannedRequest, planTraffic, sendTraffic } from './support/traffic.ts';

const REQUESTS = 1_000;

/** The traffic meets a product of its own: every figure is about exactly these requests. */
function describeBooks(prompts: () => string[], seed: number): void {
  describe('1,000 requests, 20 at a time', () => {
    let simulator: Simulator;
    let gateway: Gateway;
    let ledger: Ledger;
    let planned: PlannedRequest[];

    beforeAll(async () => {
      planned = planTraffic(prompts(), REQUESTS, seed);
      simulator = createSimulator();
      gateway = await Gateway.start({ providersUrl: (await simulator.start()).url });
      ledger = new Ledger(gateway.database);
    });
    afterAll(async () => {
      await ledger.close();
      await gateway.remove();
      await simulator.stop();
    });

    it('are all answered, and repeats come from the cache', async () => {
      const sent = await sendTraffic([gateway], planned);
      await gateway.booked();
      expect(sent.filter(({ status, isWhole }) => status !== 200 || !isWhole)).toEqual([]);
      const hits = sent.filter(({ cache }) => cache === 'HIT' || cache === 'DEDUP').length;
      expect(hits).toBeGreaterThan(REQUESTS / 10);
      expect(await ledger.withoutCall()).toBe(hits);
      // The others made one call each, or more where a cascade asked a second model or an attempt failed.
      expect(simulator.books.totals().requests).toBeGreaterThanOrEqual(REQUESTS - hits);
      expect(simulator.books.totals().requests).toBeLessThan(REQUESTS - hits / 2);
    });

    it('are one row each, and one attempt row for each call that the providers received', async () => {
      const ids = (await ledger.requests()).map(({ client_request_id: id }) => id);
      expect(ids.toSorted()).toEqual(planned.map(({ id }) => id).toSorted());
      expect(await ledger.count('attempt')).toBe(simulator.books.totals().requests);
      expect(await ledger.count('refused_entry')).toBe(0);
    });

    it('have the tokens that the providers counted, by kind and by model', async () => {
      const totals = simulator.books.totals();
      const kinds = [
        'promptTokens',
        'cachedTokens',
        'cacheWriteTokens',
        'completionTokens',
        'reasoningTokens',
      ] as const;
      for (const kind of kinds) expect(totals[kind], kind).toBeGreaterThan(0);
      await expectBooksToAgree(ledger, simulator);
    });

    it('add up to the same sums over raw rows, minutes, hours and days', async () => {
      const raw = await ledger.rawSums();
      expect(Number(raw.saved_usd)).toBeGreaterThan(0);
      for (const grain of ['minute', 'hour', 'day'] as const)
        expect(await ledger.rollupSums(grain), grain).toEqual(raw);
    });

    it('are the figures of the overview, to the last digit', async () => {
      const { totals, series, models } = (await gateway.call('GET', '/api/v1/overview?range=24h')).json;
      const raw = await ledger.rawSums();
      expect({
        requests: totals.requests,
        promptTokens: totals.promptTokens,
        completionTokens: totals.completionTokens,
        costUsd: usd(totals.costUsd),
        baselineUsd: usd(totals.baselineUsd),
        savedUsd: usd(totals.savedUsd),
      }).toEqual({
        requests: REQUESTS,
        promptTokens: Number(raw.prompt_tokens),
        completionTokens: Number(raw.completion_tokens),
        costUsd: usd(raw.cost_usd ?? ''),
        baselineUsd: usd(raw.baseline_usd ?? ''),
        savedUsd: usd(raw.saved_usd ?? ''),
      });
      expect(totals.simulatedRequests).toBe(0);
      const levers = Object.values<string>(totals.levers).reduce((sum, lever) => sum + usd(lever), 0n);
      expect(levers - usd(totals.overheadUsd)).toBe(usd(totals.savedUsd));
      const add = (sum: number, { requests }: { requests: number }) => sum + requests;
      expect(series.reduce(add, 0)).toBe(REQUESTS);
      expect(models.reduce(add, 0)).toBe(REQUESTS);
    });
  });
}

describe.skipIf(!HAS_DEV_SET)('with real prompts of the shared development set', () => describeBooks(devPrompts, 11));
if (!HAS_DEV_SET) describe('with made-up prompts instead', () => describeBooks(() => madeUpPrompts(REQUESTS, 12), 12));
