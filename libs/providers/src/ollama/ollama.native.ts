import type { NativeSurface, NativeWire, ProviderAnswer } from '@llm-cost-optimizer/contracts';
import { encodeNativeBody } from '../native/native.request.ts';
import { JSON_LINES, PassThroughDecoder } from '../native/pass-through.ts';
import type { WireOptions } from '../native/wire-options.ts';
import { readOllamaAnswer, readOllamaEmbed, readOllamaEmbeddings } from './ollama.native-response.ts';
import { OllamaLineFacts } from './ollama.native-stream.ts';

/** Ollama's own API for clients that speak it themselves. Its options lie one level down and are all its own: nothing is dropped. */
export function createOllamaWires(
  headersOf: WireOptions['headersOf'],
): Readonly<Partial<Record<NativeSurface, NativeWire>>> {
  const openStream = () => new PassThroughDecoder(new OllamaLineFacts(), JSON_LINES);
  return {
    ollama_chat: { ...wire('/api/chat', headersOf, readOllamaAnswer), openStream },
    ollama_generate: { ...wire('/api/generate', headersOf, readOllamaAnswer), openStream },
    ollama_embed: wire('/api/embed', headersOf, readOllamaEmbed),
    ollama_embeddings: wire('/api/embeddings', headersOf, readOllamaEmbeddings),
  };
}

function wire(
  path: string,
  headersOf: WireOptions['headersOf'],
  decode: (body: Uint8Array) => ProviderAnswer,
): NativeWire {
  return {
    isBilled: true,
    encode: (call) => ({ path, headers: headersOf(call), ...encodeNativeBody(call, () => undefined) }),
    decode,
    openStream: null,
  };
}
