import type { VirtualKey } from '@llm-cost-optimizer/contracts';
import type { KeysView } from './view.ts';

export type KeyState = 'working' | 'ending' | 'expired' | 'revoked';

const DAY_MS = 86_400_000;
/** A key that ends within this time is marked, so that nobody is surprised. */
const ENDING_MS = 7 * DAY_MS;
const UNUSED_MS = 90 * DAY_MS;

/** Whether a key is accepted at `now`, and for how long. Pure. */
export function keyState({ revokedAt, expiresAt }: VirtualKey, now: number): KeyState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'working';
  const left = Date.parse(expiresAt) - now;
  if (left <= 0) return 'expired';
  return left <= ENDING_MS ? 'ending' : 'working';
}

/** True for a key that was last used, or made without ever being used, 90 days ago or earlier. Pure. */
export function isUnused({ lastUsedAt, createdAt }: VirtualKey, now: number): boolean {
  return now - Date.parse(lastUsedAt ?? createdAt) >= UNUSED_MS;
}

/** The keys that the filters leave, in their order. Pure. */
export function filterKeys(
  keys: readonly VirtualKey[],
  { search, project, show }: Pick<KeysView, 'search' | 'project' | 'show'>,
  now: number,
): VirtualKey[] {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return keys.filter((key) => {
    const state = keyState(key, now);
    const isInForce = state === 'working' || state === 'ending';
    if (show === 'working' && !isInForce) return false;
    if (show === 'ended' && isInForce) return false;
    if (show === 'unused' && !(isInForce && isUnused(key, now))) return false;
    if (project !== null && key.project !== project) return false;
    const names = [key.name, key.prefix, key.project ?? ''].map((name) => name.toLowerCase());
    return words.every((word) => names.some((name) => name.includes(word)));
  });
}
