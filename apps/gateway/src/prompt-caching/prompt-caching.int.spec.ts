import Anthropic from '@anthropic-ai/sdk';
import type { LedgerEntry, PromptCachingMode } from '@llm-cost-optimizer/contracts';
import { usd, ZERO } from '@llm-cost-optimizer/pricing';
import { afterEach, describe, expect, it } from 'vitest';
import { bookSums, ledgerSums } from '../completions/__testing__/books.ts';
import { type LiveGateway, post, startLiveGateway } from '../completions/__testing__/live-gateway.ts';
import { TestClock, testConfig } from '../completions/__testing__/test-services.ts';

const MODEL = 'claude-haiku-5-5';
/** About 6,600 of the model's tokens. */
const SYSTEM = 'You are the agent of a travel office. Never invent a train. Ask before you book. '.repeat(250);
const OTHER = 'You write short and friendly answers to letters of readers of a garden magazine. '.repeat(250);
const STEP_MS = 30_000;

let gateway: LiveGateway;
const clock = new TestClock();

async function start(mode: PromptCachingMode): Promise<void> {
  const { cache } = testConfig();
  gateway = await startLiveGateway({ clock, config: { cache: { ...cache, promptCaching: mode } } });
}

afterEach(async () => {
  await gateway.quiet();
  await gateway.stop();
});

type Message = { role: string; content: unknown };

/** Asks, and lets half a minute pass. */
async function ask(messages: readonly Message[], over: object = {}): Promise<string> {
  const body = { model: `anthropic/${MODEL}`, max_tokens: 200, messages, ...over };
  const { status, text } = await post(gateway.url, body);
  expect({ status, text }).toMatchObject({ status: 200 });
  await gateway.quiet();
  clock.advance(STEP_MS);
  return JSON.parse(text).choices[0].message.content;
}

/** An agent's conversation: every turn sends everything again. */
async function converse(turns: number, system = SYSTEM, begin = 'Plan my journey'): Promise<void> {
  const messages: Message[] = [{ role: 'system', content: system }];
  for (let turn = 1; turn <= turns; turn += 1) {
    messages.push({ role: 'user', content: `${begin}, step ${turn}. ${'More about it. '.repeat(40)}` });
    messages.push({ role: 'assistant', content: await ask(messages) });
  }
}

const sum = (of: (entry: LedgerEntry) => string | null | undefined) =>
  gateway.entries.reduce((total, entry) => total + usd(of(entry) ?? '0'), ZERO);
const cost = () => sum(({ request }) => request.costUsd);
const lever = () => sum(({ request }) => request.savings?.levers.promptCache);
const written = () => gateway.entries.map(({ attempts }) => attempts[0]?.usage.cacheWriteTokens ?? 0);

function expectBalanced(): void {
  expect(ledgerSums(gateway)).toEqual(bookSums(gateway));
  for (const { request } of gateway.entries) {
    const { savings, baselineCostUsd, costUsd } = request;
    if (savings === null) throw new Error('A request without savings.');
    const levers = Object.values(savings.levers).reduce((total, one) => total + usd(one), ZERO);
    expect(levers - usd(savings.overheadUsd)).toBe(usd(savings.savedUsd));
    expect(usd(baselineCostUsd ?? '0') - usd(costUsd ?? '0')).toBe(usd(savings.savedUsd));
  }
}

describe('prompt caching over a conversation of an agent', () => {
  it('saves money against doing nothing, and the lever is the difference to the last digit', async () => {
    await start('off');
    await converse(10);
    const dear = cost();
    expect(lever()).toBe(ZERO);
    const baselines = gateway.entries.map(({ request }) => request.baselineCostUsd);
    await gateway.stop();
    await start('on');
    await converse(10);
    expectBalanced();
    expect(cost()).toBeLessThan((dear * 6n) / 10n);
    expect(lever()).toBe(dear - cost());
    // The client would not have cached: its baseline is what it would be without the gateway's marks.
    expect(gateway.entries.map(({ request }) => request.baselineCostUsd)).toEqual(baselines);
  });

  it('says in the trace what it did and why, with the numbers', async () => {
    await start('on');
    await converse(5);
    const traces = gateway.entries.map(({ request }) => request.trace.promptCaching);
    expect(traces[0]).toMatchObject({ action: 'none', reason: 'no_repeats', expectedReads: 0, marks: 0, ttl: null });
    expect(traces[1]).toMatchObject({ action: 'none', reason: 'below_break_even', prefixTokens: 0 });
    expect(traces[1]?.expectedReads).toBeLessThan(traces[1]?.breakEven ?? 0);
    expect(traces[4]).toMatchObject({ action: 'injected', reason: 'pays', ttl: '5m' });
    expect(traces[4]?.expectedReads).toBeGreaterThan(traces[4]?.breakEven ?? 9);
    expect(traces[4]?.breakEven).toBeCloseTo(0.25 / 0.9, 2);
    expect(traces[4]?.prefixTokens).toBeGreaterThan(6_000);
  });

  it('counts in `advise` what it would have saved, and changes nothing', async () => {
    await start('advise');
    await converse(10);
    expectBalanced();
    expect(written().every((tokens) => tokens === 0)).toBe(true);
    expect(lever()).toBe(ZERO);
    const { totals, prefixes } = report('advise');
    expect(Number(totals.wouldSaveUsd)).toBeGreaterThan(0);
    expect(totals).toMatchObject({ writes: 0, reads: 0, savedUsd: '0' });
    expect(prefixes[0]?.advice?.kind).toBe('enable');
  });

  it('does nothing for a request that does not want it', async () => {
    await start('on');
    for (let turn = 1; turn <= 5; turn += 1) {
      await ask(
        [
          { role: 'system', content: SYSTEM },
          { role: 'user', content: `Step ${turn}` },
        ],
        { lco: { prompt_caching: false } },
      );
    }
    expect(written()).toEqual([0, 0, 0, 0, 0]);
    expect(gateway.entries.at(-1)?.request.trace.promptCaching).toBeUndefined();
  });
});

const report = (mode: PromptCachingMode) =>
  gateway.services.promptCaching.report(gateway.entries[0]?.request.organizationId ?? '', mode);

describe('prompts that do not come again', () => {
  it('are never marked', async () => {
    await start('on');
    for (let one = 1; one <= 12; one += 1) {
      await ask([
        { role: 'system', content: `Case ${one}. ${OTHER}` },
        { role: 'user', content: `Question ${one}` },
      ]);
    }
    expectBalanced();
    expect(written().every((tokens) => tokens === 0)).toBe(true);
    expect(lever()).toBe(ZERO);
  });

  it('are advised to be ordered in another way, where only their beginning changes', async () => {
    await start('advise');
    for (const model of ['openai/gpt-6-luna', `anthropic/${MODEL}`]) {
      for (let one = 1; one <= 12; one += 1) {
        const time = new Date(clock.now()).toISOString();
        clock.advance(60_000);
        await ask(
          [
            { role: 'system', content: `Now: ${time}. ${OTHER}` },
            { role: 'user', content: `Question ${one}` },
          ],
          { model },
        );
      }
    }
    const advised = report('advise').prefixes.filter(({ advice }) => advice?.kind === 'move_volatile_text');
    expect(new Set(advised.map(({ deploymentId }) => deploymentId))).toEqual(
      new Set(['openai/gpt-6-luna', `anthropic/${MODEL}`]),
    );
    for (const { advice } of advised) {
      expect(advice?.tokens).toBeGreaterThan(1_000);
      expect(Number(advice?.usdPerMonth)).toBeGreaterThan(0);
      expect(advice?.text).toContain('time');
    }
  });
});

describe('writes that are never read', () => {
  it('are a loss in the lever, and shown and counted as waste once their time is over', async () => {
    await start('on');
    const messages = (one: number) => [
      { role: 'system', content: SYSTEM },
      { role: 'user', content: `Step ${one}` },
    ];
    for (let one = 1; one <= 3; one += 1) await ask(messages(one));
    expect(written()[2]).toBeGreaterThan(6_000);
    expect(usd(gateway.entries[2]?.request.savings?.levers.promptCache ?? '0')).toBeLessThan(ZERO);
    expect(report('on').totals.unreadWrites).toBe(0);
    clock.advance(6 * 60_000);
    await ask(messages(4));
    const { totals } = report('on');
    expect(totals.unreadWrites).toBe(1);
    expect(usd(totals.wasteUsd)).toBeGreaterThan(ZERO);
    expect(gateway.metrics.counted).toContain(`promptCacheWritesUnread:anthropic/${MODEL}:1`);
  });
});

describe('S6: marks of the client', () => {
  const MARKED = [{ type: 'text' as const, text: SYSTEM, cache_control: { type: 'ephemeral' as const } }];

  it('are left alone on their way, byte for byte, and credited to nobody', async () => {
    await start('on');
    const client = new Anthropic({ baseURL: gateway.url, apiKey: 'sk-any', maxRetries: 0 });
    const sent: string[] = [];
    const { dispatch } = gateway.services.transport;
    gateway.services.transport.dispatch = (call, handlers) => {
      sent.push(Buffer.from(call.body).toString());
      return dispatch.call(gateway.services.transport, call, handlers);
    };
    for (let one = 1; one <= 6; one += 1) {
      const body = {
        model: MODEL,
        max_tokens: 50,
        system: MARKED,
        messages: [{ role: 'user' as const, content: `Step ${one}` }],
      };
      await client.messages.create({ ...body, model: `anthropic/${MODEL}` });
      await gateway.quiet();
      clock.advance(STEP_MS);
      expect(sent.at(-1)).toBe(JSON.stringify(body));
    }
    expectBalanced();
    expect(lever()).toBe(ZERO);
    expect(gateway.entries.at(-1)?.attempts[0]?.usage.cachedTokens).toBeGreaterThan(6_000);
    expect(gateway.entries.at(-1)?.request.trace.promptCaching).toMatchObject({
      action: 'none',
      reason: 'client_marks',
    });
  });

  it('are left alone in chat too', async () => {
    await start('on');
    for (let one = 1; one <= 6; one += 1)
      await ask([
        { role: 'system', content: MARKED },
        { role: 'user', content: `Step ${one}` },
      ]);
    expectBalanced();
    expect(lever()).toBe(ZERO);
    expect(gateway.entries.at(-1)?.attempts[0]?.usage).not.toHaveProperty('hasGatewayMarks');
  });
});

describe('a client of the Messages API', () => {
  it('gets its own bytes through with nothing but marks in them, streamed or not', async () => {
    await start('on');
    const client = new Anthropic({ baseURL: gateway.url, apiKey: 'sk-any', maxRetries: 0 });
    const messages: { role: 'user' | 'assistant'; content: string }[] = [];
    for (let turn = 1; turn <= 8; turn += 1) {
      messages.push({ role: 'user', content: `Plan step ${turn}. ${'More about it. '.repeat(40)}` });
      const body = { model: `anthropic/${MODEL}`, max_tokens: 100, system: SYSTEM, messages };
      const answer =
        turn % 2 === 0 ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
      await gateway.quiet();
      clock.advance(STEP_MS);
      const [block] = answer.content;
      messages.push({ role: 'assistant', content: (block?.type === 'text' ? block.text : '') || 'Done.' });
    }
    expectBalanced();
    expect(lever()).toBeGreaterThan(ZERO);
    const last = gateway.entries.at(-1);
    expect(last?.attempts[0]?.usage).toMatchObject({ hasGatewayMarks: true });
    expect(last?.attempts[0]?.usage.cachedTokens).toBeGreaterThan(6_000);
  });
});
