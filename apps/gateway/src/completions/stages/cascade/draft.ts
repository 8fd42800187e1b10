import { collectStream } from '@llm-cost-optimizer/cache';
import type { AttemptRecord, Candidate } from '@llm-cost-optimizer/contracts';
import type { AnswerToCheck } from '@llm-cost-optimizer/routing';
import * as z from 'zod';
import { Flight } from '../../flight/flight.ts';
import type { Run } from '../../run.ts';
import type { CompletionServices } from '../../services.ts';
import type { AttemptEnd } from '../execute/attempt.ts';
import { tryEnter } from '../execute/option.ts';
import type { Walk } from '../execute/walk.ts';
import { callOnce } from '../execute.stage.ts';

/** An answer that nobody has seen yet. */
export interface Draft {
  readonly candidate: Candidate;
  readonly end: AttemptEnd;
  readonly record: AttemptRecord;
  /** What came of a stream, held back. */
  readonly pieces: readonly Uint8Array[];
  readonly answer: AnswerToCheck;
}

/** Asks one model and holds its answer back. Null = no answer came, or none that can be read; the attempt is booked all the same. */
export async function askForDraft(
  run: Run,
  candidate: Candidate,
  walk: Walk,
  services: CompletionServices,
): Promise<Draft | null> {
  const option = walk.options.find((one) => one.candidate === candidate);
  if (option === undefined || walk.isAbandoned || !tryEnter(walk, option, services.health)) return null;
  // A flight that nobody has joined keeps what comes and delivers nothing.
  const held = new Flight();
  const end = await callOnce({ run, flight: held, services, walk }, option);
  const record = run.attempts.at(-1);
  const pieces = held.keptPieces();
  if (end.failure !== null || record === undefined || pieces === null) return null;
  const body = end.answer?.body ?? collectStream(pieces)?.body ?? null;
  const answer = body === null ? null : readAnswer(body);
  return answer === null ? null : { candidate, end, record, pieces, answer };
}

const partSchema = z.object({ type: z.string(), text: z.string().optional() });
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.union([z.string(), z.array(partSchema)]).nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string(),
                type: z.string(),
                function: z.object({ name: z.string(), arguments: z.string() }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
});

/** A chat completion as far as checks look at it; null = it is none. */
export function readAnswer(body: Uint8Array): AnswerToCheck | null {
  const parsed = completionSchema.safeParse(jsonOf(body));
  const [choice] = parsed.data?.choices ?? [];
  if (choice === undefined) return null;
  const { content, refusal, tool_calls: toolCalls } = choice.message;
  return {
    text: typeof content === 'string' ? content : (content?.map(({ text = '' }) => text).join('') ?? null),
    toolCalls: toolCalls ?? [],
    finishReason: choice.finish_reason ?? null,
    refusal: refusal ?? null,
  };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    // What is no JSON is no answer to check; the caller asks the better model.
    return null;
  }
}
