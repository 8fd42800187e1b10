import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';

describe('GET /v1/generations/{id}', () => {
  let test: TestGateway;
  let keys: string[];

  beforeAll(async () => {
    test = await startTestGateway();
    const made = await Promise.all(['one', 'two'].map((name) => test.call('POST', '/api/v1/keys', { name })));
    keys = made.map(({ json }) => json.secret);
  });
  afterAll(() => test.stop());

  const read = (id: string, key: string | null, path = '/v1/generations') =>
    test.call('GET', `${path}/${id}`, undefined, key === null ? {} : { authorization: `Bearer ${key}` });
  /** Asks with the official client and waits for the row. */
  const ask = async (key: string | undefined, content: string) => {
    const client = new OpenAI({ baseURL: `${test.gateway.url}/v1`, apiKey: key ?? 'any' });
    const body = { model: 'auto', messages: [{ role: 'user', content }] } as const;
    const { data, request_id: id } = await client.chat.completions
      .create({ ...body, messages: [...body.messages] })
      .withResponse();
    const found = await eventually(async () => {
      const answer = await read(id ?? '', key ?? null);
      return answer.status === 200 ? answer.json.data : null;
    });
    return { data, id: id ?? '', found };
  };

  it('tells what an answer cost by the id that the official client has, with the figures of the answer', async () => {
    const { data, id, found } = await ask(keys[0], 'What does this cost?');
    const { usage, lco } = data as typeof data & { usage: { cost: number }; lco: Record<string, unknown> };
    expect(found).toMatchObject({
      id,
      object: 'generation',
      model: `${lco.provider}/${lco.model}`,
      streamed: false,
      finish_reason: 'stop',
      total_cost: usage.cost,
      native_tokens_prompt: usage.prompt_tokens,
      native_tokens_completion: usage.completion_tokens,
      lco: { score: lco.score, cache: 'miss', outcome: 'ok', baseline_model: lco.baseline_model },
    });
    const bare = await read(id, keys[0] ?? null, '/generations');
    expect(bare.json.data).toEqual(found);
  });

  it('does not tell a virtual key of requests that another one made; the same words as for a wrong id', async () => {
    const { id } = await ask(keys[0], 'Mine alone');
    const foreign = await read(id, keys[1] ?? null);
    const missing = await read('01a210b1-0000-7000-8000-000000000000', keys[1] ?? null);
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    expect(foreign.json).toEqual(missing.json);
  });

  it('takes GET only', async () => {
    expect((await test.call('POST', '/v1/generations/x', {}, {})).status).toBe(405);
  });
});
