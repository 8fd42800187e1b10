import * as z from 'zod';

/** A model as people write it: a catalogue id, a known old name, or `provider/model`. */
export const modelName = z
  .string()
  .min(1)
  .max(200)
  .describe('Model id, known alias, or `provider/model`, e.g. `gpt-6-luna` or `groq/openai/gpt-oss-20b`.');

/** No model costs less than a tenth of a cent per million tokens: below, a price per token was written. */
const LOWEST_RATE = 0.001;
/** The dearest rate ever listed was 600 USD. */
const HIGHEST_RATE = 1_000;
const RATE_COMPLAINT = `must be USD per 1,000,000 tokens: 0, or from ${LOWEST_RATE} to ${HIGHEST_RATE}`;

const usdPerMillion = z
  .number()
  .min(0, RATE_COMPLAINT)
  .max(HIGHEST_RATE, RATE_COMPLAINT)
  .refine((rate) => rate <= 0 || rate >= LOWEST_RATE, RATE_COMPLAINT);

const RATES = {
  input_usd_per_million: usdPerMillion.optional().describe('USD per 1,000,000 prompt tokens.'),
  output_usd_per_million: usdPerMillion.optional().describe('USD per 1,000,000 completion tokens.'),
  cached_input_usd_per_million: usdPerMillion
    .optional()
    .describe(
      'USD per 1,000,000 prompt tokens read from the cache. Left out: they pay the input price, as an estimate.',
    ),
  cache_write_usd_per_million: usdPerMillion
    .optional()
    .describe('USD per 1,000,000 prompt tokens written to the cache.'),
  cache_write_long_usd_per_million: usdPerMillion
    .optional()
    .describe('USD per 1,000,000 prompt tokens written to the cache for an hour.'),
  audio_input_usd_per_million: usdPerMillion.optional().describe('USD per 1,000,000 audio tokens in.'),
  audio_output_usd_per_million: usdPerMillion.optional().describe('USD per 1,000,000 audio tokens out.'),
};

const tokens = z.number().int().min(1).max(100_000_000);
const word = z.string().min(1).max(100);

const modelSettings = z
  .strictObject({
    name: modelName
      .refine((name) => !name.includes('*'), 'must be one model, without `*`')
      .describe('Id of the model at this provider.'),
    ...RATES,
    quality: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe(
        'Share of good answers, 0 to 1, by your own measurement or a public table of the kind you trust. Left out: known names have a learned ability, others are guessed from the price.',
      ),
    context_tokens: tokens.optional().describe('Largest prompt plus answer in tokens.'),
    max_input_tokens: tokens.optional().describe('Largest prompt in tokens, where it is smaller than the window.'),
    max_output_tokens: tokens.optional().describe('Largest answer in tokens.'),
    accepts_images: z.boolean().optional().describe('False: requests with images go elsewhere.'),
    accepts_tools: z.boolean().optional().describe('False: requests with tools go elsewhere.'),
    tools_api: z
      .enum(['chat_completions', 'responses'])
      .optional()
      .describe(
        'API of the provider in which the model takes tools. Chats with tools are translated to it. Default `chat_completions`.',
      ),
    accepts_json_schema: z.boolean().optional().describe('False: requests with a JSON schema go elsewhere.'),
    accepts_prefill: z.boolean().optional().describe('False: no request may end with the beginning of the answer.'),
    is_reasoning: z.boolean().optional().describe('True: answers contain reasoning tokens.'),
    reasoning_efforts: z.array(word).max(20).optional().describe('Values of `reasoning_effort` the model takes.'),
    rejected_parameters: z
      .array(word)
      .max(100)
      .optional()
      .describe('Request parameters the model refuses, e.g. `temperature`; they are left out.'),
  })
  .superRefine((model, { addIssue }) => {
    const { input_usd_per_million: input, output_usd_per_million: output } = model;
    const isAnyGiven = Object.keys(RATES).some((rate) => Object.hasOwn(model, rate));
    for (const [rate, value] of [
      ['input_usd_per_million', input] as const,
      ['output_usd_per_million', output] as const,
    ]) {
      if (isAnyGiven && value === undefined)
        addIssue({
          code: 'custom',
          path: [rate],
          message: 'is needed: a price has at least an input and an output rate',
        });
    }
    if (input !== undefined && (model.cached_input_usd_per_million ?? 0) > input) {
      addIssue({
        code: 'custom',
        path: ['cached_input_usd_per_million'],
        message: 'must not be more than input_usd_per_million: tokens from the cache are cheaper',
      });
    }
  })
  .describe('A model with what is to be known of it.');

/** A model of a provider: its name alone, or with price, limits and abilities. */
export const modelEntry = z
  .union([modelName, modelSettings])
  .describe('The id of a model, or a group with `name`, prices, limits and abilities.');

/** A model as the file describes it. */
export type ModelSettings = z.infer<typeof modelSettings>;
