import { ERRORS, type ErrorCode, type ErrorDefinition } from './catalogue.ts';

export interface GatewayErrorOptions {
  /** The request field that is at fault, e.g. `messages[2].content`. */
  readonly param?: string | null;
  /** Milliseconds after which a repeat makes sense; becomes `retry-after` and `retry-after-ms`. */
  readonly retryAfterMs?: number | null;
  /** HTTP status to send instead of the catalogue's, where a provider's own status is passed on. */
  readonly httpStatus?: number;
  readonly cause?: unknown;
  /** Public, machine-readable particulars, e.g. the list of problems of a configuration. Becomes `error.details`. */
  readonly details?: unknown;
}

/** OpenAI's error object as clients read it. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
    /** Only where the endpoint's documentation says so; OpenAI has no such field. */
    readonly details?: unknown;
  };
}

/** The only error the product answers with. `message` is public: no secret, host name or prompt text may enter it. */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly param: string | null;
  readonly retryAfterMs: number | null;
  readonly httpStatus: number;
  /** Undefined where there are none. */
  readonly details: unknown;

  constructor(code: ErrorCode, publicMessage: string, options: GatewayErrorOptions = {}) {
    super(publicMessage, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.param = options.param ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.httpStatus = options.httpStatus ?? ERRORS[code].httpStatus;
    this.details = options.details;
  }

  get definition(): ErrorDefinition {
    return ERRORS[this.code];
  }

  /** The body in OpenAI's shape. */
  toBody(): ErrorBody {
    const { type, wireCode } = this.definition;
    const error = { message: this.message, type, param: this.param, code: wireCode };
    return { error: this.details === undefined ? error : { ...error, details: this.details } };
  }
}
