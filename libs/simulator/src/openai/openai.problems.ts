import type { Fault } from '../faults/fault.schema.ts';
import type { Problem } from '../server/wire.ts';

/** A 400 of OpenAI. */
export function badRequest(message: string, param: string | null = null, code: string | null = null): Problem {
  return { status: 400, type: 'invalid_request_error', message, param, code };
}

export const MISSING_KEY: Problem = {
  status: 401,
  type: 'invalid_request_error',
  message:
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth " +
    '(i.e. Authorization: Bearer YOUR_KEY). You can obtain an API key from https://platform.openai.com/account/api-keys.',
  param: null,
  code: null,
};

/** The model was never there. */
export function unknownModel(name: string): Problem {
  return {
    status: 404,
    type: 'invalid_request_error',
    message: `The model \`${name}\` does not exist or you do not have access to it.`,
    param: null,
    code: 'model_not_found',
  };
}

/** The model was shut down. */
export function retiredModel(name: string): Problem {
  return {
    ...unknownModel(name),
    message: `The model \`${name}\` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations`,
  };
}

const QUOTA_MESSAGE =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, ' +
  'read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.';

/** OpenAI's words for a status. */
export function problemForStatus(fault: Fault, status: number, model: string): Problem {
  const code = fault.code ?? null;
  const problem = (type: string, message: string, own: string | null = null): Problem => {
    return { status, type, message, param: null, code: code ?? own };
  };
  if (code === 'insufficient_quota') return problem('insufficient_quota', QUOTA_MESSAGE);
  if (code === 'context_length_exceeded') {
    const message = 'Your input exceeds the context window of this model. Please adjust your input and try again.';
    return { ...problem('invalid_request_error', message), param: 'messages' };
  }
  switch (status) {
    case 401:
      return problem(
        'invalid_request_error',
        'Incorrect API key provided: sk-sim****. You can find your API key at https://platform.openai.com/account/api-keys.',
        'invalid_api_key',
      );
    case 403:
      return problem(
        'request_forbidden',
        'Country, region, or territory not supported',
        'unsupported_country_region_territory',
      );
    case 404:
      return unknownModel(model);
    case 429:
      return problem(
        'tokens',
        `Rate limit reached for ${model} in organization org-simulated on tokens per min (TPM): Limit 30000, Used 29000, ` +
          'Requested 1500. Please try again in 1s. Visit https://platform.openai.com/account/rate-limits to learn more.',
        'rate_limit_exceeded',
      );
    case 503:
      return problem(
        'server_error',
        'That model is currently overloaded with other requests. You can retry your request.',
      );
    default:
      if (status >= 500) {
        return problem('server_error', 'The server had an error while processing your request. Sorry about that!');
      }
      return problem('invalid_request_error', `The request was refused with status ${status}.`);
  }
}
