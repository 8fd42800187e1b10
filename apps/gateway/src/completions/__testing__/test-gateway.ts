import type { EffectiveConfig } from '@llm-cost-optimizer/contracts';
import { complete } from '../completion.pipeline.ts';
import { chunk, FakeTransport } from './fake-provider.ts';
import { type FakeResponse, fakeExchange } from './fake-response.ts';
import { TestClock, type TestOptions, testConfig, testServices } from './test-services.ts';

export const ASK = { model: 'auto', messages: [{ role: 'user', content: 'What is the capital of France?' }] };
export const STREAM = { ...ASK, stream: true };

/** The pipeline over a provider that the test plays itself. */
export function testGateway(over: Partial<EffectiveConfig> = {}, options: TestOptions = {}) {
  const transport = new FakeTransport();
  const clock = new TestClock();
  const made = testServices({ transport, clock, config: testConfig(over), ...options });
  const ask = (body: unknown = ASK, headers: Record<string, string> = {}) => {
    const { exchange, response } = fakeExchange(body, headers);
    return { response, done: complete(exchange, made.services) };
  };
  return { ...made, transport, clock, ask };
}

export type TestGateway = ReturnType<typeof testGateway>;

/** Asks, lets the provider answer at once, and waits for the end. */
export async function askAndAnswer(
  { ask, transport }: TestGateway,
  body: unknown = ASK,
  headers: Record<string, string> = {},
): Promise<FakeResponse> {
  const next = transport.calls.length + 1;
  const { response, done } = ask(body, headers);
  (await transport.call(next)).answer();
  await done;
  return response;
}

/** The same for a stream: `Par`, `is`, end. */
export async function askAndStream({ ask, transport }: TestGateway, body: unknown = STREAM): Promise<FakeResponse> {
  const next = transport.calls.length + 1;
  const { response, done } = ask(body);
  const call = await transport.call(next);
  call.open();
  call.send(chunk({ role: 'assistant', content: '' }));
  call.send(chunk({ content: 'Par' }));
  call.send(chunk({ content: 'is' }));
  call.send(chunk({}, 'stop'));
  call.end();
  await done;
  return response;
}

/** Lets everything run that waits for nothing but its turn. */
export async function settleMicrotasks(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
