import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { createSimulator } from '@llm-cost-optimizer/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listModels } from '../list-models.ts';
import { createTransport } from '../transport/transport.ts';
import { ask as askAt, LIMIT_MS, type Outcome, type Place } from './ask.ts';

const simulator = createSimulator();
const transport = createTransport();
let url = '';

beforeAll(async () => {
  ({ url } = await simulator.start());
});

afterAll(async () => {
  await transport.close();
  await simulator.stop();
});

const PLACES: readonly Place[] = [
  { provider: 'openai', base: '/openai/v1', model: 'gpt-6-luna' },
  { provider: 'openai', base: '/openai/v1', model: 'gpt-6.2-sol' },
  { provider: 'openai', base: '/openai/v1', model: 'gpt-4o-mini' },
  { provider: 'groq', base: '/groq/openai/v1', model: 'openai/gpt-oss-20b' },
  { provider: 'anthropic', base: '/anthropic', model: 'claude-haiku-5-5' },
  { provider: 'anthropic', base: '/anthropic', model: 'claude-opus-5-5' },
  { provider: 'anthropic', base: '/anthropic', model: 'claude-haiku-4-5' },
  { provider: 'ollama', base: '/ollama', model: 'gpt-oss:20b' },
  { provider: 'vllm', base: '/vllm/v1', model: 'Qwen/Qwen3-8B' },
];

/** One call to the simulated providers. */
function ask(place: Place, body: Partial<ChatBody>): Promise<Outcome> {
  return askAt({ transport, url }, place, body);
}

const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
} as const;

/** Fields that nearly all clients send and many models refuse. */
const COMMON = { temperature: 0.2, top_p: 0.9, max_tokens: 200, user: 'user@example.com', seed: 1, stop: ['###'] };

describe.each(PLACES)('$provider $model over the wire', (place) => {
  it.each([false, true])('answers a question (stream: %s)', async (stream) => {
    const { failure, view, read } = await ask(place, { stream, ...COMMON, max_tokens: 2_000 });
    expect(failure).toBeNull();
    expect(view?.problems).toEqual([]);
    expect(view?.text.length).toBeGreaterThan(0);
    expect(view?.finish).toEqual(['stop']);
    expect(read?.finishReason).toBe('stop');
    // The dated name that answered.
    expect(read?.model?.startsWith(place.model)).toBe(true);
    expect(read?.usage?.promptTokens).toBeGreaterThan(0);
    expect(read?.usage?.completionTokens).toBeGreaterThan(0);
  });

  it('gives the same text and the same tokens plain and streamed', async () => {
    const question = { messages: [{ role: 'user', content: 'Why is the sky blue? Answer in détail, 日本語も 🎉.' }] };
    const plain = await ask(place, question);
    const streamed = await ask(place, { ...question, stream: true });
    expect(streamed.view?.text).toBe(plain.view?.text);
    expect(streamed.view?.reasoning).toBe(plain.view?.reasoning);
    expect(streamed.read?.usage).toEqual(plain.read?.usage);
    expect(streamed.read?.outputChars).toBe(plain.read?.outputChars);
  });

  it.each([false, true])('calls a function and takes its result (stream: %s)', async (stream) => {
    const question = { role: 'user', content: 'How is the weather in Paris?' };
    const tools = { tools: [WEATHER], tool_choice: 'required' };
    const first = await ask(place, { messages: [question], ...tools, stream });
    expect(first.failure).toBeNull();
    expect(first.view?.finish).toEqual(['tool_calls']);
    const [call] = first.view?.calls ?? [];
    expect(call?.name).toBe('get_weather');
    expect(JSON.parse(call?.arguments ?? '')).toHaveProperty('city');
    const calls = (first.view?.calls ?? []).map(({ id, ...fn }) => ({ id, type: 'function', function: fn }));
    const results = calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: '21 °C' }));
    const assistant = { role: 'assistant', content: null, tool_calls: calls, reasoning_content: 'hm', annotations: [] };
    const second = await ask(place, { messages: [question, assistant, ...results], tools: [WEATHER], stream });
    expect(second.failure).toBeNull();
    expect(second.view?.text.length).toBeGreaterThan(0);
  });

  it('takes a schema for its answer', async () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string', minLength: 1 }, age: { type: 'integer', minimum: 0 } },
      required: ['name', 'age'],
      additionalProperties: false,
    };
    const { failure, view } = await ask(place, {
      response_format: { type: 'json_schema', json_schema: { name: 'person', strict: true, schema } },
    });
    expect(failure).toBeNull();
    expect(Object.keys(JSON.parse(view?.text ?? '')).sort()).toEqual(['age', 'name']);
  });

  it('takes our own fields, fields of other providers and a developer message', async () => {
    // LiteLLM's clients send a list where OpenAI's metadata has texts only.
    const tagged: object = { metadata: { tags: ['a', 'b'] } };
    const { failure, dropped } = await ask(place, {
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
      ],
      lco: { mode: 'cost' },
      preference: 'cost',
      cache: { 'no-cache': true },
      session_id: 's',
      models: ['a'],
      ...tagged,
      reasoning_effort: 'low',
      verbosity: 'low',
      include_reasoning: true,
    });
    expect(failure).toBeNull();
    for (const own of ['lco', 'preference', 'cache', 'session_id', 'models', 'metadata'])
      expect(dropped).not.toContain(own);
  });

  const failures = [
    ['status=429', 'rate_limited', 'rate_limited'],
    ['status=500', 'unavailable', 'server_error'],
    ['status=503', 'overloaded|unavailable', 'overloaded|server_error'],
    ['status=401', 'credentials', 'auth_failed'],
    ['code=context_length_exceeded;status=400', 'context_length', 'context_length'],
    ['html;status=502', 'unavailable', 'server_error'],
  ] as const;
  // The simulated vLLM names no code; its real wording is among the recordings.
  const told = failures.filter(([marker]) => place.provider !== 'vllm' || !marker.startsWith('code='));

  it.each(told)('names the failure of [[sim:%s]]', async (marker, kinds, outcomes) => {
    const { failure } = await ask(place, { messages: [{ role: 'user', content: `[[sim:${marker}]]` }] });
    expect(failure?.kind).toMatch(new RegExp(`^(?:${kinds})$`));
    expect(failure?.outcome).toMatch(new RegExp(`^(?:${outcomes})$`));
  });

  it.each([
    ['truncate;after=2', 'broken_stream', 'broken'],
    ['malformed;after=2', 'broken_stream', 'invalid_answer'],
    ['cut=2', 'network', 'broken'],
    ['empty-body', 'broken_answer', 'invalid_answer'],
  ])('never takes a stream with [[sim:%s]] for whole', async (marker, kind, outcome) => {
    const { failure } = await ask(place, {
      stream: true,
      messages: [{ role: 'user', content: `[[sim:${marker}]] Tell me a story.` }],
    });
    expect(failure).toMatchObject({ kind, outcome });
  });

  it.each(['chunking=bytes', 'chunking=random', 'framing=crlf', 'framing=comments'])(
    'reads the same stream whatever its form: [[sim:%s]]',
    async (marker) => {
      const { failure, view, read } = await ask(place, {
        stream: true,
        messages: [{ role: 'user', content: `[[sim:${marker}]] Tell me of Zürich and 東京.` }],
      });
      expect(failure).toBeNull();
      expect(view?.problems).toEqual([]);
      expect(view?.finish).toEqual(['stop']);
      expect(read?.usage?.completionTokens).toBeGreaterThan(0);
    },
  );
});

describe('models of local servers', () => {
  it.each([
    ['ollama', '/ollama'],
    ['ollama', '/ollama/v1'],
    ['vllm', '/vllm'],
    ['vllm', '/vllm/v1'],
  ])('%s at %s lists what it serves', async (adapterId, base) => {
    const models = await listModels({ transport, adapterId, baseUrl: url + base, apiKey: '', timeoutMs: LIMIT_MS });
    expect(models.length).toBeGreaterThan(0);
    expect(models.every((id) => !id.includes('embed'))).toBe(true);
  });

  it('a server that is not there is a ProviderError', async () => {
    const asked = listModels({
      transport,
      adapterId: 'ollama',
      baseUrl: 'http://127.0.0.1:1',
      apiKey: '',
      timeoutMs: LIMIT_MS,
    });
    await expect(asked).rejects.toMatchObject({ failure: { kind: 'network', outcome: 'connect_failed' } });
  });

  it('a server that lists something else is a ProviderError', async () => {
    const asked = listModels({ transport, adapterId: 'vllm', baseUrl: `${url}/none`, apiKey: '', timeoutMs: LIMIT_MS });
    await expect(asked).rejects.toMatchObject({ failure: { kind: 'not_found' } });
  });
});
