import { DEFAULT_BUDGET_LEVELS } from '@llm-cost-optimizer/contracts';
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

describe('budgets near their end', () => {
  const spentTo = (spentUsd: string, changes = {}) =>
    standing({ levels: [...DEFAULT_BUDGET_LEVELS], spentUsd, ...changes });

  it.each([
    ['7', null, 'quality'],
    ['8.5', 'cost_mode', 'cost'],
    ['9.6', 'cheapest', 'cost'],
  ])('N8: with $%s of $10 used the action is %s and the mode %s', async (spentUsd, action, mode) => {
    const made = testGateway();
    await made.services.budgets.replace([spentTo(spentUsd)]);
    const answer = await askAndAnswer(made, { ...ASK, preference: 'quality' });
    expect(answer.headers['x-lco-budget-action']).toBe(action ?? undefined);
    expect(answer.headers['x-lco-mode']).toBe(mode);
    const trace = made.entries[0]?.request.trace;
    expect(trace?.budgetAction).toEqual(action === null ? undefined : { action, budgetId: 'budget-1' });
    expect(trace?.decision?.policy.dial ?? null).toBe(action === 'cheapest' ? 0 : null);
  });

  it('leave a pinned model as it is', async () => {
    const made = testGateway();
    await made.services.budgets.replace([spentTo('9.6')]);
    const answer = await askAndAnswer(made, { ...ASK, model: 'openai/gpt-6.2-sol' });
    expect(answer.headers['x-lco-model']).toBe('gpt-6.2-sol');
    expect(answer.headers['x-lco-budget-action']).toBe('cheapest');
  });

  it('send requests to another model when the one of a spent budget would be chosen', async () => {
    const made = testGateway();
    const first = await askAndAnswer(made);
    const id = `${first.headers['x-lco-provider']}/${first.headers['x-lco-model']}`;
    await made.services.budgets.replace([standing({ scope: 'model', subject: id, spentUsd: '10' })]);
    const second = await askAndAnswer(made, { ...ASK, seed: 2 });
    expect(`${second.headers['x-lco-provider']}/${second.headers['x-lco-model']}`).not.toBe(id);
    expect(made.entries[1]?.request.trace.dropped).toContainEqual(
      expect.objectContaining({ deploymentId: id, cause: 'over_budget' }),
    );
    const pinned = made.ask({ ...ASK, model: id });
    await pinned.done;
    expect(pinned.response.status).toBe(402);
  });

  it('tell a key holder which budget is spent and when it starts anew', async () => {
    const made = testGateway();
    await made.services.budgets.replace([
      standing({
        scope: 'tag',
        subject: 'nightly',
        name: 'Night jobs',
        spentUsd: '10',
        periodEnd: '2099-01-01T00:00:00.000Z',
      }),
    ]);
    const refused = made.ask({ ...ASK, lco: { tags: ['nightly'] } });
    await refused.done;
    expect(refused.response.status).toBe(402);
    expect(refused.response.json).toMatchObject({
      error: { message: expect.stringMatching(/monthly budget "Night jobs" of the tag.*starts anew at 2099-01-01/) },
    });
    expect((await askAndAnswer(made)).status).toBe(200);
  });
});
