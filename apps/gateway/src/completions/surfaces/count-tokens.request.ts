import { SURFACES } from '@llm-cost-optimizer/surfaces';
import type { Fields, SurfaceRequest } from './surface.ts';

const NATIVE_ONLY = [{ field: 'count_tokens', reason: 'Only the provider can count exactly.' }];

/** A request to count tokens: a message without the limit of an answer. Throws GatewayError `invalid_request`. */
export function readCountRequest(body: Fields): SurfaceRequest {
  const { chat } = SURFACES.messages.toChat({ ...body, max_tokens: 1, stream: false });
  return { chat, extended: null, adapted: [], unsupported: NATIVE_ONLY, source: body };
}
