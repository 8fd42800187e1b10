import { startTestPostgres } from '@llm-cost-optimizer/testing';
import { expect, it } from 'vitest';
import { eventually, startTestGateway } from '../__testing__/test-gateway.ts';

const prompt = (content: string) => ({ model: 'auto', messages: [{ role: 'user', content }] });

it('fault F45: goes on answering and recording while the database is away, and says what is wrong', async () => {
  const postgres = await startTestPostgres();
  const test = await startTestGateway({ DATABASE_URL: postgres.connectionString, LCO_HOST: '0.0.0.0' });
  const { secret } = (await test.call('POST', '/api/v1/keys', { name: 'known' })).json;
  const known = { authorization: `Bearer ${secret}` };
  await postgres.stop();

  expect((await test.chat(prompt('Still there?'), known)).status).toBe(200);
  const ready = await eventually(async () => {
    const answer = await test.call('GET', '/health/ready');
    return answer.status === 503 ? answer : null;
  });
  expect(ready.json).toMatchObject({
    status: 'not_ready',
    checks: { database: { status: 'failing' }, spool: { status: 'ok' } },
  });
  expect((await test.call('GET', '/health/live')).status).toBe(200);

  const page = await test.call('GET', '/api/v1/overview');
  expect(page.status).toBe(503);
  expect(page.json.error.code).toBe('ledger_unavailable');
  expect(page.headers.get('retry-after')).toBe('2');

  const unknown = await eventually(async () => {
    const answer = await test.chat(prompt('Who am I?'), { authorization: 'Bearer sk-lco-unknown' });
    return answer.status === 503 ? answer : null;
  });
  expect(unknown.json.error.code).toBe('ledger_unavailable');
  expect((await test.chat(prompt('And me?'), known)).status).toBe(200);

  const metrics = await test.call('GET', '/metrics');
  expect(metrics.text).toMatch(/lco_ledger_spool_depth(?:\{[^}]*\})? [1-9]/);
  await test.stop();
});
