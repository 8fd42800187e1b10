import { describe, expect, it } from 'vitest';
import { standing } from '../../budget/__testing__/standing.ts';
import { ASK, askAndAnswer, settleMicrotasks, testGateway } from '../__testing__/test-gateway.ts';

const ORGANIZATION = 'org_default';

describe('the monthly budget', () => {
  it('fault F68: of 100 requests at once on a budget for 10, about 10 pass; the rest get 402 and make no call', async () => {
    const probe = testGateway({ monthlyBudgetUsd: '1000' });
    probe.ask({ ...ASK, max_tokens: 500 });
    const held = probe.services.budgets.held(ORGANIZATION);
    const { toUsdString } = await import('@llm-cost-optimizer/pricing');
    const made = testGateway({ monthlyBudgetUsd: toUsdString(held * 10n) });
    const asked = Array.from({ length: 100 }, (_, seed) => made.ask({ ...ASK, max_tokens: 500, seed }));
    await settleMicrotasks();
    expect(made.transport.calls).toHaveLength(10);
    for (const call of made.transport.calls) call.answer();
    await Promise.all(asked.map(({ done }) => done));
    const refused = asked.filter(({ response }) => response.status === 402);
    expect(refused).toHaveLength(90);
    expect(refused[0]?.response.headers['x-should-retry']).toBe('false');
    expect(refused[0]?.response.json).toMatchObject({ error: { code: 'budget_exceeded', type: 'insufficient_quota' } });
    expect(made.services.budgets.held(ORGANIZATION)).toBe(0n);
    expect(made.entries).toHaveLength(100);
  });

  it.each(['an abort', 'an error', 'an answer'])('holds nothing any more after %s', async (end) => {
    const made = testGateway({ monthlyBudgetUsd: '5' });
    const { response, done } = made.ask();
    const call = await made.transport.call(1);
    expect(made.services.budgets.held(ORGANIZATION)).toBeGreaterThan(0n);
    if (end === 'an abort') response.leave();
    else if (end === 'an error') call.refuse(400, { kind: 'invalid_request', outcome: 'bad_request', httpStatus: 400 });
    else call.answer();
    await done;
    expect(made.services.budgets.held(ORGANIZATION)).toBe(0n);
  });

  it('lets cache hits through when it is spent, and tells what is left', async () => {
    const made = testGateway({ monthlyBudgetUsd: '0.05' });
    const first = await askAndAnswer(made);
    expect(Number(first.headers['x-lco-budget-remaining-usd'])).toBeGreaterThan(0);
    await made.services.budgets.replace([standing({ source: 'config', limitUsd: '0.05', spentUsd: '0.05' })]);
    const missed = made.ask({ ...ASK, seed: 1 });
    await missed.done;
    expect(missed.response.status).toBe(402);
    for (const turn of [1, 2]) {
      const hit = made.ask();
      await hit.done;
      expect(hit.response.status, `turn ${turn}`).toBe(200);
      expect(hit.response.headers['x-lco-budget-remaining-usd']).toBe('0');
    }
  });

  it('refuses a request dearer than its own max_cost_usd with 402', async () => {
    const made = testGateway();
    const { response, done } = made.ask({ ...ASK, lco: { max_cost_usd: 0.000000001 } });
    await done;
    expect(response.status).toBe(402);
    expect(response.json).toMatchObject({ error: { code: 'max_cost_exceeded' } });
  });
});
