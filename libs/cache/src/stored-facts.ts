import { TIERS } from '@llm-cost-optimizer/contracts';
import { z } from 'zod';
import type { StoredAnswer } from './stored-answer.ts';

/** A stored answer without its body. */
type Facts = Omit<StoredAnswer, 'answer'> & { readonly answer: Omit<StoredAnswer['answer'], 'body'> };

const tokens = z.number().int().nonnegative();

const usage = z.object({
  promptTokens: tokens,
  cachedTokens: tokens,
  cacheWriteTokens: tokens,
  cacheWriteLongTokens: tokens,
  completionTokens: tokens,
  reasoningTokens: tokens.nullable(),
  audioInputTokens: tokens,
  audioOutputTokens: tokens,
  hasGatewayMarks: z.literal(true).optional(),
});

const complexity = z.object({
  score: z.number(),
  tier: z.enum(TIERS),
  scorer: z.string(),
  reasons: z.array(z.object({ signal: z.string(), weight: z.number(), detail: z.string() })),
});

const facts: z.ZodType<Facts> = z.object({
  createdAt: z.number(),
  expiresAt: z.number(),
  route: z.object({ complexity: complexity.nullable(), reason: z.string() }),
  answer: z.object({
    provider: z.string(),
    model: z.string(),
    answeredModel: z.string().nullable(),
    isSimulated: z.boolean(),
    usage,
    usageSource: z.enum(['provider', 'estimated', 'none']),
    serviceTier: z.string().nullable(),
    finishReason: z.string().nullable(),
    chunkId: z.string().nullable(),
    created: z.number().nullable(),
  }),
});

/** The facts as another gateway wrote them into the shared store; null when they are not of this form. */
export function readFacts(bytes: Uint8Array): Facts | null {
  const parsed = facts.safeParse(parseJson(bytes));
  return parsed.success ? parsed.data : null;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Damaged bytes are no facts; the schema refuses null.
    return null;
  }
}
