import { hash } from 'node:crypto';
import type { PromptPart } from './sim-request.ts';
import { charactersOf, tokensOf } from './tokens.ts';

/** Prompts with fewer tokens are never cached by the providers. */
export const MIN_CACHED_TOKENS = 1024;
const BLOCK_TOKENS = 128;
const FIVE_MINUTES_MS = 5 * 60_000;
const ONE_HOUR_MS = 60 * 60_000;
const MAX_ENTRIES = 50_000;

/** What the prompt cache did for one request, in tokens; all zero = nothing. */
export interface CacheOutcome {
  readonly readTokens: number;
  readonly writeTokens: number;
  /** The part of `writeTokens` that is kept for one hour. */
  readonly write1hTokens: number;
}

export const NO_CACHE: CacheOutcome = { readTokens: 0, writeTokens: 0, write1hTokens: 0 };

interface CacheQuestion {
  /** Separates providers, models and credentials, which never share a cache. */
  readonly scope: string;
  readonly parts: readonly PromptPart[];
  readonly tokenFactor: number;
  readonly nowMs: number;
}

/** The providers' prompt caches: long prefixes seen within the last minutes. Holds digests only, bounded in number. */
export class PromptCache {
  readonly #expiryByPrefix = new Map<string, number>();

  /** OpenAI's and Groq's way: every long prefix counts, in steps of 128 tokens after the first 1024. */
  lookUpAutomatic({ scope, parts, tokenFactor, nowMs }: CacheQuestion): CacheOutcome {
    const text = parts.map((part) => part.text).join('\0');
    if (tokensOf(text.length, tokenFactor) <= MIN_CACHED_TOKENS) return NO_CACHE;
    let digest = scope;
    let readTokens = 0;
    let tokens = MIN_CACHED_TOKENS;
    let from = 0;
    let isUnbroken = true;
    for (; ; tokens += BLOCK_TOKENS) {
      const to = charactersOf(tokens, tokenFactor);
      if (to >= text.length) break;
      digest = hash('sha1', digest + text.slice(from, to), 'base64');
      from = to;
      if (isUnbroken && this.#isFresh(digest, nowMs)) readTokens = tokens;
      else isUnbroken = false;
      this.#keep(digest, nowMs + FIVE_MINUTES_MS);
    }
    const writeTokens = tokens - BLOCK_TOKENS - readTokens;
    return { readTokens, writeTokens: Math.max(0, writeTokens), write1hTokens: 0 };
  }

  /** Anthropic's way: only prefixes that end at a mark, written for five minutes or one hour, read from the longest known one. */
  lookUpMarked({ scope, parts, tokenFactor, nowMs }: CacheQuestion): CacheOutcome {
    if (!parts.some((part) => part.cacheMark !== null)) return NO_CACHE;
    let digest = scope;
    let tokens = 0;
    let readTokens = 0;
    let written = 0;
    let writtenFor1h = 0;
    for (const part of parts) {
      digest = hash('sha1', digest + part.text, 'base64');
      tokens += tokensOf(part.text.length, tokenFactor) + part.extraTokens;
      if (part.cacheMark === null || tokens < MIN_CACHED_TOKENS) continue;
      const isKnown = this.#isFresh(digest, nowMs);
      if (isKnown) {
        readTokens = tokens;
        written = 0;
        writtenFor1h = 0;
      } else {
        const more = tokens - readTokens - written;
        written += more;
        if (part.cacheMark === '1h') writtenFor1h += more;
      }
      this.#keep(digest, nowMs + (part.cacheMark === '1h' ? ONE_HOUR_MS : FIVE_MINUTES_MS));
    }
    return { readTokens, writeTokens: written, write1hTokens: writtenFor1h };
  }

  #isFresh(digest: string, nowMs: number): boolean {
    return (this.#expiryByPrefix.get(digest) ?? 0) > nowMs;
  }

  #keep(digest: string, expiresAtMs: number): void {
    this.#expiryByPrefix.delete(digest);
    this.#expiryByPrefix.set(digest, expiresAtMs);
    if (this.#expiryByPrefix.size <= MAX_ENTRIES) return;
    const oldest = this.#expiryByPrefix.keys().next();
    if (!oldest.done) this.#expiryByPrefix.delete(oldest.value);
  }
}
