import * as z from 'zod';
import { MODES, TIERS } from '../routing/mode.ts';
import { modelName } from './model-settings.ts';

const word = z.string().min(1).max(200);
const words = z.union([word, z.array(word).min(1).max(100)]);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as `08:30`');
const count = z.number().int().min(0).max(100_000_000);

/** Days of the week, as rules write them. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const conditions = z
  .strictObject({
    key: words.optional().describe('Id of a virtual key, or several.'),
    project: words.optional().describe('Id of a project, or several.'),
    user: words
      .optional()
      .describe(
        'End user as the request names it (`user`, `safety_identifier`), or several; `*` stands for any characters.',
      ),
    tag: words
      .optional()
      .describe('A tag of the request, or several of which one is enough; `*` stands for any characters.'),
    model: words
      .optional()
      .describe('Model as the client wrote it, or several; `*` stands for any characters, e.g. `gpt-4*`.'),
    tokens: z
      .strictObject({
        from: count.optional().describe('At least so many.'),
        to: count.optional().describe('At most so many.'),
      })
      .optional()
      .describe('Estimated tokens of the whole prompt.'),
    language: words.optional().describe('Language of the last user message as ISO 639-1 code, e.g. `de`, or several.'),
    task: words
      .optional()
      .describe('Kind of work as the learned scorer names it, e.g. `code`, `mathematics`, or several.'),
    time: z
      .strictObject({
        days: z.array(z.enum(WEEKDAYS)).min(1).max(7).optional().describe('Days of the week. Default all.'),
        from: clock.optional().describe('Begin, e.g. `22:00`. Default the begin of the day.'),
        to: clock.optional().describe('End (not included), e.g. `06:00`; before `from` = on the next day.'),
        zone: word.optional().describe('Time zone, e.g. `Europe/Berlin`. Default `UTC`.'),
      })
      .optional()
      .describe('When the request came.'),
    header: z
      .strictObject({
        name: word.describe('Name of a request header.'),
        value: words.optional().describe('Its value, or several; `*` stands for any characters. Default any.'),
      })
      .optional()
      .describe('A header of the request.'),
    text: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .describe('Regular expression (RE2, linear time) found in the last user message, e.g. `(?i)non-compete`.'),
  })
  .describe('All that are given must hold. None = every request.');

const outcome = z
  .strictObject({
    mode: z.enum(MODES).optional().describe('Mode instead of the asked one.'),
    tier: z.enum(TIERS).optional().describe('Tier instead of the one of the score.'),
    min_tier: z.enum(TIERS).optional().describe('Lowest tier.'),
    dial: z.number().min(0).max(10).optional().describe('Dial instead of the asked one.'),
    quality_target: z.number().min(0.5).max(1).optional().describe('Quality target instead of the asked one.'),
    model: modelName.optional().describe('Exactly this model, whatever was asked.'),
    refuse: z.string().min(1).max(500).optional().describe('The request is refused (403) with this sentence.'),
  })
  .refine(
    (given) => Object.keys(given).length > 0,
    'must say what to do: mode, tier, min_tier, dial, quality_target, model or refuse',
  )
  .refine(
    (given) => (given.model === undefined && given.refuse === undefined) || Object.keys(given).length === 1,
    'must not say anything beside `model` or `refuse`',
  )
  .describe('What is done: `model` or `refuse` alone, or any of the others together.');

/** A rule as the configuration file and the API write it. */
export const ruleSettingsSchema = z.strictObject({
  name: z.string().min(1).max(100).describe('Name in traces and on pages; unique.'),
  when: conditions.optional(),
  do: outcome,
});

/** The group `routing` of the configuration file. */
export const routingSettings = z
  .strictObject({
    scorer: z
      .enum(['learned', 'heuristic'])
      .optional()
      .describe('Who judges how hard a request is: `learned` (default) or the counting of signs, `heuristic`.'),
    dial: z
      .number()
      .min(0)
      .max(10)
      .optional()
      .describe(
        '0 = the cheapest model of the routes, 10 = the best; requests may say otherwise. Default: the mode decides.',
      ),
    quality_target: z
      .number()
      .min(0.5)
      .max(1)
      .optional()
      .describe(
        'Share of what the strongest model of the routes would get that is to be kept, e.g. 0.95. Goes before the dial. Default none.',
      ),
    safe_tier: z
      .enum(['medium', 'high'])
      .optional()
      .describe('Lowest tier for requests of which the scorer knows too little. Default `medium`.'),
    switch_budget: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe(
        'Share of what a conversation has cost that may be lost by leaving warm prompt caches; beyond it, the conversation stays. Default 0.1.',
      ),
    cascade: z
      .strictObject({
        use: z
          .enum(['auto', 'on', 'off'])
          .optional()
          .describe(
            '`auto` (default): in cost mode, for short answers that can be compared. `on`: in every mode, also for JSON, tool calls and code. Requests may say otherwise.',
          ),
        when: conditions.optional(),
        quality_target: z
          .number()
          .min(0.5)
          .max(1)
          .optional()
          .describe("Share of the quality of the plan's own choice that is to be kept. Default 0.95."),
      })
      .optional()
      .describe('When a cheaper model answers first, and checks decide whether the better one is asked.'),
    learning: z
      .enum(['on', 'off'])
      .optional()
      .describe('Whether feedback moves decisions, per organization. `off`: it is kept all the same. Default `on`.'),
    rules: z
      .array(ruleSettingsSchema)
      .max(200)
      .optional()
      .describe('Rules that go before the score, in order: the first that holds decides.'),
  })
  .describe('How requests are judged, and rules that go before the judgement.');

/** A rule as written. */
export type RuleSettings = z.infer<typeof ruleSettingsSchema>;
export type RuleConditions = z.infer<typeof conditions>;
