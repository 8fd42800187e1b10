import type { BookSums, Simulator } from '@llm-cost-optimizer/simulator';
import { expect } from 'vitest';
import type { Ledger, TokenSums } from './ledger.ts';

/** Expects that the ledger has the tokens that the providers counted, by kind: in all, and model by model. */
export async function expectBooksToAgree(ledger: Ledger, simulator: Simulator): Promise<void> {
  const { byModel, ...totals } = simulator.books.totals();
  expect(await ledger.tokenSums()).toEqual(inWordsOfTheLedger(totals));
  expect(await ledger.tokenSumsByModel()).toEqual(
    Object.fromEntries(Object.entries(byModel).map(([model, sums]) => [model, inWordsOfTheLedger(sums)])),
  );
}

function inWordsOfTheLedger(sums: BookSums): TokenSums {
  const { requests, promptTokens, cachedTokens, cacheWriteTokens, cacheWrite1hTokens } = sums;
  const { completionTokens, reasoningTokens } = sums;
  return {
    requests,
    promptTokens,
    cachedTokens,
    cacheWriteTokens,
    cacheWrite1hTokens,
    completionTokens,
    reasoningTokens,
  };
}
