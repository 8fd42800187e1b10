import type { Gateway } from './gateway.ts';
import { SeededRandom } from './seeded-random.ts';

export interface PlannedRequest {
  /** Sent as `x-request-id`: the ledger can be searched by it. */
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface SentRequest {
  readonly id: string;
  /** 0 = the connection broke. */
  readonly status: number;
  /** True when the answer came to its end. */
  readonly isWhole: boolean;
  readonly cache: string | null;
  /** Time on the clock of `performance.now` at which the answer had ended. */
  readonly endedAt: number;
}

/** Long enough for the prompt caches of all providers. */
const INSTRUCTIONS = [
  { role: 'system', content: 'Answer as briefly as the question allows, and name your sources. '.repeat(400) },
];
const MODES = ['cost', 'balanced', 'speed', 'quality'] as const;

/**
 * Requests made of prompts: modes mixed, every second one streamed, one of five a repeat of an earlier one, and one of
 * five behind the same long instructions, which providers keep in their prompt caches. Equal seeds give equal traffic.
 */
export function planTraffic(prompts: readonly string[], count: number, seed: number): PlannedRequest[] {
  const random = new SeededRandom(seed);
  const planned: PlannedRequest[] = [];
  for (let i = 0; i < count; i += 1) {
    const earlier = planned.length > 0 && i % 5 === 4 ? random.pick(planned) : null;
    const body =
      earlier === null
        ? {
            model: 'auto',
            preference: random.pick(MODES),
            messages: [...(i % 5 === 3 ? INSTRUCTIONS : []), { role: 'user', content: random.pick(prompts) }],
          }
        : { ...earlier.body };
    planned.push({ id: `traffic-${seed}-${i}`, body: { ...body, stream: i % 2 === 0 } });
  }
  return planned;
}

/** Sends the requests to the gateways in turn, at most `width` at a time, for as long as `isGoing`. */
export async function sendTraffic(
  targets: readonly Pick<Gateway, 'url'>[],
  planned: readonly PlannedRequest[],
  {
    width = 20,
    onSent = () => undefined,
    isGoing = () => true,
  }: { width?: number; onSent?: (sent: SentRequest) => void; isGoing?: () => boolean } = {},
): Promise<SentRequest[]> {
  const sent: SentRequest[] = [];
  const waiting = planned.map((request, at) => ({ request, url: targets[at % targets.length]?.url ?? '' }));
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined && isGoing(); next = waiting.shift()) {
      const answer = await sendOne(next.url, next.request);
      sent.push(answer);
      onSent(answer);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return sent;
}

async function sendOne(url: string, { id, body }: PlannedRequest): Promise<SentRequest> {
  let status = 0;
  let cache: string | null = null;
  let isWhole = false;
  try {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      body: JSON.stringify(body),
    });
    status = response.status;
    cache = response.headers.get('x-lco-cache');
    const text = await response.text();
    isWhole = body.stream === true ? text.endsWith('data: [DONE]\n\n') : text.endsWith('}');
  } catch (error) {
    // A connection that breaks is an outcome like another: whoever killed the gateway expects it.
    if (!(error instanceof TypeError)) throw error;
  }
  return { id, status, isWhole, cache, endedAt: performance.now() };
}
