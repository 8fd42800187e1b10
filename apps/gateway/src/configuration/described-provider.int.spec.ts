import { requestDetailSchema } from '@llm-cost-optimizer/contracts';
import { CompletionScript, type ScriptedProvider, startScriptedProvider } from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';

const SECRET = 'key-of-mistral-0123456789';
const ASK = { messages: [{ role: 'user', content: 'Hello' }], max_completion_tokens: 50 };

let provider: ScriptedProvider;
let test: TestGateway;

/** 21 prompt tokens at 2 USD and 9 completion tokens at 6 USD per million. */
const COST = '0.000096';

beforeAll(async () => {
  [provider, test] = await Promise.all([startScriptedProvider(), startTestGateway()]);
  const yaml = `providers:
  mistral:
    type: openai_compatible
    display_name: Mistral
    base_url: ${provider.url}/v1
    api_key: ${SECRET}
    models:
      - name: in-house
        input_usd_per_million: 2
        output_usd_per_million: 6
        context_tokens: 32000
        accepts_images: false
    quirks:
      max_tokens_field: max_tokens
      rejected_fields: [seed]
      extra_headers: { x-title: tests }
routing_rules:
  cost_mode: { low_complexity: mistral/in-house }
`;
  const { status, text } = await test.call('PUT', '/api/v1/config', { yaml });
  if (status !== 200) throw new Error(text);
});

afterAll(async () => {
  await test?.stop();
  await provider?.stop();
});

async function ledgerRow(id: string) {
  return eventually(async () => {
    const { status, json } = await test.call('GET', `/api/v1/requests/${id}`);
    return status === 200 ? requestDetailSchema.parse(json) : null;
  });
}

describe('a provider that YAML alone describes', () => {
  it.each([
    { name: 'a pin', model: 'mistral/in-house', id: 'described-pin' },
    { name: 'a route', model: 'lco/cost', id: 'described-route' },
  ])('is called as described and paid at its price: $name', async ({ model, id }) => {
    provider.play((call) => new CompletionScript({ model: 'in-house' }).answer(call));
    const { status, headers } = await test.chat({ ...ASK, model, seed: 7 }, { 'x-request-id': id });
    expect([status, headers.get('x-lco-provider')]).toEqual([200, 'mistral']);
    const call = provider.calls.at(-1);
    expect(call?.path).toBe('/v1/chat/completions');
    expect(call?.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'x-title': 'tests' });
    expect(JSON.parse(call?.body ?? '')).toEqual({ model: 'in-house', messages: ASK.messages, max_tokens: 50 });
    const row = await ledgerRow(id);
    expect(row).toMatchObject({
      servedProvider: 'mistral',
      servedModel: 'in-house',
      costUsd: COST,
    });
    expect(row.attempts).toMatchObject([{ provider: 'mistral', costUsd: COST, priceSource: 'override' }]);
  });

  it('streams', async () => {
    provider.play((call) => new CompletionScript({ model: 'in-house' }).answer(call));
    const id = 'described-stream';
    const answer = await test.chat({ ...ASK, model: 'mistral/in-house', stream: true }, { 'x-request-id': id });
    expect(answer.text.trimEnd().endsWith('data: [DONE]')).toBe(true);
    expect(await ledgerRow(id)).toMatchObject({ costUsd: COST, usageSource: 'provider' });
  });

  it('is left out for what its model cannot do', async () => {
    const content = [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }];
    const { status, json } = await test.chat({ model: 'lco/cost', messages: [{ role: 'user', content }] });
    expect([status, json.error.code]).toEqual([400, 'no_capable_model']);
  });

  it('stands in the lists of models and in the status, with window and price', async () => {
    const listed = await test.call('GET', '/v1/models', undefined, {});
    expect(listed.json.data).toContainEqual({
      id: 'mistral/in-house',
      object: 'model',
      created: expect.any(Number),
      owned_by: 'mistral',
      context_window: 32_000,
    });
    const offered = await test.call('GET', '/api/v1/models');
    expect(offered.json.models).toContainEqual(
      expect.objectContaining({
        id: 'mistral/in-house',
        isAvailable: true,
        contextTokens: 32_000,
        inputUsdPerMillion: '2',
        outputUsdPerMillion: '6',
      }),
    );
    const status = await test.call('GET', '/api/v1/status');
    expect(status.json.providers).toEqual([
      {
        id: 'mistral',
        isSimulated: false,
        state: 'healthy',
        models: 1,
        keys: [{ name: 'default', state: 'ok', rests: [] }],
        addresses: [{ name: 'default', region: null, state: 'healthy', broken: [] }],
      },
    ]);
    expect(status.json.simulated).toBe('none');
  });

  it('fault F09, F85: its key is in no answer, no error, no page and no log', async () => {
    provider.play(({ socket }) => {
      const body = JSON.stringify({
        error: { message: `Incorrect API key provided: ${SECRET}`, code: 'invalid_api_key' },
      });
      socket.write(
        `HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    });
    const refused = await test.chat({ ...ASK, model: 'mistral/in-house', seed: 8 });
    expect(refused.status).toBe(503);
    const pages = await Promise.all(
      ['/api/v1/config', '/api/v1/config/versions/2', '/api/v1/status', '/api/v1/models', '/metrics'].map((path) =>
        test.call('GET', path),
      ),
    );
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const broken = `providers:\n  mistral: { type: openai_compatible, api_key: ${SECRET}, colour: red }`;
    const validated = await test.call('POST', '/api/v1/config/validate', { yaml: broken });
    expect(validated.json.isValid).toBe(false);
    for (const { text } of [refused, validated, ...pages]) expect(text).not.toContain(SECRET);
    expect(test.log.join('\n')).not.toContain(SECRET);
  });
});
