import type { NativeWire } from '@llm-cost-optimizer/contracts';
import { isRecord, recordOf } from '../json/json.ts';
import { encodeNativeBody, type NativeDraft } from '../native/native.request.ts';
import { PassThroughDecoder } from '../native/pass-through.ts';
import type { WireOptions } from '../native/wire-options.ts';
import { readCompletion } from './completions.response.ts';
import { CompletionFacts } from './completions.stream.ts';
import { readEmbeddings } from './embeddings.response.ts';
import { readModeration } from './moderations.response.ts';
import { adaptResponses } from './responses.request.ts';
import { readInputTokens, readResponse } from './responses.response.ts';
import { ResponseFacts } from './responses.stream.ts';

/** The Responses API. Encrypted reasoning, items and events of kinds to come pass untouched. */
export function createResponsesWire(options: WireOptions): NativeWire {
  return {
    ...common(options, adaptResponses),
    decode: readResponse,
    openStream: () => new PassThroughDecoder(new ResponseFacts()),
  };
}

/** Making a long conversation of the Responses API short; the provider's own secret item stands for what was said. */
export function createCompactionWire(options: WireOptions): NativeWire {
  return { ...common(options, adaptResponses), decode: readResponse, openStream: null };
}

/** Counting of the tokens that a request to the Responses API would have. */
export function createInputTokensWire(options: WireOptions): NativeWire {
  return { ...common(options, adaptResponses), isBilled: false, decode: readInputTokens, openStream: null };
}

/** Moderation. */
export function createModerationsWire(options: WireOptions): NativeWire {
  return { ...common(options, () => undefined), decode: readModeration, openStream: null };
}

/** The old text completions. */
export function createCompletionsWire(options: WireOptions & { readonly asksForUsage: boolean }): NativeWire {
  return {
    ...common(options, (draft) => {
      draft.dropRejected();
      draft.capTokens('max_tokens');
      if (options.asksForUsage && draft.body.stream === true) askForUsage(draft);
    }),
    decode: readCompletion,
    openStream: (given) => new PassThroughDecoder(new CompletionFacts(given)),
  };
}

/** Embeddings. */
export function createEmbeddingsWire(options: WireOptions): NativeWire {
  return { ...common(options, () => undefined), decode: readEmbeddings, openStream: null };
}

function common(
  { pathOf, headersOf, rejectedFields }: WireOptions,
  adapt: (draft: NativeDraft) => void,
): Pick<NativeWire, 'isBilled' | 'encode'> {
  return {
    isBilled: true,
    encode: (call) => ({
      path: pathOf(call.deployment.model),
      headers: headersOf(call),
      ...encodeNativeBody(call, (draft) => {
        adapt(draft);
        for (const field of rejectedFields ?? []) draft.drop(field);
      }),
    }),
  };
}

/** Usage of a stream comes only when asked for; the client's own other options are kept. */
function askForUsage(draft: NativeDraft): void {
  const given = draft.body.stream_options;
  if (isRecord(given) && given.include_usage === true) return;
  draft.set('stream_options', { ...recordOf(given), include_usage: true });
}
