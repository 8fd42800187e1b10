import type { PlannedMark } from '@llm-cost-optimizer/cache';
import type { AttemptRecord, TokenUsage } from '@llm-cost-optimizer/contracts';
import { type Catalogue, type Money, usd, withoutGatewayMarks, ZERO } from '@llm-cost-optimizer/pricing';
import type { CallCaching } from './call-caching.ts';
import type { PrefixAccount, PrefixAccounts } from './prefix-accounts.ts';

interface BookedCall {
  readonly caching: CallCaching;
  readonly attempt: AttemptRecord;
  readonly account: PrefixAccount;
  readonly accounts: PrefixAccounts;
  readonly catalogue: Catalogue;
}

/**
 * What one call with marks of the gateway cost less (or more) than without them: exactly the rates of its attempt, twice. Zero where
 * the gateway set none, and where the price is not known.
 */
export function savedByMarks(attempt: AttemptRecord, catalogue: Catalogue): Money {
  return lessThan(withoutGatewayMarks(attempt.usage), attempt, catalogue);
}

/** Books what a call with marks read and wrote. */
export function bookCall({ caching, attempt, account, accounts, catalogue }: BookedCall): void {
  const { usage } = attempt;
  const { marks, at } = caching;
  account.saved += savedByMarks(attempt, catalogue);
  if (usage.cachedTokens > 0) {
    account.reads += 1;
    for (const { digest } of marksRead(marks, usage.cachedTokens)) accounts.wasRead(digest);
  }
  if (usage.cacheWriteTokens + usage.cacheWriteLongTokens === 0) return;
  account.writes += 1;
  const premium = -lessThan({ ...usage, cacheWriteTokens: 0, cacheWriteLongTokens: 0 }, attempt, catalogue);
  const written = marks.filter(({ isWarm }) => !isWarm || usage.cachedTokens === 0);
  const read = usage.cachedTokens === 0 ? 0 : (marks.findLast(({ isWarm }) => isWarm)?.tokens ?? 0);
  for (const [mark, part] of shares(written, read, premium)) {
    accounts.wrote(mark.digest, { account, ttl: mark.mark.ttl, premium: part, at });
  }
}

/** How much dearer the attempt was with its own tokens than it is with these; negative = it was cheaper with them. */
function lessThan(usage: TokenUsage, attempt: AttemptRecord, catalogue: Catalogue): Money {
  if (attempt.costUsd === null || usage === attempt.usage) return ZERO;
  const { provider, model, answeredModel, startedAt, serviceTier } = attempt;
  const query = { provider, model: answeredModel ?? model, at: Date.parse(startedAt), serviceTier };
  const { money } = catalogue.price({ ...query, usage });
  return money === null ? ZERO : money - usd(attempt.costUsd);
}

/** The marks up to the last one that so many tokens reach. Token counts of ours are estimates: the first is read in any case. */
function marksRead(marks: readonly PlannedMark[], cachedTokens: number): readonly PlannedMark[] {
  const reached = marks.findLastIndex(({ tokens, isWarm }) => isWarm && tokens <= cachedTokens * 1.5);
  return marks.slice(0, Math.max(1, reached + 1));
}

/** The premium of one write, by the length of what each mark added. The last takes what is left, so that the parts add up. */
function shares(
  marks: readonly PlannedMark[],
  read: number,
  premium: Money,
): readonly (readonly [PlannedMark, Money])[] {
  const total = Math.max(1, (marks.at(-1)?.tokens ?? 0) - read);
  let left = premium;
  let from = read;
  return marks.map((mark, at) => {
    const own = Math.max(0, mark.tokens - from);
    from = Math.max(from, mark.tokens);
    const part = at === marks.length - 1 ? left : (premium * BigInt(own)) / BigInt(total);
    left -= part;
    return [mark, part] as const;
  });
}
