import type { RequestDetail } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, usd } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../__testing__/test-gateway.ts';
import { BUDGET_USD, type FaultLab } from './fault-lab.ts';
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

    it('estimated attempts are never free of tokens, and what was refused costs nothing', async () => {
      for (const { usage, usageSource, costUsd } of (await allRows()).flatMap((row) => row.attempts)) {
        if (usageSource === 'estimated') expect(usage.promptTokens).toBeGreaterThan(0);
        if (usageSource === 'none') expect(costUsd).toBe('0');
      }
    });

    it('the cost of a request is the sum of its attempts, to the last digit', async () => {
      for (const { costUsd, attempts } of await allRows()) {
        const isKnown = attempts.every((attempt) => attempt.costUsd !== null);
        const total = attempts.reduce((sum, attempt) => sum + usd(attempt.costUsd ?? '0'), 0n);
        expect(costUsd).toBe(isKnown ? toUsdString(total) : null);
      }
    });

    it('no budget is held when nothing runs', async () => {
      await lab().use({});
      const ask = () => lab().ask({ prompt: 'What is left?' });
      await ask();
      const left = await eventually(async () => {
        await lab().quiet();
        const { headers } = await ask();
        const spent = (await lab().list()).reduce<Money>((sum, { costUsd }) => sum + usd(costUsd ?? '0'), 0n);
        const sum = usd(headers.get('x-lco-budget-remaining-usd') ?? '0') + spent;
        // Spend that the database has just booked may count twice until it is read the next time.
        return headers.get('x-lco-cache') === 'HIT' && sum >= usd(String(BUDGET_USD)) ? sum : null;
      });
      expect(toUsdString(left)).toBe(String(BUDGET_USD));
    });
  });
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
