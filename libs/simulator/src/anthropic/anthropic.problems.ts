import type { Fault } from '../faults/fault.schema.ts';
import type { Problem } from '../server/wire.ts';

/** A refusal in Anthropic's form, which has a type and a message only. */
export function anthropicProblem(status: number, type: string, message: string): Problem {
  return { status, type, message, code: null, param: null };
}

/** A 400 of Anthropic. */
export function invalid(message: string): Problem {
  return anthropicProblem(400, 'invalid_request_error', message);
}

/** The model is not there, or not any more: Anthropic says the same. */
export function notFound(name: string): Problem {
  return anthropicProblem(404, 'not_found_error', `model: ${name}`);
}

/** Anthropic's words for a status. */
export function anthropicProblemFor({ code }: Fault, status: number, model: string): Problem {
  if (code === 'context_length_exceeded') return invalid('prompt is too long: 1200000 tokens > 1000000 maximum');
  if (code === 'insufficient_quota') {
    return invalid(
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
    );
  }
  switch (status) {
    case 401:
      return anthropicProblem(401, 'authentication_error', 'invalid x-api-key');
    case 403:
      return anthropicProblem(
        403,
        'permission_error',
        'Your API key does not have permission to use the specified resource.',
      );
    case 404:
      return notFound(model);
    case 413:
      return anthropicProblem(413, 'request_too_large', 'Request exceeds the maximum size');
    case 429:
      return anthropicProblem(
        429,
        'rate_limit_error',
        "This request would exceed your organization's rate limit of 200,000 input tokens per minute.",
      );
    case 504:
      return anthropicProblem(504, 'timeout_error', 'Request timed out');
    case 529:
      return anthropicProblem(529, 'overloaded_error', 'Overloaded');
    default:
      if (status >= 500) return anthropicProblem(status, 'api_error', 'Internal server error');
      return anthropicProblem(status, 'invalid_request_error', `The request was refused with status ${status}.`);
  }
}
