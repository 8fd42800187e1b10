import { type ChatBody, GatewayError } from '@llm-cost-optimizer/contracts';
import { ownFieldsOf } from './own-fields.ts';
import type { Fields, SurfaceRequest } from './surface.ts';

const MAX_INPUTS = 100_000;
const NATIVE_ONLY = [{ field: 'input', reason: 'Only embedding models make vectors.' }];

/**
 * A request for embeddings. It has no canonical form: `chat` stands for it where size, options and user are read.
 * Throws GatewayError `invalid_request`.
 */
export function readEmbeddingsRequest(body: Fields): SurfaceRequest {
  const texts = readInput(body.input);
  // The model is checked with the canonical request.
  const chat = { ...ownFieldsOf(body), model: body.model, messages: [{ role: 'user', content: texts }] } as ChatBody;
  return { chat, extended: null, adapted: [], unsupported: NATIVE_ONLY, source: body };
}

/** A text, tokens, or a list of either. Tokens say nothing but their number. */
function readInput(input: unknown): string {
  if (typeof input === 'string' && input !== '') return input;
  if (!Array.isArray(input) || input.length === 0 || input.length > MAX_INPUTS) throw badInput();
  return input.map(readOne).join('\n');
}

function readOne(one: unknown): string {
  if (typeof one === 'string') return one;
  if (typeof one === 'number') return 'tokn';
  if (Array.isArray(one) && one.every((token) => typeof token === 'number')) return 'tokn'.repeat(one.length);
  throw badInput();
}

function badInput(): GatewayError {
  return new GatewayError('invalid_request', '`input` must be a text or a list of texts or tokens, and not empty.', {
    param: 'input',
  });
}
