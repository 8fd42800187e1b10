import type { FailureKind } from '@llm-cost-optimizer/contracts';

/** An answer, whatever the format it is written in. */
export interface Sample {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly finish: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  /** Null = the provider sends none. Cached and reasoning tokens are parts of the others. */
  readonly usage: SampleUsage | null;
}

export interface SampleUsage {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
  readonly reasoning: number;
}

/** One server-sent event. */
export interface SampleEvent {
  readonly name: string | null;
  readonly data: string;
}

/** What an API writes. */
export interface AnswerWire {
  /** The body of a plain answer. */
  answer(sample: Sample): string;
  /** The events of a stream, text in pieces, with the terminal marker. */
  events(sample: Sample): readonly SampleEvent[];
  /** An error in the stream that means "overloaded". */
  readonly errorEvent: SampleEvent;
  /** What it cannot do, and why; the question is then skipped by that name. */
  readonly lacks: Partial<Record<Question, string>>;
}

/** What a provider's API writes, made by its conformance spec. */
export interface ProviderWire extends AnswerWire {
  /** What the provider answers for each kind of failure. */
  readonly errors: readonly {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: string;
    readonly kind: FailureKind;
    readonly retryAfterMs?: number;
  }[];
}

export type Question =
  | 'cached tokens'
  | 'reasoning tokens'
  | 'missing usage in streams'
  | 'reasoning'
  | 'tool calls'
  | 'time of the answer';

export const TEXT_SAMPLE: Sample = {
  text: 'Die Höhe des Turms: 330 m — 東京 🎉 "quoted"\nnew line.',
  reasoning: '',
  calls: [],
  finish: 'stop',
  usage: { prompt: 40, cached: 0, completion: 17, reasoning: 0 },
};

export const SAMPLES = {
  text: TEXT_SAMPLE,
  cut: { ...TEXT_SAMPLE, finish: 'length' },
  filtered: { ...TEXT_SAMPLE, finish: 'content_filter' },
  reasoning: {
    ...TEXT_SAMPLE,
    reasoning: 'First I measure it. Zuerst: messen.',
    usage: { prompt: 40, cached: 0, completion: 60, reasoning: 41 },
  },
  cached: { ...TEXT_SAMPLE, usage: { prompt: 4_000, cached: 3_584, completion: 17, reasoning: 0 } },
  noUsage: { ...TEXT_SAMPLE, usage: null },
  tool: {
    ...TEXT_SAMPLE,
    text: '',
    calls: [{ id: 'call_a', name: 'get_weather', arguments: '{"city":"Zürich","days":3}' }],
    finish: 'tool_calls',
  },
  tools: {
    ...TEXT_SAMPLE,
    text: 'I look it up.',
    calls: [
      { id: 'call_a', name: 'get_weather', arguments: '{"city":"Paris"}' },
      { id: 'call_b', name: 'get_time', arguments: '{}' },
    ],
    finish: 'tool_calls',
  },
} as const satisfies Record<string, Sample>;

/** The samples that an API can write at all, by name. */
export function samplesOf({ lacks }: AnswerWire): [string, Sample][] {
  return Object.entries<Sample>(SAMPLES).filter(
    ([, { reasoning, calls }]) =>
      (reasoning === '' || lacks.reasoning === undefined) && (calls.length === 0 || lacks['tool calls'] === undefined),
  );
}

/** The sample with the most in it that an API can write. */
export function richestSample({ lacks }: AnswerWire): Sample {
  return lacks['tool calls'] === undefined ? SAMPLES.tools : SAMPLES.text;
}

/** A text in pieces of about `size` characters, never inside a surrogate pair. */
export function piecesOf(text: string, size = 7): string[] {
  const characters = [...text];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(''));
  return pieces;
}

/** Events as the bytes of a stream in their usual form. */
export function streamOf(events: readonly SampleEvent[]): Buffer {
  return Buffer.from(
    events.map(({ name, data }) => `${name === null ? '' : `event: ${name}\n`}data: ${data}\n\n`).join(''),
  );
}
