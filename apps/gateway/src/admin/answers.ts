import type * as z from 'zod';

/** How an endpoint answers, for the OpenAPI document. */
export interface AnswerNote {
  readonly summary: string;
  /** Schema of the body; null = no body. */
  readonly schema: z.ZodType | null;
  readonly status: number;
  readonly isPublic: boolean;
}

const notes = new Map<string, AnswerNote>();

/**
 * Documents a controller method. Kept apart from the OpenAPI library, which is loaded when somebody asks for the
 * document, not at every start.
 */
export function Answers(
  schema: z.ZodType | null,
  { summary, status = 200, isPublic = false }: { summary: string; status?: number; isPublic?: boolean },
): MethodDecorator {
  return (target, method) => {
    notes.set(`${target.constructor.name}_${String(method)}`, { summary, schema, status, isPublic });
  };
}

/** The note of a method by its operation id `<Controller>_<method>`. */
export function findAnswer(operationId: string): AnswerNote | null {
  return notes.get(operationId) ?? null;
}
