import * as z from 'zod';
import { MODES } from '../routing/mode.ts';
import { PROMPT_CACHING_MODES } from '../routing/prompt-caching.ts';
import { modelName } from './model-settings.ts';
import { providersSettings, secret } from './provider-settings.ts';
import { routingSettings } from './routing-settings.ts';

const modelChoice = z
  .union([modelName, z.array(modelName).min(1).max(20)])
  .describe('One model, or a list: the first choice and then its fallbacks in order.');

const tierRoutes = z
  .strictObject({
    low_complexity: modelChoice.optional().describe('Models for complexity 1-3.'),
    medium_complexity: modelChoice.optional().describe('Models for complexity 4-7.'),
    high_complexity: modelChoice.optional().describe('Models for complexity 8-10.'),
  })
  .describe('Models by complexity tier. A tier left out keeps the default route.');

const perMinute = z.number().int().min(1).max(1_000_000_000);
const perMinuteLimits = z.strictObject({
  requests_per_minute: perMinute.optional().describe('Requests a minute, answers from the cache among them.'),
  tokens_per_minute: perMinute
    .optional()
    .describe('Tokens a minute, prompt and answer; estimated before a call and set right after it.'),
});

const usdAmount = z.number().nonnegative().max(1e9);
const milliseconds = z.number().int().min(1).max(3_600_000);

/** The configuration file. The one source of validation, JSON Schema, documentation and the editor. */
export const configSchema = z
  .strictObject({
    user: z
      .strictObject({
        default_preference: z.enum(MODES).optional().describe('Mode of requests that name none. Default `balanced`.'),
        monthly_budget: usdAmount
          .nullable()
          .optional()
          .describe('USD a calendar month (UTC) for the organization; requests beyond answer 402. Default: no limit.'),
      })
      .optional()
      .describe('Preferences of the organization.'),
    api_keys: z
      .strictObject({ openai: secret.optional(), anthropic: secret.optional(), groq: secret.optional() })
      .optional()
      .describe(
        'Provider keys. The environment variables OPENAI_API_KEY, ANTHROPIC_API_KEY and GROQ_API_KEY win over these.',
      ),
    providers: providersSettings.optional(),
    routing_rules: z
      .strictObject({
        cost_mode: tierRoutes.optional(),
        balanced_mode: tierRoutes.optional(),
        speed_mode: tierRoutes.optional(),
        quality_mode: tierRoutes.optional(),
      })
      .optional()
      .describe('Which models serve which mode and tier. What is left out keeps the default routes.'),
    routing: routingSettings.optional(),
    named_models: z
      .enum(['route', 'serve'])
      .optional()
      .describe(
        'A request that names a real model, such as `gpt-4`: `route` lets the router decide and keeps the name as baseline (default); `serve` serves it as asked.',
      ),
    strict_params: z
      .boolean()
      .optional()
      .describe(
        'Models that would refuse a parameter of the request are left out of its route, and the answer is 400 when none is left; else such parameters are left out or adapted and named in `x-lco-dropped-params`. A request may say otherwise. Default false.',
      ),
    compatibility: z
      .strictObject({
        litellm_headers: z
          .boolean()
          .optional()
          .describe(
            'Also send `x-litellm-call-id`, `x-litellm-model-id` and `x-litellm-response-cost`, for tools that read them. Default false.',
          ),
        budget_status: z
          .union([z.literal(402), z.literal(429)])
          .optional()
          .describe('HTTP status of a spent budget: 402 (default), or 429 as OpenAI answers `insufficient_quota`.'),
      })
      .optional()
      .describe('Answers in the manner of other products, for tools that expect it.'),
    publishing: z
      .strictObject({
        require_simulation: z
          .strictObject({
            window: z
              .string()
              .regex(/^[1-9]\d{0,3}[hd]$/)
              .optional()
              .describe(
                'Recorded requests that are decided again, by their time back from now: `24h`, `7d` (default).',
              ),
            max_cost_increase_pct: z
              .number()
              .min(-100)
              .max(100_000)
              .optional()
              .describe('Predicted cost may rise by this many per cent at most; negative = it has to fall.'),
            min_expected_quality: z
              .number()
              .min(0)
              .max(1)
              .optional()
              .describe('Mean probability of a good answer that has to be kept, 0 to 1.'),
          })
          .optional()
          .describe('A draft published by API, dashboard or command line has to show this over recorded requests.'),
      })
      .optional()
      .describe('What has to be shown before another configuration replaces this one.'),
    baseline: z
      .strictObject({
        kind: z
          .enum(['requested', 'fixed', 'flagship'])
          .optional()
          .describe(
            '`requested`: the model the client named, else the fixed one (default). `fixed`: always `model`. `flagship`: the dearest current model.',
          ),
        model: modelName.optional().describe('The fixed baseline. Default `openai/gpt-6.2-sol`.'),
      })
      .optional()
      .describe('What savings are measured against.'),
    cache: z
      .strictObject({
        enabled: z.boolean().optional().describe('Exact response cache. Default true.'),
        ttl_seconds: z
          .number()
          .int()
          .min(1)
          .max(2_592_000)
          .optional()
          .describe('Lifetime of stored answers. Default 3600.'),
        ttl_seconds_by_tier: z
          .strictObject({
            low: z.number().int().min(0).max(2_592_000).optional().describe('Complexity 1-3.'),
            medium: z.number().int().min(0).max(2_592_000).optional().describe('Complexity 4-7.'),
            high: z.number().int().min(0).max(2_592_000).optional().describe('Complexity 8-10.'),
          })
          .optional()
          .describe('Lifetime by complexity tier; 0 = do not store.'),
        max_megabytes: z
          .number()
          .int()
          .min(1)
          .max(65_536)
          .optional()
          .describe('Memory for stored answers per gateway. Default 128.'),
        share_in_flight: z
          .boolean()
          .optional()
          .describe('Identical requests at the same moment share one call. Default true.'),
        prompt_caching: z
          .enum(PROMPT_CACHING_MODES)
          .optional()
          .describe(
            'Prompt caches of providers that want marks: `on` sets them where the expected reads pay for the write, `advise` only counts what that would have saved (default), `off` does nothing. Prompts with marks of the client are left alone.',
          ),
      })
      .optional()
      .describe('Answers kept for identical requests.'),
    rate_limits: z
      .strictObject({
        organization: perMinuteLimits.optional().describe('All requests together.'),
        key: perMinuteLimits.optional().describe('Each virtual key that has no limits of its own.'),
        user: perMinuteLimits.optional().describe('Each end user (`user` or `safety_identifier` of the request).'),
      })
      .optional()
      .describe('Requests and tokens a minute; beyond them 429 with `retry-after`. Default: none.'),
    limits: z
      .strictObject({
        max_attempts: z
          .number()
          .int()
          .min(1)
          .max(5)
          .optional()
          .describe('Calls to providers per request, over all of them. Default 3.'),
        connect_timeout_ms: milliseconds.optional().describe('Wait for the connection to a provider. Default 5000.'),
        dns_timeout_ms: milliseconds
          .optional()
          .describe('Part of that in which the provider’s name must have an address. Default 2000.'),
        headers_timeout_ms: milliseconds.optional().describe('Wait for the head of a plain answer. Default 120000.'),
        late_usage_ms: z
          .number()
          .int()
          .min(0)
          .max(600_000)
          .optional()
          .describe(
            'How long a plain answer that did not come in time is still read for its usage, which is billed; nobody waits for it but its row. 0 = not at all. Default 3000.',
          ),
        first_token_timeout_ms: milliseconds
          .optional()
          .describe('Wait for the first content of a stream. Default 60000.'),
        idle_timeout_ms: milliseconds.optional().describe('Longest pause inside a stream. Default 60000.'),
        keep_alive_ms: milliseconds
          .min(100)
          .optional()
          .describe(
            'Longest time in which nothing is sent to the client of an open stream; then it gets a comment. Default 15000.',
          ),
        deadline_ms: milliseconds.optional().describe('Whole request, all attempts. Default 600000.'),
        max_body_megabytes: z.number().int().min(1).max(512).optional().describe('Largest request body. Default 32.'),
      })
      .optional()
      .describe('Bounds of one request.'),
    model_aliases: z
      .record(z.string().min(1).max(200), modelName)
      .optional()
      .describe('Your own names for models, e.g. `fast: gpt-6-luna`.'),
  })
  .describe('Configuration of LLM Cost Optimizer.');

/** The file as written, after validation and before defaults. */
export type ConfigFile = z.infer<typeof configSchema>;

/** JSON Schema of the configuration file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { io: 'input' }) as Record<string, unknown>;
}
