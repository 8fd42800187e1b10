import type { CacheResult, Outcome, Tier } from '@llm-cost-optimizer/contracts';
import { signOfDecimal } from './decimal.ts';

const SLOTS = 10;
const STORAGE_KEY = 'lco-colors';
const MAX_NAMES = 500;
let assigned: Map<string, number> | null = null;

/** Name of the series that sums what is beyond the largest eight. */
export const OTHER = 'other';

/**
 * CSS colour of a model (`provider/model`), provider or other name. A name keeps its colour on all pages and visits:
 * the slot follows from the name, moves on when another name has it, and is remembered in this browser.
 */
export function colorOf(name: string): string {
  if (name === OTHER) return 'var(--series-other)';
  assigned ??= load();
  let slot = assigned.get(name);
  if (slot === undefined) {
    slot = chooseSlot(name, [...assigned.values()]);
    if (assigned.size < MAX_NAMES) {
      assigned.set(name, slot);
      store(assigned);
    }
  }
  return `var(--series-${slot + 1})`;
}

/** The name's own slot when it is among the least used ones, otherwise the next of these. Pure. */
export function chooseSlot(name: string, taken: readonly number[]): number {
  const uses = Array.from({ length: SLOTS }, (_, slot) => taken.filter((other) => other === slot).length);
  const least = Math.min(...uses);
  const preferred = hash(name) % SLOTS;
  for (let step = 0; step < SLOTS; step += 1) {
    const slot = (preferred + step) % SLOTS;
    if (uses[slot] === least) return slot;
  }
  return preferred;
}

/** Colour of a tier; lightness rises with the tier, so that it also reads without hue. */
export function tierColor(tier: Tier | string): string {
  return tier === 'low' || tier === 'medium' || tier === 'high' ? `var(--tier-${tier})` : 'var(--series-other)';
}

export type Tone = 'neutral' | 'good' | 'info' | 'warn' | 'bad';

/** Tone of a request's outcome; always shown with its word. */
export function outcomeTone(outcome: Outcome): Tone {
  switch (outcome) {
    case 'ok':
      return 'good';
    case 'cache_exact':
    case 'cache_semantic':
    case 'dedup':
      return 'info';
    case 'cancelled':
      return 'neutral';
    case 'rejected':
      return 'warn';
    case 'failed':
      return 'bad';
  }
}

/** Tone of the cache's part; always shown with its word. */
export function cacheTone(cache: CacheResult): Tone {
  return cache === 'HIT' || cache === 'SEMANTIC' || cache === 'DEDUP' ? 'info' : 'neutral';
}

function hash(text: string): number {
  let value = 2166136261;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 16777619);
  return value >>> 0;
}

function load(): Map<string, number> {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]');
    if (!Array.isArray(parsed)) return new Map();
    return new Map(parsed.filter(isEntry));
  } catch {
    // Forbidden or damaged storage: colours are then chosen anew.
    return new Map();
  }
}

function isEntry(entry: unknown): entry is [string, number] {
  return (
    Array.isArray(entry) &&
    typeof entry[0] === 'string' &&
    Number.isInteger(entry[1]) &&
    entry[1] >= 0 &&
    entry[1] < SLOTS
  );
}

function store(map: ReadonlyMap<string, number>): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify([...map]));
  } catch {
    // Without storage the colours hold for this visit.
  }
}

/** Colour of an amount saved: a gain, a loss, or neither. Unknown is neither. */
export function savingTone(savedUsd: string | null): string {
  const sign = savedUsd === null ? 0 : signOfDecimal(savedUsd);
  if (sign === 0) return 'text-ink-soft';
  return sign > 0 ? 'text-accent' : 'text-bad';
}
