import type { NativeSurface, ProviderFailure } from '@llm-cost-optimizer/contracts';
import { createSimulator } from '@llm-cost-optimizer/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdapterRegistry } from '../registry.ts';
import { createTransport } from '../transport/transport.ts';
import { LIMIT_MS, type Place } from './ask.ts';
import { deploymentOf } from './call-builder.ts';
import { nativeCallOf, wireOf } from './describe-native.ts';
import { readStream } from './read-stream.ts';

const simulator = createSimulator();
const transport = createTransport();
const registry = createAdapterRegistry();
let url = '';

beforeAll(async () => {
  ({ url } = await simulator.start());
});

afterAll(async () => {
  await transport.close();
  await simulator.stop();
});

const OPENAI = { provider: 'openai', base: '/openai/v1', model: 'gpt-6-luna' };
const CLAUDE = { provider: 'anthropic', base: '/anthropic', model: 'claude-haiku-5-5' };
const OLLAMA = { provider: 'ollama', base: '/ollama/v1', model: 'llama3.2:3b' };
const MESSAGES = { max_tokens: 500, messages: [{ role: 'user', content: 'Why is the sky blue? 日本語 🎉' }] };
const INPUT = { input: 'Why is the sky blue? 日本語 🎉' };

/** Bytes of the answer to a native call through the transport; rejects when the call failed. */
function ask({ provider, base, model }: Place, surface: NativeSurface, given: object): Promise<Uint8Array[]> {
  const adapter = registry.get(provider);
  if (adapter === null) throw new Error(`no adapter ${provider}`);
  const call = wireOf(adapter, surface).encode(
    nativeCallOf(deploymentOf(provider, model), { model: 'auto', ...given }),
  );
  const chunks: Uint8Array[] = [];
  let status = 0;
  return new Promise((resolve, reject) => {
    const limits = { connectTimeoutMs: LIMIT_MS, headersTimeoutMs: LIMIT_MS, idleTimeoutMs: LIMIT_MS };
    transport.dispatch(
      { ...call, ...limits, baseUrl: url + base },
      {
        onHead: (given) => {
          status = given;
        },
        onData: (chunk) => chunks.push(chunk),
        onEnd: () => (status === 200 ? resolve(chunks) : reject(new Error(Buffer.concat(chunks).toString('utf8')))),
        onError: (failure: ProviderFailure) => reject(new Error(failure.message)),
      },
    );
  });
}

function wire({ provider }: Place, surface: NativeSurface) {
  const adapter = registry.get(provider);
  if (adapter === null) throw new Error(`no adapter ${provider}`);
  return wireOf(adapter, surface);
}

describe.each([
  { place: CLAUDE, surface: 'messages' as const, request: MESSAGES },
  { place: OPENAI, surface: 'responses' as const, request: INPUT },
  { place: OLLAMA, surface: 'ollama_chat' as const, request: { ...MESSAGES, stream: false } },
  { place: OLLAMA, surface: 'ollama_generate' as const, request: { prompt: INPUT.input, stream: false } },
])('$surface over the wire', ({ place, surface, request }) => {
  it('counts what the provider counted, plain and streamed', async () => {
    const plain = wire(place, surface).decode(Buffer.concat(await ask(place, surface, request)));
    const chunks = await ask(place, surface, { ...request, stream: true });
    const { openStream } = wire(place, surface);
    if (openStream === null) throw new Error(`${surface} has streams`);
    const { decoder, forwarded, errors } = readStream(openStream({ wantsUsageChunk: false }), chunks);
    expect(errors).toEqual([]);
    expect(forwarded.equals(Buffer.concat(chunks))).toBe(true);
    await expect.poll(() => simulator.books.totals().inFlight).toBe(0);
    const [first, second] = simulator.books.rows().slice(-2);
    expect([plain.usage, decoder.usage].map((usage) => [usage?.promptTokens, usage?.completionTokens])).toEqual(
      [first, second].map((row) => [row?.promptTokens, row?.completionTokens]),
    );
    expect(plain.finishReason).toBe('stop');
    expect(decoder.finishReason).toBe('stop');
  });
});

describe('embeddings over the wire', () => {
  it.each(['float', 'base64'])('as %s pass with their usage', async (encoding_format) => {
    const request = { model: 'text-embedding-3-small', input: ['Hello', 'World'], encoding_format };
    const place = { ...OPENAI, model: 'text-embedding-3-small' };
    const body = Buffer.concat(await ask(place, 'embeddings', request));
    const answer = wire(place, 'embeddings').decode(body);
    expect(answer.usage?.promptTokens).toBeGreaterThan(0);
    expect(JSON.parse(Buffer.from(answer.body).toString('utf8')).data).toHaveLength(2);
  });
});
