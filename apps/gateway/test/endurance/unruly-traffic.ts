import type { Gateway } from '../support/gateway.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { type PlannedRequest, planTraffic } from '../support/traffic.ts';

/** When a client leaves: not at all, before the head of the answer, or with its first piece. */
export type Leaving = 'stays' | 'before' | 'at_first_piece';

export interface UnrulyRequest extends PlannedRequest {
  readonly leaving: Leaving;
  /** How long it waits before it leaves, for those that leave before the answer. */
  readonly patienceMs: number;
}

export interface UnrulyAnswer {
  readonly id: string;
  /** 0 = none came: the client had left, or the connection broke. */
  readonly status: number;
  /** `HIT`, `MISS` …; null where no answer came. */
  readonly cache: string | null;
  readonly hasLeft: boolean;
}

const LEAVING_SHARE = 0.2;
const LONGEST_PATIENCE_MS = 40;
const PROJECTS = 5;

/** The same mixed traffic as elsewhere, with tags, and clients of which one in five leaves. Equal seeds give equal plans. */
export function planUnruly(prompts: readonly string[], count: number, seed: number): UnrulyRequest[] {
  const random = new SeededRandom(seed + 1);
  return planTraffic(prompts, count, seed).map((request, at) => ({
    id: request.id,
    body: { ...request.body, user: `user-${at % PROJECTS}`, lco: { tags: [`team-${at % PROJECTS}`] } },
    leaving: random.next() >= LEAVING_SHARE ? 'stays' : random.pick(['before', 'at_first_piece'] as const),
    patienceMs: Math.floor(random.next() * LONGEST_PATIENCE_MS),
  }));
}

/** Sends the requests to the gateways in turn, `width` at a time; `onSent` hears how many have ended. */
export async function sendUnruly(
  targets: () => readonly Pick<Gateway, 'url'>[],
  planned: readonly UnrulyRequest[],
  { width, onSent = () => undefined }: { width: number; onSent?: (ended: number) => void },
): Promise<UnrulyAnswer[]> {
  const answers: UnrulyAnswer[] = [];
  let next = 0;
  const lane = async () => {
    while (next < planned.length) {
      const at = next;
      next += 1;
      const request = planned[at];
      const gateways = targets();
      const gateway = gateways[at % Math.max(1, gateways.length)];
      if (request === undefined || gateway === undefined) continue;
      answers.push(await sendOne(gateway.url, request));
      onSent(answers.length);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return answers;
}

async function sendOne(url: string, { id, body, leaving, patienceMs }: UnrulyRequest): Promise<UnrulyAnswer> {
  const abort = new AbortController();
  const timer = leaving === 'before' ? setTimeout(() => abort.abort(), patienceMs) : undefined;
  let status = 0;
  let cache: string | null = null;
  try {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      body: JSON.stringify(body),
      signal: abort.signal,
    });
    status = response.status;
    cache = response.headers.get('x-lco-cache');
    if (leaving === 'at_first_piece') {
      await response.body?.getReader().read();
      abort.abort();
      return { id, status, cache, hasLeft: true };
    }
    await response.arrayBuffer();
    return { id, status, cache, hasLeft: false };
  } catch (error) {
    if (abort.signal.aborted) return { id, status, cache, hasLeft: true };
    // A connection that breaks is an outcome like another: whoever kills a gateway expects it.
    if (!(error instanceof TypeError)) throw error;
    return { id, status: 0, cache, hasLeft: false };
  } finally {
    clearTimeout(timer);
  }
}
