import { usd } from '@llm-cost-optimizer/pricing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';

const prompt = (content: string) => ({ model: 'auto', messages: [{ role: 'user', content }] });

describe('GET /api/v1/savings', () => {
  let test: TestGateway;

  beforeAll(async () => {
    test = await startTestGateway();
    for (const content of ['One?', 'One?', 'Two?', 'Prove that there are infinitely many primes.']) {
      await test.chat(prompt(content));
    }
    await eventually(async () => ((await read('')).json.total.requests === 4 ? true : null));
  });
  afterAll(() => test.stop());

  const read = (query: string) => test.call('GET', `/api/v1/savings?range=1h${query}`);

  it.each(['', '&baseline=model:openai/gpt-6.2-astra'])(
    'S1: levers less overhead are what was saved, to the last digit, in the whole and in every group (%s)',
    async (baseline) => {
      const { json } = await read(`&group_by=day,model${baseline}`);
      expect(json.groups.length).toBeGreaterThan(1);
      for (const figures of [json.total, ...json.groups]) {
        const levers = Object.values<string>(figures.levers).reduce((sum, lever) => sum + usd(lever), 0n);
        expect(levers - usd(figures.overhead_usd)).toBe(usd(figures.saved_usd));
        expect(usd(figures.baseline_usd) - usd(figures.actual_usd)).toBe(usd(figures.saved_usd));
      }
      const sum = json.groups.reduce((total: bigint, group: { saved_usd: string }) => total + usd(group.saved_usd), 0n);
      expect(sum).toBe(usd(json.total.saved_usd));
      expect(json.group_by).toEqual(['day', 'model']);
    },
  );

  it('S5: measures by another baseline when asked, and says that this is an estimate', async () => {
    const recorded = (await read('')).json;
    const dear = (await read('&baseline=model:openai/gpt-6.2-astra')).json;
    expect(recorded.baseline_is_estimated).toBe(false);
    expect(dear.baseline_is_estimated).toBe(true);
    expect(Number(dear.total.baseline_usd)).toBeGreaterThan(Number(recorded.total.baseline_usd));
    expect(dear.total.actual_usd).toBe(recorded.total.actual_usd);
    const same = (await read('&baseline=model:openai/gpt-6.2-sol')).json;
    // The recorded baseline was this very model, so the estimate comes near: only its rounding of tokens differs.
    expect(Number(same.total.baseline_usd) / Number(recorded.total.baseline_usd)).toBeCloseTo(1, 1);
  });

  it('agrees with the overview', async () => {
    const { totals } = (await test.call('GET', '/api/v1/overview?range=1h')).json;
    const { total } = (await read('')).json;
    expect(total).toMatchObject({ requests: totals.requests, actual_usd: totals.costUsd, saved_usd: totals.savedUsd });
  });

  it('names the keys and projects of its groups', async () => {
    const created = await test.call('POST', '/api/v1/keys', { name: 'Search service', project: 'Shop' });
    const key = created.json;
    await test.chat(prompt('Who pays for this?'), { authorization: `Bearer ${key.secret}` });
    const named = await eventually(async () => {
      const { groups } = (await read('&group_by=project,key')).json;
      return groups.find(({ group }: { group: { key: string | null } }) => group.key === key.id) ?? null;
    });
    expect(named.names).toEqual({ project: 'Shop', key: 'Search service' });
    expect(named.group.project).not.toBe('Shop');
  });

  it('takes a team for a project', async () => {
    expect((await read('&group_by=team,lever')).json.group_by).toEqual(['project']);
  });

  it.each([
    ['group_by=colour', 'group_by'],
    ['group_by=day,model,key,mode', 'group_by'],
    ['baseline=gpt-4', 'baseline'],
    ['baseline=model:no-such-model', 'baseline'],
    ['range=2h', 'range'],
  ])('refuses %s and names it', async (query, field) => {
    const answer = await test.call('GET', `/api/v1/savings?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toContain(field);
  });
});
