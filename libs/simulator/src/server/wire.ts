import type { IncomingHttpHeaders } from 'node:http';
import type { CallKind } from '../books/book-row.ts';
import type { Fault } from '../faults/fault.schema.ts';
import type { SimChoice, SimUsage } from '../generator/answer-types.ts';
import type { JsonRecord } from '../generator/json.ts';
import type { SimRequest } from '../generator/sim-request.ts';
import type { ModelProfile, ProviderId } from '../models/model-profile.ts';

/** A refusal in the provider's own words. `type` and `code` are the provider's; null = the field is null or absent. */
export interface Problem {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
}

/** An answer that is ready to be written down in the provider's format. */
export interface Reply {
  readonly request: SimRequest;
  readonly model: ModelProfile;
  /** The model id that the answer names. */
  readonly modelName: string;
  readonly choices: readonly SimChoice[];
  readonly usage: SimUsage;
  /** True when the fault `noUsage` plays. */
  readonly isUsageOmitted: boolean;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Letters and digits that no other answer has; the tail of all ids in it. */
  readonly idTail: string;
  readonly requestId: string;
  /** Tokens in one chunk of a stream. */
  readonly chunkTokens: number;
}

/** One event of a stream, framed. */
export interface StreamEvent {
  readonly data: string;
  /** Completion tokens generated when this event went out, reasoning included. */
  readonly generatedTokens: number;
  readonly isContent: boolean;
  readonly hasUsage: boolean;
}

/** An answer to one call that is not streamed. */
export interface PlainReply {
  readonly body: string;
  readonly hasUsage: boolean;
}

/** What the pipeline may need to read a request. */
export interface ReadOptions {
  readonly areUnknownFieldsRejected: boolean;
}

/** Whether what was read is a refusal. */
export function isProblem(value: SimRequest | Problem): value is Problem {
  return 'status' in value;
}

/** One endpoint of one provider: reads its requests and writes its answers, streams, errors and headers. Stateless. */
export interface Wire {
  readonly provider: ProviderId;
  readonly kind: CallKind;
  /** Prefix of request ids, for example `req_`. */
  readonly requestIdPrefix: string;
  /** Null when the request carries a key. */
  checkKey(headers: IncomingHttpHeaders): Problem | null;
  /** The body as a request, or why it cannot be read. */
  read(body: JsonRecord, options: ReadOptions): SimRequest | Problem;
  /** Why this model refuses this request; null = it accepts it. `promptTokens` is the size of the prompt. */
  check(request: SimRequest, model: ModelProfile, promptTokens: number): Problem | null;
  badJson(): Problem;
  unknownModel(name: string): Problem;
  retiredModel(name: string): Problem;
  /** The provider's error for a status that a fault demands. */
  problemFor(fault: Fault, status: number, model: string): Problem;
  /** Looks up and updates the provider's prompt cache; absent where the provider reports none. */
  readonly cachePrompt: 'automatic' | 'marked' | 'none';
  plain(reply: Reply): PlainReply;
  stream(reply: Reply): StreamEvent[];
  /** Headers of a 200 as a flat list of names and values, content type excluded. */
  headers(reply: Reply): string[];
  /** Body and headers (flat, content type excluded) of an error. */
  error(problem: Problem, requestId: string): { readonly body: string; readonly headers: string[] };
  /** The framed event with which a started stream reports a failure. */
  errorEvent(): string;
  /** Content type of streams. Absent = server-sent events. */
  readonly streamType?: string;
  /** Half an event of a stream, framed. Absent = one of a chat completion. */
  readonly brokenEvent?: string;
  /** The answer to a body that asks for nothing, for which nothing is billed; null = it asks for something. Absent = there are none. */
  idle?(body: JsonRecord): string | null;
}
