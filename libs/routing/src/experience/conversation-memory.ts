import type { WarmCache } from '@llm-cost-optimizer/contracts';
import { type Money, toUsdString, ZERO } from '@llm-cost-optimizer/pricing';
import { RunningMean } from './running-mean.ts';

/** What is kept of a conversation between its turns. */
interface Conversation {
  deploymentId: string;
  /** Tokens of the last prompt and its answer, by our own estimate. */
  tokens: number;
  at: number;
  paid: Money;
  lost: Money;
}

/** One answered turn. */
export interface AnsweredTurn {
  readonly deploymentId: string;
  /** Estimated tokens of the prompt. */
  readonly promptTokens: number;
  /** Share of the prompt, 0 to 1, that the provider says it read from its cache; null = it did not say. */
  readonly cachedShare: number | null;
  /** What was paid for it; null = not known. */
  readonly cost: Money | null;
  /** What moving to another model lost, as the decision said; zero when it stayed. */
  readonly lost: Money;
  readonly at: number;
}

/** Providers keep the cache of a prompt about so long after its last use. */
const WARM_MS = 5 * 60_000;
/** Providers do not cache shorter prompts. */
const MIN_TOKENS = 1_024;
const MAX_CONVERSATIONS = 20_000;
const MAX_DEPLOYMENTS = 2_000;
/** Before so many later turns a deployment is believed to cache what it has seen. */
const MIN_TURNS = 3;
const WINDOW = 30;

/**
 * Where conversations left warm prompt caches, so that the price of moving one to another model is known. In memory, bounded; a
 * conversation that this gateway has not seen has no warm cache as far as it knows.
 */
export class ConversationMemory {
  private readonly conversations = new Map<string, Conversation>();
  /** By deployment, the share of what could be warm that later turns found warm: some cache only what clients mark. */
  private readonly hits = new Map<string, RunningMean>();

  /** The warm cache for a prompt of so many tokens; null = none is to be expected. */
  warm(key: string, promptTokens: number, now: number): WarmCache | null {
    const known = this.conversations.get(key);
    if (known === undefined || now - known.at > WARM_MS) return null;
    const tokens = Math.floor(Math.min(known.tokens, promptTokens) * this.hitShare(known.deploymentId));
    if (tokens < MIN_TOKENS) return null;
    const { deploymentId, paid, lost } = known;
    return { deploymentId, tokens, paidUsd: toUsdString(paid), lostUsd: toUsdString(lost) };
  }

  remember(key: string, turn: AnsweredTurn): void {
    const known = this.conversations.get(key);
    this.conversations.delete(key);
    if (known?.deploymentId === turn.deploymentId && turn.at - known.at <= WARM_MS) this.learn(known, turn);
    if (turn.promptTokens < MIN_TOKENS) return;
    if (this.conversations.size >= MAX_CONVERSATIONS) this.dropOldest();
    this.conversations.set(key, {
      deploymentId: turn.deploymentId,
      tokens: turn.promptTokens,
      at: turn.at,
      paid: (known?.paid ?? ZERO) + (turn.cost ?? ZERO),
      lost: (known?.lost ?? ZERO) + turn.lost,
    });
  }

  private learn(known: Conversation, { deploymentId, promptTokens, cachedShare }: AnsweredTurn): void {
    if (cachedShare === null || known.tokens < MIN_TOKENS || promptTokens < MIN_TOKENS) return;
    let mean = this.hits.get(deploymentId);
    if (mean === undefined) {
      if (this.hits.size >= MAX_DEPLOYMENTS) this.hits.clear();
      mean = new RunningMean();
      this.hits.set(deploymentId, mean);
    }
    mean.add(Math.min(1, (cachedShare * promptTokens) / Math.min(known.tokens, promptTokens)), WINDOW);
  }

  private hitShare(deploymentId: string): number {
    const mean = this.hits.get(deploymentId);
    return mean === undefined || mean.count < MIN_TURNS ? 1 : mean.value;
  }

  /** Insertion order is order of use: every turn takes its conversation out and puts it in again. */
  private dropOldest(): void {
    const oldest = this.conversations.keys().next();
    if (oldest.done !== true) this.conversations.delete(oldest.value);
  }
}
