import { toUsdString, usd } from '@llm-cost-optimizer/pricing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LiveGateway, post, startLiveGateway } from './__testing__/live-gateway.ts';

let gateway: LiveGateway;
const user = (content: string) => [{ role: 'user', content }];

beforeEach(async () => {
  gateway = await startLiveGateway();
});

afterEach(async () => {
  await gateway.quiet();
  await gateway.stop();
});

/** What the ledger says was used at the providers. */
function ledgerSums() {
  const attempts = gateway.entries.flatMap((entry) => entry.attempts);
  const sum = (read: (attempt: (typeof attempts)[number]) => number) =>
    attempts.reduce((total, attempt) => total + read(attempt), 0);
  return {
    requests: attempts.length,
    promptTokens: sum(({ usage }) => usage.promptTokens),
    cachedTokens: sum(({ usage }) => usage.cachedTokens),
    cacheWriteTokens: sum(({ usage }) => usage.cacheWriteTokens),
    completionTokens: sum(({ usage }) => usage.completionTokens),
    reasoningTokens: sum(({ usage }) => usage.reasoningTokens ?? 0),
  };
}

function bookSums() {
  const { requests, promptTokens, cachedTokens, cacheWriteTokens, completionTokens, reasoningTokens } =
    gateway.simulator.books.totals();
  return { requests, promptTokens, cachedTokens, cacheWriteTokens, completionTokens, reasoningTokens };
}

describe('the ledger against the providers’ own books', () => {
  it('agrees to the token over all providers, modes, streams, tools and faults that bill nothing', async () => {
    const modes = ['cost', 'balanced', 'speed', 'quality'];
    const models = ['auto', 'gpt-4', 'anthropic/claude-haiku-4-5', 'groq/openai/gpt-oss-20b', 'openai/gpt-6-luna'];
    gateway.fault({ match: { promptContains: 'limited', times: 2 }, fault: { status: 429 } });
    gateway.fault({ match: { promptContains: 'failing', times: 2 }, fault: { status: 503 } });
    const bodies = modes.flatMap((preference) =>
      models.flatMap((model) =>
        [false, true].map((stream) => ({
          model,
          preference,
          stream,
          messages: [
            { role: 'system', content: 'You are helpful. '.repeat(300) },
            ...user(`Explain ${model} in ${preference} mode, ${stream ? 'limited' : 'failing'}.`),
          ],
        })),
      ),
    );
    const answers = [];
    for (const body of bodies) answers.push(await post(gateway.url, body));
    await gateway.quiet();
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    expect(gateway.entries).toHaveLength(bodies.length);
    expect(ledgerSums()).toEqual(bookSums());
    const attempts = gateway.entries.flatMap((entry) => entry.attempts);
    expect(new Set(attempts.map(({ provider }) => provider)).size).toBe(3);
    for (const { request, attempts: own } of gateway.entries) {
      const cost = own.reduce((total, attempt) => total + usd(attempt.costUsd ?? 'unknown'), 0n);
      expect(request.costUsd).toBe(toUsdString(cost));
      const { levers, overheadUsd, savedUsd } = request.savings ?? { levers: {}, overheadUsd: '0', savedUsd: '' };
      const sum = Object.values(levers).reduce((total, lever) => total + usd(lever), 0n) - usd(overheadUsd);
      expect(toUsdString(sum)).toBe(savedUsd);
      expect(usd(request.baselineCostUsd ?? 'unknown') - cost).toBe(usd(savedUsd));
    }
  });

  it('fault F64: 50 equal requests at once are one call, plain and streamed', async () => {
    for (const stream of [false, true]) {
      const before = gateway.simulator.books.totals().requests;
      // Long enough that the last of the fifty is in on a busy machine too.
      gateway.fault({ match: { times: 1 }, fault: { delayMs: 3_000 } });
      const body = { model: 'auto', stream, messages: user(`the same question, ${stream}`) };
      const answers = await Promise.all(Array.from({ length: 50 }, () => post(gateway.url, body)));
      await gateway.quiet();
      expect(gateway.simulator.books.totals().requests - before).toBe(1);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      const words = new Set(
        answers.map(({ text }) => [...text.matchAll(/"content":"([^"]*)"/g)].map((m) => m[1]).join('')),
      );
      expect(words.size).toBe(1);
      const outcomes = gateway.entries.slice(-50).map(({ request }) => request.outcome);
      expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'dedup')).toHaveLength(49);
    }
  });

  it('serves repeats from the cache in either form, whichever form was stored, and books what they saved', async () => {
    for (const first of [false, true]) {
      const body = { model: 'gpt-4', messages: user(`stored as ${first ? 'a stream' : 'a whole'}`) };
      await post(gateway.url, { ...body, stream: first });
      await gateway.quiet();
      const before = gateway.simulator.books.totals().requests;
      for (const stream of [false, true, false, true]) {
        const { status, headers, text } = await post(gateway.url, { ...body, stream });
        expect(status).toBe(200);
        expect(headers.get('x-lco-cache')).toBe('HIT');
        expect(headers.get('x-lco-cost-usd')).toBe('0');
        expect(text.endsWith('data: [DONE]\n\n')).toBe(stream);
      }
      await gateway.quiet();
      expect(gateway.simulator.books.totals().requests).toBe(before);
      for (const { request } of gateway.entries.slice(-4)) {
        expect(request).toMatchObject({ outcome: 'cache_exact', costUsd: '0', attemptCount: 0 });
        expect(Number(request.savings?.levers.exactCache)).toBeGreaterThan(0);
      }
    }
  });

  it('fault F68: 100 requests at once on a small budget: reservations hold, the rest is 402, nothing stays held', async () => {
    const limit = '0.004';
    await gateway.stop();
    gateway = await startLiveGateway({ config: { monthlyBudgetUsd: limit } });
    const ask = (at: number) =>
      post(gateway.url, { model: 'openai/gpt-6-luna', max_tokens: 400, messages: user(`question ${at}`) });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => ask(at)));
    await gateway.quiet();
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(statuses.filter((status) => status === 402).length).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set([200, 402]));
    const spent = gateway.entries.reduce((total, { request }) => total + usd(request.costUsd ?? 'unknown'), 0n);
    expect(spent <= usd(limit)).toBe(true);
    expect(gateway.services.budgets.held('org_default')).toBe(0n);
    expect(gateway.entries).toHaveLength(100);
    expect(ledgerSums()).toEqual(bookSums());
  });
});
