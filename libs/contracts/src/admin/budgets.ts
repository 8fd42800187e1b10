import * as z from 'zod';
import { BUDGET_ACTIONS, BUDGET_PERIODS, BUDGET_SCOPES } from '../budget/budget.ts';
import { isoTimeSchema } from './common.ts';

/** More than anybody spends on purpose: such a number is a slip of the unit. */
const MAX_USD = 100_000_000;
const MAX_LEVELS = 10;

const amountSchema = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,12})?$/, 'must be an amount in USD as text, such as "25" or "0.50"')
  .refine((text) => Number(text) <= MAX_USD, `must be at most ${MAX_USD} USD`);
const positiveAmountSchema = amountSchema.refine((text) => Number(text) > 0, 'must be more than 0');
const nameSchema = z.string().trim().min(1).max(100);

export const budgetLevelSchema = z.strictObject({
  at: z.number().gt(0).max(1).describe('Share of the limit, e.g. 0.8.'),
  action: z
    .enum(BUDGET_ACTIONS)
    .describe(
      '`notify`, `cost_mode` (routes by cost), or `cheapest` (cheapest capable model and stored answers only).',
    ),
});
const levelsSchema = z
  .array(budgetLevelSchema)
  .max(MAX_LEVELS)
  .refine(
    (levels) => levels.every((level, index) => index === 0 || level.at > (levels[index - 1]?.at ?? 0)),
    'must be in ascending order of `at`, each once',
  );

export const createBudgetSchema = z
  .strictObject({
    name: nameSchema,
    scope: z.enum(BUDGET_SCOPES),
    subject: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe(
        'Project or key (id or name), the end user, the tag, or `provider/model`. Left out for the organization.',
      ),
    period: z.enum(BUDGET_PERIODS).describe('By UTC; `none` is prepaid and topped up.'),
    limitUsd: amountSchema,
    levels: levelsSchema.optional().describe('Default: `cost_mode` at 0.8, `cheapest` at 0.95.'),
  })
  .refine((budget) => (budget.scope === 'organization') === (budget.subject === undefined), {
    path: ['subject'],
    message: 'is needed for every scope but `organization`, which has none',
  });
export type CreateBudget = z.infer<typeof createBudgetSchema>;

export const changeBudgetSchema = z
  .strictObject({
    name: nameSchema.optional(),
    limitUsd: amountSchema.optional(),
    levels: levelsSchema.optional(),
    raise: z
      .strictObject({ usd: positiveAmountSchema, until: isoTimeSchema })
      .nullable()
      .optional()
      .describe('A temporary raise of the limit; null ends it.'),
  })
  .refine((change) => Object.keys(change).length > 0, 'names nothing to change');
export type ChangeBudget = z.infer<typeof changeBudgetSchema>;

export const topUpSchema = z.strictObject({
  amountUsd: positiveAmountSchema,
  paymentId: z.uuid().optional().describe('The same id again adds nothing. Default: a new one.'),
  note: z.string().max(500).optional(),
});
export type TopUpBudget = z.infer<typeof topUpSchema>;

/** A budget with what the database has booked against it in the period in force. Money as decimal strings in USD. */
export const budgetStandingSchema = z.object({
  id: z.string(),
  organizationId: z.string(),
  name: z.string(),
  scope: z.enum(BUDGET_SCOPES),
  subject: z.string().nullable(),
  subjectName: z.string().nullable().describe('Name of the project or key; else the subject.'),
  period: z.enum(BUDGET_PERIODS),
  source: z
    .enum(['config', 'admin'])
    .describe('`config` is `user.monthly_budget`, which is changed in the configuration.'),
  limitUsd: z.string().describe('Of one period, before raise and top-ups.'),
  levels: z.array(budgetLevelSchema),
  raiseUsd: z.string().nullable(),
  raiseUntil: isoTimeSchema.nullable(),
  topUpsUsd: z.string(),
  createdAt: isoTimeSchema,
  effectiveLimitUsd: z.string().describe("With raise and top-ups, as of the database's clock."),
  periodStart: isoTimeSchema,
  periodEnd: isoTimeSchema.nullable().describe('First instant of the next period; null for prepaid budgets.'),
  spentUsd: z
    .string()
    .describe('Booked so far. Requests without a known price count at the dearest price of their provider.'),
  requests: z.number().describe('Booked so far: 0 tells a budget that nothing matches from one that cost nothing.'),
});
export type BudgetStanding = z.infer<typeof budgetStandingSchema>;

/** A budget as the pages and the command line see it: with what runs now, and where it is heading. */
export const budgetViewSchema = budgetStandingSchema.extend({
  heldUsd: z.string().describe('Held by requests that run now, as this gateway knows it.'),
  usedShare: z.number().nullable().describe('Spent and held as a share of the limit; null for a limit of 0.'),
  action: z.enum(BUDGET_ACTIONS).nullable().describe('The strongest level that is reached.'),
  forecastUsd: z
    .string()
    .nullable()
    .describe(
      'Spend at the end of the period if it goes on as so far; null for prepaid budgets and at the very beginning.',
    ),
  exhaustedAt: isoTimeSchema
    .nullable()
    .describe('When the limit is reached if it goes on as so far; null when that is after the period, or not known.'),
});
export type BudgetView = z.infer<typeof budgetViewSchema>;
export const budgetListSchema = z.object({ budgets: z.array(budgetViewSchema) });
