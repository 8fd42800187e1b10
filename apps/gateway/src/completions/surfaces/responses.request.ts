import { GatewayError } from '@llm-cost-optimizer/contracts';
import { SURFACES } from '@llm-cost-optimizer/surfaces';
import type { Fields, SurfaceRequest } from './surface.ts';

const ONLY_ITS_PROVIDER = [
  { field: 'compact', reason: 'Only the provider of a conversation can make it short: it alone can read the result.' },
];
const ONLY_A_PROVIDER = [{ field: 'input_tokens', reason: 'Only the provider can count exactly.' }];

/** A request to make a conversation short. Throws GatewayError `invalid_request`. */
export function readCompactionRequest(body: Fields): SurfaceRequest {
  return { ...readUnstreamed(body), unsupported: ONLY_ITS_PROVIDER };
}

/** A request to count the tokens of a response to come. Throws GatewayError `invalid_request`. */
export function readInputTokensRequest(body: Fields): SurfaceRequest {
  return { ...readUnstreamed({ ...body, model: body.model ?? 'auto' }), unsupported: ONLY_A_PROVIDER, source: body };
}

/** Input may be left out: nothing is a conversation too. What the API does not know is the provider's to refuse. */
function readUnstreamed(body: Fields): SurfaceRequest {
  const { stream: _, ...rest } = body;
  const isEmpty = Array.isArray(rest.input) && rest.input.length === 0;
  const input = rest.input === undefined || rest.input === null || isEmpty ? '' : rest.input;
  const { chat } = SURFACES.responses.toChat({ ...rest, input });
  return { chat, extended: null, adapted: [], unsupported: [], source: body };
}

/** A request to the Responses API. Throws GatewayError `invalid_request`. */
export function readResponsesRequest(body: Fields): SurfaceRequest {
  if (body.background === true) {
    // Its answer and its usage would come by another way than through here, so its cost could not be booked.
    throw new GatewayError(
      'invalid_request',
      '`background` is not offered: the answer could not be fetched through here.',
      {
        param: 'background',
      },
    );
  }
  return SURFACES.responses.toChat(body);
}
