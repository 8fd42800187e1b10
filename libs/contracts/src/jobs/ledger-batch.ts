import * as z from 'zod';
import { isoTimeSchema, leversSchema, usageSchema, usdOrNullSchema, usdSchema } from '../admin/common.ts';
import { costLineSchema } from '../admin/requests.ts';
import {
  ATTEMPT_OUTCOMES,
  CACHE_RESULTS,
  type DecisionTrace,
  type LedgerEntry,
  OUTCOMES,
  SURFACES,
} from '../ledger/records.ts';
import { MODES, TIERS } from '../routing/mode.ts';

/** Queue that carries ledger batches from gateways to whoever writes them to Postgres. */
export const LEDGER_QUEUE = 'ledger';

/** One segment of a gateway's spool. Processing it twice changes nothing: rows and batch are keyed by their ids. */
export interface LedgerBatchJob {
  /** UUIDv7, also the job id and the name of the spool segment. */
  readonly batchId: string;
  /** Gateway instance whose spool keeps the segment until the batch is in Postgres. */
  readonly instanceId: string;
  readonly entries: readonly LedgerEntry[];
}

const usageSourceSchema = z.enum(['provider', 'estimated', 'none']);
const text = z.string();
const textOrNull = z.string().nullable();
const whole = z.number().int().nonnegative();
const milliseconds = z.number().nonnegative();

const attemptRecordSchema = z.object({
  id: z.uuid(),
  number: whole,
  provider: text,
  model: text,
  answeredModel: textOrNull,
  isSimulated: z.boolean(),
  upstream: z.object({ deployment: text, key: text }).optional(),
  oddUsage: z
    .object({
      promptTokens: whole.nullable(),
      completionTokens: whole.nullable(),
      sent: text.optional(),
      isReplaced: z.boolean(),
    })
    .optional(),
  outcome: z.enum(ATTEMPT_OUTCOMES),
  httpStatus: whole.nullable(),
  startedAt: isoTimeSchema,
  ttftMs: milliseconds.nullable(),
  latencyMs: milliseconds,
  usage: usageSchema,
  usageSource: usageSourceSchema,
  costUsd: usdOrNullSchema,
  costLines: z.array(costLineSchema),
  priceSource: z.enum(['override', 'overlay', 'feed', 'bundled']).nullable(),
  matchKind: z.enum(['exact', 'alias', 'prefix']).nullable(),
  serviceTier: textOrNull,
  providerRequestId: textOrNull,
  finishReason: textOrNull,
});

const requestRecordSchema = z.object({
  id: z.uuid(),
  clientRequestId: text,
  organizationId: text,
  projectId: textOrNull,
  keyId: textOrNull,
  surface: z.enum(SURFACES),
  startedAt: isoTimeSchema,
  outcome: z.enum(OUTCOMES),
  httpStatus: whole,
  errorCode: textOrNull,
  requestedModel: text,
  mode: z.enum(MODES).nullable(),
  complexityScore: whole.nullable(),
  tier: z.enum(TIERS).nullable(),
  routeReason: textOrNull,
  servedProvider: textOrNull,
  servedModel: textOrNull,
  isSimulated: z.boolean(),
  isStreaming: z.boolean(),
  cache: z.enum(CACHE_RESULTS),
  usage: usageSchema.nullable(),
  usageSource: usageSourceSchema,
  costUsd: usdOrNullSchema,
  baselineModel: textOrNull,
  baselineCostUsd: usdOrNullSchema,
  isBaselineHistoric: z.boolean(),
  // Jobs of gateways that did not keep the lines yet may still wait in the queue.
  baselineLines: z.array(costLineSchema).optional(),
  savings: z.object({ levers: leversSchema, overheadUsd: usdSchema, savedUsd: usdSchema }).nullable(),
  isEstimated: z.boolean(),
  ttftMs: milliseconds.nullable(),
  latencyMs: milliseconds,
  overheadMs: milliseconds,
  attemptCount: whole,
  endUser: textOrNull,
  tags: z.array(text),
  sessionId: textOrNull,
  configVersion: text,
  catalogueVersion: text,
  // Kept as it is and read by people only: a gateway may record more here than its readers know.
  trace: z.custom<DecisionTrace>((value) => typeof value === 'object' && value !== null, 'Expected an object'),
});

/** The payload of a ledger job. Fields that came later are optional: jobs of the version before may wait in the queue. */
export const ledgerBatchSchema: z.ZodType<LedgerBatchJob> = z.object({
  batchId: z.uuid(),
  instanceId: text,
  entries: z.array(z.object({ request: requestRecordSchema, attempts: z.array(attemptRecordSchema) })),
});
