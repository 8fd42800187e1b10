import type { LiveGateway } from './live-gateway.ts';

/** What the ledger says was used at the providers. */
export function ledgerSums({ entries }: LiveGateway) {
  const attempts = entries.flatMap((entry) => entry.attempts);
  const sum = (read: (attempt: (typeof attempts)[number]) => number) =>
    attempts.reduce((total, attempt) => total + read(attempt), 0);
  return {
    requests: attempts.length,
    promptTokens: sum(({ usage }) => usage.promptTokens),
    cachedTokens: sum(({ usage }) => usage.cachedTokens),
    cacheWriteTokens: sum(({ usage }) => usage.cacheWriteTokens),
    completionTokens: sum(({ usage }) => usage.completionTokens),
    reasoningTokens: sum(({ usage }) => usage.reasoningTokens ?? 0),
  };
}

/** The same by the simulated providers' own books. */
export function bookSums({ simulator }: LiveGateway) {
  const { requests, promptTokens, cachedTokens, cacheWriteTokens, completionTokens, reasoningTokens } =
    simulator.books.totals();
  return { requests, promptTokens, cachedTokens, cacheWriteTokens, completionTokens, reasoningTokens };
}
