import type { EncodedCall, NativeWire, PromptCacheMark } from '@llm-cost-optimizer/contracts';
import { encodeNativeBody } from '../native/native.request.ts';
import { PassThroughDecoder } from '../native/pass-through.ts';
import type { WireOptions } from '../native/wire-options.ts';
import { insertCacheMarks } from './anthropic.cache-marks.ts';
import { adaptMessages } from './anthropic.native-request.ts';
import { readMessage, readTokenCount } from './anthropic.native-response.ts';
import { MessageFacts } from './anthropic.native-stream.ts';

/** The Messages API for clients that speak it themselves. */
export function createMessagesWire({ pathOf, headersOf }: WireOptions): NativeWire {
  return {
    isBilled: true,
    takesCacheMarks: true,
    encode: (call) => ({
      path: pathOf(call.deployment.model),
      headers: headersOf(call),
      ...withMarks(encodeNativeBody(call, adaptMessages), call.cacheMarks),
    }),
    decode: readMessage,
    openStream: () => new PassThroughDecoder(new MessageFacts()),
  };
}

/** Counting of the tokens that a message would have. */
export function createTokenCountWire({ pathOf, headersOf }: WireOptions): NativeWire {
  return {
    isBilled: false,
    encode: (call) => ({
      path: pathOf(call.deployment.model),
      headers: headersOf(call),
      ...encodeNativeBody(call, adaptMessages),
    }),
    decode: readTokenCount,
    openStream: null,
  };
}

type Encoded = Pick<EncodedCall, 'body' | 'droppedParameters'>;

/** After all other changes: those are made at the top level, so that the places to mark are where they were. */
function withMarks(
  encoded: Encoded,
  marks: readonly PromptCacheMark[] = [],
): Encoded | (Encoded & { hasGatewayMarks: true }) {
  const body = marks.length === 0 ? null : insertCacheMarks(encoded.body, marks);
  return body === null ? encoded : { ...encoded, body, hasGatewayMarks: true };
}
