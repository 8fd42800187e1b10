import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';

describe('POST /api/v1/reconcile', () => {
  let test: TestGateway;
  let rows: { input: number; cached: number; output: number; model: string }[];

  beforeAll(async () => {
    test = await startTestGateway();
    const answers = [];
    for (const content of ['One?', 'Two?', 'Three?']) {
      answers.push(await test.chat({ model: 'openai/gpt-6-luna', messages: [{ role: 'user', content }] }));
    }
    rows = answers.map(({ json }) => ({
      input: json.usage.prompt_tokens,
      cached: json.usage.prompt_tokens_details?.cached_tokens ?? 0,
      output: json.usage.completion_tokens,
      model: json.model,
    }));
    await eventually(async () => {
      const { json } = await test.call('GET', '/api/v1/overview?range=1h');
      return json.totals.requests === 3 ? true : null;
    });
  });
  afterAll(() => test.stop());

  const today = () => new Date().toISOString().slice(0, 10);
  const sum = (of: 'input' | 'cached' | 'output') => rows.reduce((total, row) => total + row[of], 0);
  const reconcile = (text: string, more: object = {}) =>
    test.call('POST', '/api/v1/reconcile', { provider: 'openai', simulated: true, export: text, ...more });
  const usageOf = (requests: number, extra = 0) =>
    JSON.stringify({
      data: [
        {
          start_time: Date.parse(today()) / 1_000,
          results: [
            {
              input_tokens: sum('input') + extra,
              input_cached_tokens: sum('cached'),
              output_tokens: sum('output'),
              num_model_requests: requests,
              model: rows[0]?.model,
            },
          ],
        },
      ],
    });

  it('N3: finds that the ledger covers all of an export that is right', async () => {
    const { status, json } = await reconcile(usageOf(3));
    expect(status).toBe(200);
    expect(json).toMatchObject({ provider: 'openai', kind: 'usage', token_coverage: 1, ledger_adds_up: true });
    expect(json.lines).toMatchObject([{ day: today(), cause: null, ledger: { requests: 3, estimated: 0 } }]);
  });

  it('names calls that did not come through the gateway', async () => {
    const { json } = await reconcile(usageOf(5, 1_000));
    expect(json.token_coverage).toBeLessThan(1);
    expect(json.lines[0]).toMatchObject({ cause: 'bypass', detail: '2 of 5 calls did not come through the gateway.' });
  });

  it('leaves simulated calls out unless they are asked for', async () => {
    const { json } = await reconcile(usageOf(3), { simulated: false });
    expect(json).toMatchObject({ token_coverage: 0, lines: [{ ledger: null, cause: 'bypass' }] });
  });

  it.each([
    ['an export that is none', { export: 'hello' }, 'export'],
    [
      'one that does not show whose it is',
      { export: `date,input_tokens,output_tokens\n${today()},1,1\n`, provider: undefined },
      'provider',
    ],
    ['one without lines', { export: '{"data": []}' }, 'export'],
    ['one of years', { export: 'date,cost_usd\n2020-01-01,1\n2026-01-01,1\n' }, 'export'],
    ['an unknown field', { export: 'x', file: 'y' }, 'file'],
  ])('refuses %s and names the field', async (_, body, field) => {
    const answer = await reconcile('', body);
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toContain(field);
  });
});
