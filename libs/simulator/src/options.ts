import { z } from 'zod';

/** What the simulated providers can be told when they are made. Every field has a default; unknown fields are refused. */
export const simulatorOptionsSchema = z.strictObject({
  speed: z
    .enum(['instant', 'realistic'])
    .default('instant')
    .describe(
      '`instant` answers without timers; `realistic` waits like the model would (first token, tokens per second).',
    ),
  delayScale: z
    .number()
    .min(0)
    .max(100)
    .default(1)
    .describe('Factor on the delays of `realistic`: 0.5 = twice as fast. No unit.'),
  areMarkersOn: z
    .boolean()
    .default(true)
    .describe('Whether a marker such as `[[sim:status=429]]` inside the prompt causes the fault that it names.'),
  isPromptCacheOn: z
    .boolean()
    .default(true)
    .describe('Whether long repeated prefixes are reported as cached tokens. State: the second equal request differs.'),
  areUnknownFieldsRejected: z
    .boolean()
    .default(true)
    .describe(
      'Whether OpenAI, Anthropic and Groq answer 400 to body fields that they do not know, as the real ones do.',
    ),
  streamChunkTokens: z
    .number()
    .int()
    .min(1)
    .max(1024)
    .default(8)
    .describe('Tokens in one chunk of a stream in `instant` mode (4 characters each).'),
  maxBookRows: z
    .number()
    .int()
    .min(1)
    .max(2_000_000)
    .default(200_000)
    .describe('Rows kept in the books; older ones are dropped, totals stay exact.'),
  maxBodyBytes: z
    .number()
    .int()
    .min(1024)
    .max(512 * 1024 * 1024)
    .default(64 * 1024 * 1024)
    .describe('Longest request body in bytes; longer ones get 413.'),
  faultSeed: z.number().int().default(1).describe('Seed of the coin that rules with a probability toss.'),
});

/** Options after defaults were filled in. */
export type SimulatorOptions = Readonly<z.output<typeof simulatorOptionsSchema>>;

/** Options as the caller writes them. */
export type SimulatorOptionsInput = z.input<typeof simulatorOptionsSchema>;
