import { GatewayError } from '@llm-cost-optimizer/contracts';
import { SURFACES } from '@llm-cost-optimizer/surfaces';
import type { Fields, SurfaceRequest } from './surface.ts';

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
