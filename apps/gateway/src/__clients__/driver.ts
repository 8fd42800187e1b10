/** Whom a client asks. */
export interface Target {
  /** Origin of the gateway. */
  readonly url: string;
  /** Sent as `x-request-id`. */
  readonly id: string;
  /** `provider/model`. */
  readonly model: string;
}

/** What it asks. */
export interface Question {
  readonly prompt: string;
  /** Offers the function `get_weather`. */
  readonly hasTool?: boolean;
  /** Wants JSON of the schema `CITY_SCHEMA`. */
  readonly hasSchema?: boolean;
  /** Shows a picture of one pixel. */
  readonly hasImage?: boolean;
}

/** What the program that uses the client gets to see. */
export interface Answer {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly input: unknown }[];
  /** The whole prompt, cached parts included, and the whole answer. Null when the client tells none. */
  readonly tokens: { readonly input: number; readonly output: number } | null;
}

/** One official client on one of the gateway's APIs, used as its documentation says. Its own retries are off. */
export interface Driver {
  /** `openai, chat completions`. */
  readonly name: string;
  /** Path of the API below `/v1`. */
  readonly path: string;
  /** What the API has beyond text. */
  readonly abilities: ReadonlySet<'tools' | 'schema' | 'images'>;
  ask(target: Target, question: Question): Promise<Answer>;
  /** Reads the whole stream. */
  stream(target: Target, question: Question): Promise<Answer>;
  /** Begins a stream, reads the first piece of text, and leaves. */
  leave(target: Target, question: Question): Promise<void>;
  /** HTTP status of what the client threw; null when it threw something else. */
  statusOf(error: unknown): number | null;
}

export const ALL_ABILITIES: Driver['abilities'] = new Set(['tools', 'schema', 'images']);
export const KEY = 'any-key';
export const MAX_TOKENS = 2_000;

export const WEATHER = {
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: {
    type: 'object' as const,
    properties: { city: { type: 'string' as const } },
    required: ['city'],
    additionalProperties: false,
  },
};
export const CITY_SCHEMA = {
  type: 'object' as const,
  properties: { city: { type: 'string' as const }, population: { type: 'integer' as const } },
  required: ['city', 'population'],
  additionalProperties: false,
};
/** A red pixel. */
export const PIXEL_BASE64 =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
export const PIXEL_URL = `data:image/png;base64,${PIXEL_BASE64}`;

/** HTTP status of the errors that all official clients throw. */
export function statusOfError(error: unknown): number | null {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : null;
}

/** Reads until there is some text; the caller leaves then. */
export async function untilText<T>(stream: AsyncIterable<T>, textOf: (piece: T) => string): Promise<void> {
  for await (const piece of stream) if (textOf(piece) !== '') return;
  throw new Error('The stream ended without text.');
}

/** Puts the calls of a stream of chunks together. */
export class CallPieces {
  private readonly byIndex = new Map<number, { name: string; json: string }>();

  add(index: number, { name, json }: { name?: string | undefined; json?: string | undefined }): void {
    const call = this.byIndex.get(index) ?? { name: '', json: '' };
    this.byIndex.set(index, { name: call.name + (name ?? ''), json: call.json + (json ?? '') });
  }

  all(): Answer['calls'] {
    return [...this.byIndex.values()].map(({ name, json }) => ({ name, input: JSON.parse(json) }));
  }
}
