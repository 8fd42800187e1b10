import type { NativeWire } from '@llm-cost-optimizer/contracts';
import { encodeNativeBody } from '../native/native.request.ts';
import { PassThroughDecoder } from '../native/pass-through.ts';
import type { WireOptions } from '../native/wire-options.ts';
import { adaptMessages } from './anthropic.native-request.ts';
import { readMessage, readTokenCount } from './anthropic.native-response.ts';
import { MessageFacts } from './anthropic.native-stream.ts';

/** The Messages API for clients that speak it themselves. */
export function createMessagesWire({ pathOf, headersOf }: WireOptions): NativeWire {
  return {
    isBilled: true,
    encode: (call) => ({
      path: pathOf(call.deployment.model),
      headers: headersOf(call),
      ...encodeNativeBody(call, adaptMessages),
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
