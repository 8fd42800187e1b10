import type { PromptCachingMode, PromptCachingReport, PromptPrefix } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString } from '@llm-cost-optimizer/pricing';
import type { PrefixAccount, VolatileNote } from './prefix-accounts.ts';

const MAX_LISTED = 100;
const MONTH_MS = 30 * 86_400_000;
/** A pace is not read off less time than this. */
const MIN_SPAN_MS = 10 * 60_000;
const MIN_REQUESTS = 5;

/** The accounts of one organization as the admin API shows them. */
export function reportOf(
  accounts: readonly PrefixAccount[],
  { mode, since }: { readonly mode: PromptCachingMode; readonly since: number },
): PromptCachingReport {
  const sum = (of: (account: PrefixAccount) => number): number => accounts.reduce((total, one) => total + of(one), 0);
  const money = (of: (account: PrefixAccount) => Money): string =>
    toUsdString(accounts.reduce((total, one) => total + of(one), 0n));
  const listed = [...accounts].sort((one, other) => other.requests - one.requests).slice(0, MAX_LISTED);
  return {
    mode,
    since: new Date(since).toISOString(),
    totals: {
      writes: sum(({ writes }) => writes),
      reads: sum(({ reads }) => reads),
      unreadWrites: sum(({ unreadWrites }) => unreadWrites),
      savedUsd: money(({ saved }) => saved),
      wasteUsd: money(({ waste }) => waste),
      wouldSaveUsd: money(({ wouldSave }) => wouldSave),
    },
    prefixes: listed.map((account) => prefixOf(account, mode)),
  };
}

function prefixOf(account: PrefixAccount, mode: PromptCachingMode): PromptPrefix {
  const { worth } = account;
  return {
    id: account.digest.toString(16),
    deploymentId: account.deploymentId,
    tokens: account.tokens,
    requests: account.requests,
    writes: account.writes,
    reads: account.reads,
    unreadWrites: account.unreadWrites,
    savedUsd: toUsdString(account.saved),
    wasteUsd: toUsdString(account.waste),
    wouldSaveUsd: toUsdString(account.wouldSave),
    expectedReads: worth?.expectedReads ?? null,
    breakEven: worth === null || !Number.isFinite(worth.breakEven) ? null : worth.breakEven,
    ttl: worth?.ttl ?? null,
    lastSeenAt: new Date(account.lastSeenAt).toISOString(),
    advice: account.volatile === null ? enableAdvice(account, mode) : volatileAdvice(account.volatile),
  };
}

/** Only where it would have paid so far, the writes that nothing has read yet among it. */
function enableAdvice(account: PrefixAccount, mode: PromptCachingMode): PromptPrefix['advice'] {
  if (mode !== 'advise' || account.wouldSave <= 0n || account.requests < MIN_REQUESTS) return null;
  return {
    kind: 'enable',
    text: 'Set `cache.prompt_caching: on`: this beginning comes again soon enough to be read from the cache.',
    tokens: account.tokens,
    usdPerMonth: perMonth(account, account.wouldSave),
  };
}

const SAYS: Readonly<Record<'time' | 'id' | 'unknown', string>> = {
  time: 'A date or time seems to be what changes.',
  id: 'An id seems to be what changes.',
  unknown: 'What changes could not be told.',
};

function volatileAdvice({ kind, tokens, savedPerRequest, found }: VolatileNote): PromptPrefix['advice'] {
  const total = savedPerRequest === null ? null : savedPerRequest * BigInt(found.times);
  return {
    kind: 'move_volatile_text',
    text: `The end of the system text stays the same while its beginning differs each time, so that nothing of it is cached. ${SAYS[kind ?? 'unknown']} Put it behind what stays the same, or into the last message.`,
    tokens,
    usdPerMonth: total === null ? null : perMonth({ firstSeenAt: found.firstAt, lastSeenAt: found.lastAt }, total),
  };
}

function perMonth(
  { firstSeenAt, lastSeenAt }: Pick<PrefixAccount, 'firstSeenAt' | 'lastSeenAt'>,
  amount: Money,
): string | null {
  const span = lastSeenAt - firstSeenAt;
  return span < MIN_SPAN_MS ? null : toUsdString((amount * BigInt(MONTH_MS)) / BigInt(Math.round(span)));
}
