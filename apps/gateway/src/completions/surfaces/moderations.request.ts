import { type ChatBody, GatewayError } from '@llm-cost-optimizer/contracts';
import { ownFieldsOf } from './own-fields.ts';
import type { Fields, SurfaceRequest } from './surface.ts';

const MAX_INPUTS = 10_000;
/** The default of the API itself. */
const DEFAULT_MODEL = 'omni-moderation-latest';
const NATIVE_ONLY = [{ field: 'input', reason: 'Only moderation models judge.' }];

/**
 * A request for moderation. It has no canonical form: `chat` stands for it where size, options and user are read.
 * Throws GatewayError `invalid_request`.
 */
export function readModerationRequest(body: Fields): SurfaceRequest {
  const content = readInput(body.input);
  // The model is checked with the canonical request.
  const model: unknown = body.model ?? DEFAULT_MODEL;
  const chat = { ...ownFieldsOf(body), model, messages: [{ role: 'user', content }] } as ChatBody;
  return { chat, extended: null, adapted: [], unsupported: NATIVE_ONLY, source: body };
}

/** A text, texts, or parts of one text with images. */
function readInput(input: unknown): string | readonly Fields[] {
  if (typeof input === 'string') return input;
  if (!Array.isArray(input) || input.length === 0 || input.length > MAX_INPUTS) throw badInput();
  if (input.every((one) => typeof one === 'string')) return input.join('\n');
  if (input.every(isPart)) return input;
  throw badInput();
}

function isPart(one: unknown): one is Fields {
  return typeof one === 'object' && one !== null && 'type' in one && typeof one.type === 'string';
}

function badInput(): GatewayError {
  return new GatewayError(
    'invalid_request',
    '`input` must be a text, a list of texts, or a list of parts with a `type`.',
    {
      param: 'input',
    },
  );
}
