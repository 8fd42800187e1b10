import type { Clock, EffectiveConfig, LimitsConfig } from '@llm-cost-optimizer/contracts';
import { createAdapterRegistry, createTransport } from '@llm-cost-optimizer/providers';
import { createId, systemClock } from '@llm-cost-optimizer/runtime';
import { createSimulator, type FaultRuleInput, type SimulatorOptionsInput } from '@llm-cost-optimizer/simulator';
import fastify from 'fastify';
import { registerModelRoutes } from '../../models/model.routes.ts';
import { registerOllamaRoutes } from '../../models/ollama.routes.ts';
import { registerRouteRoutes } from '../../route/route.routes.ts';
import { registerCompletionRoutes } from '../completion.routes.ts';
import { testConfig, testProvider, testServices } from './test-services.ts';

export interface LiveOptions {
  readonly config?: Partial<EffectiveConfig>;
  readonly limits?: Partial<LimitsConfig>;
  readonly simulator?: SimulatorOptionsInput;
  readonly isLocal?: boolean;
  /** Has a simulated Ollama besides the others. */
  readonly hasOllama?: boolean;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** Ids and addresses of the simulated providers, written as their official clients take them. */
const PATHS: Readonly<Record<string, string>> = {
  openai: '/openai/v1',
  anthropic: '/anthropic',
  groq: '/groq/openai/v1',
};

/**
 * The real request path over real HTTP on both sides: Fastify in front, the simulated providers behind, and a ledger
 * in memory. Only the database is missing.
 */
export async function startLiveGateway(options: LiveOptions = {}) {
  const simulator = createSimulator(options.simulator ?? {});
  const { url: simulatorUrl } = await simulator.start();
  const transport = createTransport();
  const adapters = createAdapterRegistry();
  const paths = options.hasOllama === true ? { ...PATHS, ollama: '/ollama' } : PATHS;
  const providers = Object.entries(paths).map(([id, path]) =>
    testProvider(id, { baseUrl: simulatorUrl + path, isSimulated: true, apiKey: 'simulated' }),
  );
  const config = testConfig({ providers, ...options.config });
  const made = testServices({
    config: { ...config, limits: { ...config.limits, ...options.limits } },
    transport,
    adapterOf: (id) => adapters.get(id),
    clock: options.clock ?? systemClock,
    isLocal: options.isLocal ?? true,
  });
  const services = { ...made.services, createId };
  const running = new Set<Promise<void>>();
  const track = (done: Promise<void>) => {
    running.add(done);
    void done.finally(() => running.delete(done));
  };
  const server = fastify({ logger: false });
  const { maxBodyBytes } = config.limits;
  await registerCompletionRoutes(server, services, { maxBodyBytes, track });
  await registerModelRoutes(server, services);
  await registerOllamaRoutes(server, services);
  await registerRouteRoutes(server, services, { maxBodyBytes });
  server.post('/outside', async (request) => ({ body: request.body }));
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...made,
    services,
    url,
    simulator,
    /** Puts a fault in force for the next `times` matching calls. */
    fault: (rule: FaultRuleInput) => simulator.faults.add(rule),
    /** All requests so far are settled and all calls are in the simulator's books. */
    async quiet(): Promise<void> {
      await Promise.all(running);
      while (simulator.books.totals().inFlight > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    },
    async stop(): Promise<void> {
      await server.close();
      await transport.close();
      await simulator.stop();
    },
  };
}

export type LiveGateway = Awaited<ReturnType<typeof startLiveGateway>>;

/** Sends a chat request and reads the whole answer. */
export async function post(url: string, body: unknown, init: { headers?: Record<string, string>; path?: string } = {}) {
  const response = await fetch(url + (init.path ?? '/v1/chat/completions'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...init.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
