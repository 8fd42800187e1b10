import type { Wire } from '../server/wire.ts';
import { firstUnknownField, OPENAI_RESPONSES_FIELDS } from './known-fields.ts';
import { OPENAI_COMMON } from './openai.chat.ts';
import { checkOpenAi } from './openai.checks.ts';
import { badRequest } from './openai.problems.ts';
import { readResponsesRequest } from './responses.request.ts';
import { responsesBody } from './responses.response.ts';
import { responsesStream } from './responses.stream.ts';

const FAILED_EVENT = `event: response.failed\ndata: ${JSON.stringify({
  type: 'response.failed',
  sequence_number: 2,
  response: {
    id: 'resp_failed',
    object: 'response',
    status: 'failed',
    output: [],
    error: {
      code: 'server_is_overloaded',
      message: 'Our servers are currently overloaded. Please try again later.',
    },
    usage: null,
  },
})}\n\n`;

/** OpenAI's Responses API in its simple form: text, functions, JSON schema; no server tools and no stored conversations. */
export const openAiResponses: Wire = {
  ...OPENAI_COMMON,
  kind: 'responses',
  read(body, { areUnknownFieldsRejected }) {
    const unknown = areUnknownFieldsRejected ? firstUnknownField(body, OPENAI_RESPONSES_FIELDS) : null;
    if (unknown !== null) return badRequest(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter');
    if (typeof body.model !== 'string') {
      return badRequest("Missing required parameter: 'model'.", 'model', 'missing_required_parameter');
    }
    return readResponsesRequest(body);
  },
  check: checkOpenAi,
  plain: responsesBody,
  stream: responsesStream,
  errorEvent: () => FAILED_EVENT,
};
