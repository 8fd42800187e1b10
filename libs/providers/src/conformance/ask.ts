import type { ChatBody, ProviderAnswer, ProviderFailure, StreamDecoder } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { createAdapterRegistry } from '../registry.ts';
import type { Transport } from '../transport/transport.types.ts';
import { callOf } from './call-builder.ts';
import { viewOfAnswer, viewOfStream } from './client-view.ts';
import type { ClientView } from './view-builder.ts';

export const LIMIT_MS = 10_000;
const registry = createAdapterRegistry();
const catalogue = createCatalogue();

/** A model at a provider, and the path of its base URL. */
export interface Place {
  readonly provider: string;
  readonly base: string;
  readonly model: string;
}

export interface Outcome {
  readonly status: number;
  readonly failure: ProviderFailure | null;
  readonly view: ClientView | null;
  readonly read: ProviderAnswer | StreamDecoder | null;
  readonly dropped: readonly string[];
}

/** One call through adapter and transport to the simulated provider and back. */
export function ask(
  { transport, url }: { readonly transport: Transport; readonly url: string },
  { provider, base, model }: Place,
  body: Partial<ChatBody>,
): Promise<Outcome> {
  const adapter = registry.get(provider);
  if (adapter === null) throw new Error(`no adapter ${provider}`);
  const capabilities = catalogue.capabilities({ provider, model });
  const deployment = { id: `${provider}/${model}`, provider, model, isSimulated: true, capabilities };
  const call = callOf(deployment, body);
  const encoded = adapter.encode(call);
  const decoder = call.request.isStreaming ? adapter.openStream() : null;
  const chunks: Uint8Array[] = [];
  let status = 0;
  let headers = {};
  let error: ProviderFailure | null = null;
  return new Promise((resolve) => {
    const finish = (failure: ProviderFailure | null, view: ClientView | null, read: Outcome['read']): void =>
      resolve({ status, failure, view, read, dropped: encoded.droppedParameters });
    transport.dispatch(
      {
        ...encoded,
        baseUrl: url + base,
        connectTimeoutMs: LIMIT_MS,
        headersTimeoutMs: LIMIT_MS,
        idleTimeoutMs: LIMIT_MS,
      },
      {
        onHead: (given, givenHeaders) => {
          status = given;
          headers = givenHeaders;
        },
        onData: (chunk) => {
          if (decoder === null || status !== 200) {
            chunks.push(chunk);
            return;
          }
          const step = decoder.push(chunk);
          if (step.forward !== null) chunks.push(step.forward);
          error ??= step.error;
        },
        onEnd: () => {
          const bytes = Buffer.concat(chunks);
          if (status !== 200) finish(adapter.classify(status, headers, bytes), null, null);
          else if (decoder === null) {
            const answer = adapter.decode(bytes);
            finish(null, viewOfAnswer(answer.body), answer);
          } else finish(error ?? decoder.end().error, viewOfStream(bytes), decoder);
        },
        onError: (failure) => finish(failure, null, decoder),
      },
    );
  });
}
