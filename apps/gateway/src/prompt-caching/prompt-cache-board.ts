import {
  decideMarks,
  type MarkDecision,
  PrefixMemory,
  type PromptShape,
  shapeOfChat,
  shapeOfMessages,
  VolatileTexts,
  volatileKind,
} from '@llm-cost-optimizer/cache';
import type {
  AttemptRecord,
  ChatBody,
  Deployment,
  PromptCacheMark,
  PromptCachingAbility,
  PromptCachingMode,
  PromptCachingReport,
  PromptCachingTrace,
} from '@llm-cost-optimizer/contracts';
import { type Money, multiplyRate, ZERO } from '@llm-cost-optimizer/pricing';
import type { Run } from '../completions/run.ts';
import { hashText } from '../snapshot/upstream.ts';
import { bookCall } from './book-call.ts';
import { type CachingCosts, CachingCostsMemory } from './caching-costs.ts';
import type { CallCaching } from './call-caching.ts';
import { PrefixAccounts } from './prefix-accounts.ts';
import { reportOf } from './report.ts';

/** A prompt in the form in which it will be sent. */
export type PromptForm =
  | { readonly kind: 'chat'; readonly body: ChatBody }
  | { readonly kind: 'messages'; readonly body: Readonly<Record<string, unknown>> };

const NO_MARKS: readonly PromptCacheMark[] = Object.freeze([]);
/** No tokenizer makes more of a text than so many times our estimate. */
const MAX_TOKEN_FACTOR = 2;

/**
 * Decides which prompts are marked for the provider's cache, learns from what came of it, and knows what it saved and wasted. In the
 * memory of one gateway: a fresh one knows nothing and marks nothing.
 */
export class PromptCacheBoard {
  private readonly memory = new PrefixMemory();
  private readonly texts = new VolatileTexts();
  private readonly costs = new CachingCostsMemory();
  private readonly accounts = new PrefixAccounts();
  private readonly now: () => number;
  private readonly since: number;

  /** `now` is the wall clock. */
  constructor(now: () => number) {
    this.now = now;
    this.since = now();
  }

  /**
   * Where the prompt is to be marked on its way to this deployment; none where that is not asked for or would not pay. The decision
   * stands in `run.cachings` afterwards, once for each deployment however often it is called.
   */
  marksFor(run: Run, deployment: Deployment, form: PromptForm): readonly PromptCacheMark[] {
    const ability = abilityFor(run, deployment);
    if (ability === null) return NO_MARKS;
    const known = run.cachings.find(({ deploymentId }) => deploymentId === deployment.id);
    const caching = known ?? this.decide(run, deployment, ability, form);
    if (caching === null) return NO_MARKS;
    if (known === undefined) run.cachings.push(caching);
    return caching.trace.action === 'injected' ? caching.marks.map(({ mark }) => mark) : NO_MARKS;
  }

  /** The marks could not be written into the call. */
  notPlaced(run: Run, { id }: Deployment): void {
    const caching = run.cachings.find(({ deploymentId }) => deploymentId === id);
    if (caching !== undefined) caching.trace = { ...caching.trace, action: 'none', reason: 'not_placed', marks: 0 };
  }

  /** Learns from the calls of a request that is over. Returns how many writes turned out to be unread, by deployment. */
  settle(run: Run): ReadonlyMap<string, number> {
    // First: what is written again now was not read before its time was over.
    const unread = this.accounts.sweep(this.now());
    for (const caching of run.cachings) {
      const attempt = run.attempts.findLast((one) => isUsed(one, caching));
      if (attempt !== undefined) this.learn(run, caching, attempt);
    }
    return unread;
  }

  /** Books writes whose time is over; for when no requests come. */
  sweep(): ReadonlyMap<string, number> {
    return this.accounts.sweep(this.now());
  }

  /** Beginnings with an account. */
  get size(): number {
    return this.accounts.all.length;
  }

  report(organizationId: string, mode: PromptCachingMode): PromptCachingReport {
    const own = this.accounts.all.filter((account) => account.organizationId === organizationId);
    return reportOf(own, { mode, since: this.since });
  }

  private decide(
    run: Run,
    deployment: Deployment,
    ability: PromptCachingAbility,
    form: PromptForm,
  ): CallCaching | null {
    const { snapshot, caller, startedAtMs } = run;
    if (caller === null) return null;
    const { organizationId } = caller;
    const costs = this.costs.of(snapshot.catalogue, deployment, startedAtMs);
    const seed = hashText(`${organizationId}\n${deployment.id}`);
    const shape = shapeOf(form, seed, ability);
    const at = this.now();
    const standing = this.memory.arrive(shape, at);
    if (standing.isNew)
      this.lookForVolatile({ organizationId, deploymentId: deployment.id, shape, costs, at }, ability);
    const { rates, tokensPerChar } = costs;
    const { minTokens } = ability;
    const decision: MarkDecision | null =
      ability.kind === 'marked' && rates !== null
        ? decideMarks({ shape, standing, rates, minTokens, tokensPerChar, now: at })
        : null;
    const trace = traceOf(decision, ability, snapshot.config.cache.promptCaching);
    const account = { organizationId, deploymentId: deployment.id, digest: shape.head.digest };
    if (!standing.isNew && decision !== null && decision.reason !== 'client_marks') {
      const opened = this.accounts.open(account, at, 1);
      opened.requests += 1;
      opened.tokens = Math.floor(shape.head.chars * tokensPerChar);
      opened.worth = decision.worth;
    }
    const marks = decision?.marks ?? [];
    const expectedTokensSaved = decision?.expectedTokensSaved ?? 0;
    return { organizationId, deploymentId: deployment.id, shape, costs, at, marks, expectedTokensSaved, trace };
  }

  private learn({ snapshot }: Run, caching: CallCaching, attempt: AttemptRecord): void {
    const { shape, marks, at, trace } = caching;
    const isInjected = trace.action === 'injected';
    this.memory.used(shape, isInjected || trace.action === 'advised' ? marks : [], at);
    const account = this.accounts.find(shape.head.digest);
    if (isInjected && attempt.usageSource === 'provider') {
      const { cachedTokens, cacheWriteTokens, cacheWriteLongTokens } = attempt.usage;
      const wasRead = cachedTokens > 0;
      const wasKept = wasRead || cacheWriteTokens + cacheWriteLongTokens > 0;
      this.memory.observe(shape, { wasExpected: marks.some(({ isWarm }) => isWarm), wasRead, wasKept });
    }
    if (account === null) return;
    if (isInjected) bookCall({ caching, attempt, account, accounts: this.accounts, catalogue: snapshot.catalogue });
    else if (trace.action === 'advised') account.wouldSave += worthOfTokens(caching.expectedTokensSaved, caching.costs);
  }

  private lookForVolatile(
    seen: Pick<CallCaching, 'organizationId' | 'deploymentId' | 'shape' | 'costs' | 'at'>,
    { minTokens }: PromptCachingAbility,
  ): void {
    const { organizationId, deploymentId, shape, costs, at } = seen;
    const { systemText } = shape;
    if (systemText.length * costs.tokensPerChar < minTokens || shape.hasClientMarks) return;
    const found = this.texts.look(systemText, hashText(`${organizationId}\n${deploymentId}`), at);
    if (found === null) return;
    const tokens = Math.floor(found.stableChars * costs.tokensPerChar);
    if (tokens < minTokens) return;
    const { readShare } = costs;
    const account = this.accounts.open({ organizationId, deploymentId, digest: found.digest }, at, 0);
    account.requests = found.times;
    account.tokens = tokens;
    const savedPerRequest = readShare === null ? null : worthOfTokens(tokens * (1 - readShare), costs);
    account.volatile = { found, kind: volatileKind(systemText), tokens, savedPerRequest };
  }
}

/** Null where nothing is to be done at all: that is most requests, and costs them nothing. */
function abilityFor(
  { snapshot, request, features, exchange }: Run,
  deployment: Deployment,
): PromptCachingAbility | null {
  const ability = deployment.capabilities.promptCaching;
  if (ability === undefined || snapshot.config.cache.promptCaching === 'off') return null;
  if (features === null || features.promptTokensEstimated * MAX_TOKEN_FACTOR < ability.minTokens) return null;
  if (request?.options.promptCaching === false || !exchange.surface.isBooked) return null;
  const factor = snapshot.catalogue.tokenFactor(deployment);
  return features.promptTokensEstimated * factor < ability.minTokens ? null : ability;
}

function shapeOf(form: PromptForm, seed: number, { kind }: PromptCachingAbility): PromptShape {
  if (form.kind === 'messages') return shapeOfMessages(form.body, seed);
  return shapeOfChat(form.body, seed, kind === 'marked' ? 'whole' : 'head');
}

function traceOf(
  decision: MarkDecision | null,
  { kind }: PromptCachingAbility,
  mode: PromptCachingMode,
): PromptCachingTrace {
  const worth = decision?.worth ?? null;
  const marks = decision?.marks ?? [];
  const wanted = mode === 'on' ? 'injected' : 'advised';
  return {
    action: marks.length > 0 ? wanted : 'none',
    reason: decision?.reason ?? (kind === 'automatic' ? 'automatic' : 'no_rates'),
    expectedReads: worth === null ? null : round(worth.expectedReads),
    breakEven: worth === null || !Number.isFinite(worth.breakEven) ? null : round(worth.breakEven),
    ttl: marks.at(-1)?.mark.ttl ?? null,
    prefixTokens: marks.at(-1)?.tokens ?? 0,
    marks: marks.length,
  };
}

/** A call that the provider worked on, whether or not the client waited for it. */
function isUsed({ provider, model, outcome, usageSource }: AttemptRecord, { deploymentId }: CallCaching): boolean {
  return `${provider}/${model}` === deploymentId && outcome === 'ok' && usageSource !== 'none';
}

/** Fresh tokens in money; negative ones are a loss. */
function worthOfTokens(tokens: number, { input }: CachingCosts): Money {
  const whole = Math.round(tokens);
  if (input === null || whole === 0) return ZERO;
  return whole > 0 ? multiplyRate(whole, input) : -multiplyRate(-whole, input);
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
