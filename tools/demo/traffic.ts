import type OpenAI from 'openai';
import { EASY, HARD, LONG, MEDIUM, TEAMS, TOOL } from './prompts.ts';

type Body = OpenAI.Chat.Completions.ChatCompletionCreateParams;

/** One request of the demonstration. */
export interface DemoRequest {
  readonly kind: 'easy' | 'medium' | 'hard' | 'repeat' | 'burst' | 'tools' | 'long';
  readonly team: string;
  readonly body: Body;
}

/** Numbers from 0 to 1, the same on every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    // Mulberry32: small, and good enough to mix a demonstration.
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * The demonstration's traffic in order: groups of requests that leave together. Mostly easy questions, as real traffic
 * is; some repeat word for word (the cache), some come in bursts of the same question (sharing).
 */
export function createTraffic(count: number, seed = 7): DemoRequest[][] {
  const random = createRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const groups: DemoRequest[][] = [];
  let made = 0;
  const ask = (kind: DemoRequest['kind'], content: string, extra: Partial<Body> = {}): DemoRequest => ({
    kind,
    team: pick(TEAMS),
    body: { model: 'auto', messages: [{ role: 'user', content }], stream: random() < 0.3, ...extra } as Body,
  });
  while (made < count) {
    const dice = random();
    // A running number makes a question unlike all before it, so that it is a real call.
    const fresh = ` (case ${made + 1})`;
    let group: DemoRequest[];
    if (dice < 0.34) group = [ask('easy', pick(EASY) + fresh)];
    else if (dice < 0.56) group = [ask('repeat', pick(EASY))];
    else if (dice < 0.76) group = [ask('medium', pick(MEDIUM) + fresh)];
    else if (dice < 0.84) group = [ask('hard', pick(HARD) + fresh)];
    else if (dice < 0.9) group = [ask('tools', `Where is order ${1000 + made}?`, { tools: [TOOL] })];
    else if (dice < 0.95) group = [ask('long', LONG + fresh)];
    else group = Array.from({ length: 8 }, () => ask('burst', `What changed in release ${made}?`, { stream: false }));
    groups.push(group);
    made += group.length;
  }
  return groups;
}
