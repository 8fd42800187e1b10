import type { NativeSurface, ProviderAdapter, ProviderAnswer, StreamDecoder } from '@llm-cost-optimizer/contracts';
import { providerQuirksSchema } from '@llm-cost-optimizer/contracts';
import { createAdapterRegistry } from '../registry.ts';
import { viewOfAnswer, viewOfStream } from './client-view.ts';
import { viewOfCompletion, viewOfCompletionStream } from './completion-view.ts';
import { wireOf } from './describe-native.ts';
import type { Fixture } from './fixtures.ts';
import { viewOfMessage, viewOfMessageStream } from './message-view.ts';
import { viewOfOllama, viewOfOllamaStream } from './ollama-view.ts';
import { viewOfResponse, viewOfResponseStream } from './response-view.ts';
import { type ClientView, ViewBuilder } from './view-builder.ts';

/** One way in which a recording reaches a client. */
export interface Recorded {
  /** Name of the recording, and how its client speaks. */
  readonly name: string;
  readonly fixture: Fixture;
  /** True when the client must get the provider's own bytes. */
  readonly isNative: boolean;
  readonly decode: (body: Uint8Array) => ProviderAnswer;
  /** Null where the API has no streams. */
  readonly open: (() => StreamDecoder) | null;
  readonly viewOfAnswer: (body: Uint8Array) => ClientView;
  readonly viewOfStream: (bytes: Uint8Array) => ClientView;
}

/** Azure as an operator would describe it. */
const AZURE = {
  id: 'azure',
  displayName: 'Azure OpenAI',
  quirks: providerQuirksSchema.parse({
    acceptsUnknownFields: false,
    maxTokensField: 'max_completion_tokens',
    acceptsDeveloperRole: true,
    supportedSurfaces: ['chat_completions', 'responses', 'completions', 'embeddings'],
    authHeader: 'api-key',
    pathPrefix: '/openai/deployments/{model}',
    apiVersion: '2024-10-21',
  }),
};
const registry = createAdapterRegistry({ generic: [AZURE] });

const nothingToShow = (): ClientView => new ViewBuilder().result();

/** The client APIs of an endpoint, and what their clients see. Chat completions stand for all that is translated. */
const READERS: Readonly<
  Record<
    string,
    readonly (Pick<Recorded, 'viewOfAnswer' | 'viewOfStream'> & { readonly surface: NativeSurface | null })[]
  >
> = {
  '/chat/completions': [{ surface: null, viewOfAnswer, viewOfStream }],
  '/messages': [
    { surface: null, viewOfAnswer, viewOfStream },
    { surface: 'messages', viewOfAnswer: viewOfMessage, viewOfStream: viewOfMessageStream },
  ],
  '/messages/count_tokens': [{ surface: 'count_tokens', viewOfAnswer: nothingToShow, viewOfStream: nothingToShow }],
  '/responses': [{ surface: 'responses', viewOfAnswer: viewOfResponse, viewOfStream: viewOfResponseStream }],
  '/responses/compact': [
    { surface: 'responses_compact', viewOfAnswer: viewOfResponse, viewOfStream: viewOfResponseStream },
  ],
  '/responses/input_tokens': [
    { surface: 'responses_input_tokens', viewOfAnswer: nothingToShow, viewOfStream: nothingToShow },
  ],
  '/completions': [{ surface: 'completions', viewOfAnswer: viewOfCompletion, viewOfStream: viewOfCompletionStream }],
  '/api/chat': [{ surface: 'ollama_chat', viewOfAnswer: viewOfOllama, viewOfStream: viewOfOllamaStream }],
  '/api/generate': [{ surface: 'ollama_generate', viewOfAnswer: viewOfOllama, viewOfStream: viewOfOllamaStream }],
  '/api/embed': [{ surface: 'ollama_embed', viewOfAnswer: nothingToShow, viewOfStream: nothingToShow }],
  '/api/embeddings': [{ surface: 'ollama_embeddings', viewOfAnswer: nothingToShow, viewOfStream: nothingToShow }],
  '/embeddings': [{ surface: 'embeddings', viewOfAnswer: nothingToShow, viewOfStream: nothingToShow }],
  '/moderations': [{ surface: 'moderations', viewOfAnswer: nothingToShow, viewOfStream: nothingToShow }],
};

/** The adapter of a recording's provider. */
export function adapterOf({ meta }: Fixture): ProviderAdapter {
  const adapter = registry.get(meta.provider);
  if (adapter === null) throw new Error(`no adapter for ${meta.provider}`);
  return adapter;
}

/** All ways in which a recording is read; none for endpoints that no adapter reads. */
export function readersOf(fixture: Fixture): Recorded[] {
  const adapter = adapterOf(fixture);
  return (READERS[fixture.meta.endpoint] ?? []).map(({ surface, ...views }) => ({
    name: surface === null ? fixture.name : `${fixture.name} as ${surface}`,
    fixture,
    isNative: surface !== null,
    ...calls(adapter, surface),
    ...views,
  }));
}

function calls(adapter: ProviderAdapter, surface: NativeSurface | null): Pick<Recorded, 'decode' | 'open'> {
  if (surface === null) return { decode: adapter.decode, open: () => adapter.openStream() };
  const { decode, openStream } = wireOf(adapter, surface);
  return { decode, open: openStream === null ? null : () => openStream({ wantsUsageChunk: false }) };
}
