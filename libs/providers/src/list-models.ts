import type { ProviderFailure } from '@llm-cost-optimizer/contracts';
import { z } from 'zod';
import { ANSWER_FAILURES } from './failure/answer-failures.ts';
import { classifyAnswer } from './failure/classify.ts';
import { asBuffer, parseRecord } from './json/json.ts';
import { ProviderError } from './provider-error.ts';
import type { Transport } from './transport/transport.types.ts';

const MAX_LIST_BYTES = 4 * 1024 * 1024;
const MAX_MODELS = 1_000;

/** The list of models in OpenAI's form, which Ollama, vLLM, llama.cpp and LM Studio all give. */
const modelListSchema = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });

export interface ListModelsOptions {
  readonly transport: Transport;
  /** Which server is asked. All local servers give the same list today, so that nothing depends on it yet. */
  readonly adapterId: string;
  /** With or without `/v1`. */
  readonly baseUrl: string;
  /** Empty = no key. */
  readonly apiKey: string;
  /** For connecting, for the first byte and for each silence, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Ids of the models that a local server has, in its order, at most 1,000. Models that only embed are left out where their
 * name says so. Rejects with ProviderError when the server is not there or answers something else.
 */
export async function listModels(options: ListModelsOptions): Promise<string[]> {
  const body = await get(options);
  const parsed = modelListSchema.safeParse(parseRecord(asBuffer(body).toString('utf8')));
  if (!parsed.success) throw new ProviderError(ANSWER_FAILURES.notAnAnswer);
  const ids = parsed.data.data.map((model) => model.id).filter((id) => !/embed/i.test(id));
  return [...new Set(ids)].slice(0, MAX_MODELS);
}

function get({ transport, baseUrl, apiKey, timeoutMs }: ListModelsOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    let status = 0;
    let headers: Readonly<Record<string, string>> = {};
    const fail = (failure: ProviderFailure): void => reject(new ProviderError(failure));
    const handle = transport.dispatch(
      {
        baseUrl,
        path: '/v1/models',
        method: 'GET',
        headers: apiKey === '' ? [] : ['authorization', `Bearer ${apiKey}`],
        body: new Uint8Array(0),
        connectTimeoutMs: timeoutMs,
        headersTimeoutMs: timeoutMs,
        idleTimeoutMs: timeoutMs,
      },
      {
        onHead: (given, givenHeaders) => {
          status = given;
          headers = givenHeaders;
        },
        onData: (chunk) => {
          bytes += chunk.byteLength;
          chunks.push(chunk);
          if (bytes <= MAX_LIST_BYTES) return;
          handle.abort();
          fail(ANSWER_FAILURES.notAnAnswer);
        },
        onEnd: () => {
          const body = Buffer.concat(chunks);
          if (status >= 200 && status < 300) resolve(body);
          else fail(classifyAnswer(status, headers, body, Date.now()));
        },
        onError: fail,
      },
    );
  });
}
