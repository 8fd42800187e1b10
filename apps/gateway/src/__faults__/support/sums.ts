import type { RequestDetail } from '@llm-cost-optimizer/contracts';
import { createCatalogue, type Money, toUsdString, usd } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../__testing__/test-gateway.ts';
import type { FaultLab } from './fault-lab.ts';
import { ledgerMustHold } from './fault-row.ts';

/** What must hold after all faults of a lab; to be called behind them. */
export function sumsMustHold(lab: () => FaultLab): void {
  ledgerMustHold(lab);
  // Nothing is asked between the sums that read all rows, so that one reading serves them.
  let reading: Promise<RequestDetail[]> | null = null;
  const allRows = () => {
    reading ??= lab().allRows();
    return reading;
  };
  describe('sums that must hold after all of the above', () => {
    it('attempt rows are as many as the requests that providers received, and those that found no provider', async () => {
      const rows = await allRows();
      const received = lab().scripted.calls.length + lab().simulator.books.totals().requests;
      const attempts = rows.flatMap((row) => row.attempts);
      expect(attempts).toHaveLength(received + lab().unreached);
      expect(new Set(attempts.map(({ id }) => id)).size).toBe(attempts.length);
      expect(rows.map(({ attemptCount }) => attemptCount)).toEqual(rows.map((row) => row.attempts.length));
    });

    it('attempts whose usage came have the tokens of the provider’s books, each one', async () => {
      const books = new Map(
        [...scriptedBooks(lab()), ...simulatedBooks(lab())].map((entry) => [entry.id, entry.tokens]),
      );
      const attempts = (await allRows()).flatMap((row) => row.attempts);
      const counted = attempts.filter(({ usageSource }) => usageSource === 'provider');
      expect(counted.length).toBeGreaterThan(0);
      const ledger = counted.map(({ providerRequestId, usage }) => [
        providerRequestId,
        { prompt: usage.promptTokens, completion: usage.completionTokens },
      ]);
      expect(ledger).toEqual(
        counted.map(({ providerRequestId }) => [providerRequestId, books.get(providerRequestId ?? '')]),
      );
    });

    it('attempts whose usage came cost what the provider’s count costs, to the smallest unit of money', async () => {
      for (const attempt of (await allRows()).flatMap((row) => row.attempts)) {
        if (attempt.usageSource !== 'provider') continue;
        const { provider, answeredModel, model, usage, serviceTier, startedAt, costUsd } = attempt;
        const at = Date.parse(startedAt);
        const priced = catalogue.price({ provider, model: answeredModel ?? model, usage, at, serviceTier });
        expect(costUsd, `${provider}/${answeredModel ?? model}`).toBe(priced.costUsd);
      }
    });

    it('attempts whose usage did not come are estimated: the text that was delivered at least, within 5 % of the provider’s count', async () => {
      const books = new Map(
        lab()
          .simulator.books.rows(0, 10_000)
          .map((row) => [row.requestId, row]),
      );
      for (const { usage, usageSource, costUsd, outcome, providerRequestId } of (await allRows()).flatMap(
        (row) => row.attempts,
      )) {
        if (usageSource === 'none') expect(costUsd).toBe('0');
        if (usageSource !== 'estimated') continue;
        expect(usage.promptTokens).toBeGreaterThan(0);
        const billed = books.get(providerRequestId ?? '');
        // What a provider made and did not send before it was given up cannot be seen.
        const isUnseen = outcome === 'cancelled' || outcome === 'timeout_first_token';
        if (billed === undefined || isUnseen || billed.completionTokens === 0) continue;
        const tolerance = Math.max(2, 0.05 * billed.completionTokens);
        expect(Math.abs(usage.completionTokens - billed.completionTokens), outcome).toBeLessThanOrEqual(tolerance);
      }
    });

    it('the cost of a request is the sum of its attempts, to the last digit', async () => {
      for (const { costUsd, attempts } of await allRows()) {
        const isKnown = attempts.every((attempt) => attempt.costUsd !== null);
        const total = attempts.reduce((sum, attempt) => sum + usd(attempt.costUsd ?? '0'), 0n);
        expect(costUsd).toBe(isKnown ? toUsdString(total) : null);
      }
    });

    it('sums over models, over time and over raw rows are the same', async () => {
      const rows = await allRows();
      const { totals, series, models } = await eventually(async () => {
        const overview = await lab().overview();
        return overview.totals.requests === rows.length ? overview : null;
      });
      const known = rows.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]));
      const sums = { requests: rows.length, costUsd: sumOf(known) };
      expect({ requests: totals.requests, costUsd: totals.costUsd }).toEqual(sums);
      expect({
        requests: series.reduce((sum, { requests }) => sum + requests, 0),
        costUsd: sumOf(series.map(({ costUsd }) => costUsd)),
      }).toEqual(sums);
      // Requests that nobody served belong to no model, and cost what was wasted on them.
      const served = rows.filter(({ servedModel }) => servedModel !== null);
      expect({
        requests: models.reduce((sum, { requests }) => sum + requests, 0),
        costUsd: sumOf(models.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]))),
      }).toEqual({
        requests: served.length,
        costUsd: sumOf(served.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]))),
      });
      // Without a price of the call or of its baseline nothing can be said to be saved.
      expect(totals.unpricedRequests).toBe(rows.filter(({ savedUsd }) => savedUsd === null).length);
    });

    it('metrics have counted what the ledger holds', async () => {
      const rows = await allRows();
      const metrics = await lab().metrics();
      expect(metrics.sum('lco_requests_total')).toBe(rows.length);
      const byOutcome = Map.groupBy(
        rows.flatMap((row) => row.attempts),
        ({ outcome }) => outcome,
      );
      for (const [outcome, attempts] of byOutcome) {
        expect(metrics.sum(`lco_attempts_total{outcome="${outcome}"}`), outcome).toBe(attempts.length);
      }
      expect(metrics.sum('lco_ledger_estimated_total')).toBe(rows.filter(({ isEstimated }) => isEstimated).length);
    });

    it('no budget is held when nothing runs', async () => {
      await lab().quiet();
      expect((await lab().budgets()).map(({ heldUsd }) => heldUsd)).toContain('0');
      expect(new Set((await lab().budgets()).map(({ heldUsd }) => heldUsd))).toEqual(new Set(['0']));
    });

    it('no client gets a 5xx before the first token while a provider of its route was not tried', async () => {
      for (const { id, httpStatus, attempts, trace } of await allRows()) {
        // The deadline of the whole request holds whoever may still live; without an attempt everybody rests.
        if (httpStatus < 500 || attempts.length === 0 || attempts.some(({ outcome }) => outcome === 'deadline'))
          continue;
        const tried = new Set(attempts.map(({ provider }) => provider));
        const routed = new Set(trace.candidates.map((candidate) => candidate.id.split('/')[0] ?? ''));
        expect(tried, id).toEqual(routed);
      }
    });
  });
}

const catalogue = createCatalogue();

function sumOf(amounts: readonly string[]): string {
  return toUsdString(amounts.reduce<Money>((sum, amount) => sum + usd(amount), 0n));
}

function scriptedBooks({ scripted }: FaultLab) {
  return scripted.calls.map(({ requestId, billed }) => ({
    id: requestId,
    tokens: { prompt: billed?.promptTokens, completion: billed?.completionTokens },
  }));
}

function simulatedBooks({ simulator }: FaultLab) {
  return simulator.books.rows(0, 10_000).map(({ requestId, promptTokens, completionTokens }) => ({
    id: requestId,
    tokens: { prompt: promptTokens, completion: completionTokens },
  }));
}
