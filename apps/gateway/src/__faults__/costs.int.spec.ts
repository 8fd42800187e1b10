import { createCatalogue, toUsdString, usd } from '@llm-cost-optimizer/pricing';
import { CompletionScript, type Script, send } from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultLab, SCRIPTED, SIMULATED, TOOLLESS } from './support/fault-lab.ts';
import { faultRow } from './support/fault-row.ts';
import { sumsMustHold } from './support/sums.ts';

let lab: FaultLab;
const theLab = () => lab;
const catalogue = createCatalogue();
const USAGE = { promptTokens: 21, completionTokens: 9 };

beforeAll(async () => {
  lab = await FaultLab.start();
});
afterAll(() => lab.stop());

const error = (message: string) =>
  JSON.stringify({ error: { message, type: 'server_error', param: null, code: null } });
const failing: Script = (call) => send(call, 500, error('Something broke.'));

/** What the scripted answers cost at a model's price. */
function priceOf(model: string, startedAt: string): string | null {
  const usage = {
    ...USAGE,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    cacheWriteLongTokens: 0,
    reasoningTokens: null,
    audioInputTokens: 0,
    audioOutputTokens: 0,
  };
  return catalogue.price({ provider: 'openai', model, usage, at: Date.parse(startedAt), serviceTier: null }).costUsd;
}

describe('retries and fallbacks', () => {
  faultRow(theLab, {
    name: 'F70: what a broken attempt may have cost is part of the request’s cost, and savings are what is left',
    setup: { route: [SCRIPTED, SIMULATED] },
    script: (call) => send(call, 200, new CompletionScript().plain().slice(0, -20)),
    client: { status: 200, headers: { 'x-lco-attempts': '2' } },
    ledger: {
      outcome: 'ok',
      attempts: [
        { outcome: 'invalid_answer', usageSource: 'estimated' },
        { outcome: 'ok', usageSource: 'provider', tokens: 'some' },
      ],
      check: (row) => {
        const costs = row.attempts.map(({ costUsd }) => usd(costUsd ?? 'unknown'));
        const total = costs.reduce((sum, cost) => sum + cost, 0n);
        expect(row.costUsd).toBe(toUsdString(total));
        expect(row.overheadUsd).toBe(row.attempts[0]?.costUsd);
        expect(row.savedUsd).toBe(toUsdString(usd(row.baselineUsd ?? 'unknown') - total));
      },
    },
    metrics: { 'lco_attempts_total{outcome="invalid_answer"}': 1 },
  });

  faultRow(theLab, {
    name: 'F70: three attempts in all over providers that fail, not three each',
    setup: {
      route: ['openai/fault-f70-1', 'openai/fault-f70-2', 'openai/fault-f70-3', 'openai/fault-f70-4', SIMULATED],
    },
    script: failing,
    simulate: { status: 500 },
    client: { status: 503, code: 'upstream_unavailable', headers: { 'x-lco-attempts': '3' } },
    ledger: {
      outcome: 'failed',
      attempts: [
        { outcome: 'server_error', provider: 'openai' },
        { outcome: 'server_error', provider: 'openai' },
        { outcome: 'server_error', provider: 'anthropic' },
      ],
    },
    metrics: { 'lco_attempts_total{outcome="server_error"}': 3, 'lco_attempts_total{outcome="ok"}': 0 },
  });

  faultRow(theLab, {
    name: 'F70: the last attempt goes to a provider that was not tried yet, and a living one answers',
    setup: {
      route: ['openai/fault-f70-5', 'openai/fault-f70-6', 'openai/fault-f70-7', 'openai/fault-f70-8', SIMULATED],
    },
    script: failing,
    client: { status: 200, headers: { 'x-lco-attempts': '3', 'x-lco-provider': 'anthropic' } },
    ledger: {
      outcome: 'ok',
      attempts: [
        { outcome: 'server_error', provider: 'openai' },
        { outcome: 'server_error', provider: 'openai' },
        { outcome: 'ok', provider: 'anthropic', tokens: 'some' },
      ],
    },
    metrics: { 'lco_attempts_total{outcome="server_error"}': 2, 'lco_failovers_total{provider="openai"}': 2 },
  });
});

describe('fault F73: a breaker that is open', () => {
  it('fault F73: a crowd of waiting requests goes elsewhere and does not multiply the load', async () => {
    await lab.use({ route: ['openai/fault-f73', SIMULATED] });
    lab.scripted.play(failing);
    for (let i = 0; i < 5; i++) await lab.ask({ prompt: `opens ${i}` });
    const calls = lab.scripted.calls.length;
    const crowd = await Promise.all(Array.from({ length: 100 }, (_, i) => lab.ask({ prompt: `crowd ${i}` })));
    expect(new Set(crowd.map(({ status }) => status))).toEqual(new Set([200]));
    expect(lab.scripted.calls.length).toBe(calls);
    expect((await lab.metrics()).sum('lco_breaker_state{deployment="openai/fault-f73"}')).toBe(2);
  });
});

describe('a model that was not asked for', () => {
  const answeringAs =
    (model: string): Script =>
    (call) =>
      new CompletionScript({ model }).answer(call);
  for (const [name, model, matchKind] of [
    ['another model', 'gpt-6.1-terra', 'exact'],
    ['a dated version', 'gpt-4o-mini-2024-07-18', 'alias'],
  ] as const) {
    for (const stream of [false, true]) {
      faultRow(theLab, {
        name: `F74: ${name} in the answer, ${stream ? 'streamed' : 'plain'}, is priced as what answered`,
        setup: { route: [SCRIPTED] },
        script: answeringAs(model),
        body: { stream },
        client: { status: 200, check: ({ text }) => expect(text).toContain(`"model":"${model}"`) },
        ledger: {
          outcome: 'ok',
          attempts: [{ outcome: 'ok', usageSource: 'provider', tokens: 9 }],
          check: ({ attempts: [attempt] }) => {
            expect(attempt).toMatchObject({ model: 'gpt-6-luna', answeredModel: model });
            expect(attempt?.matchKind, matchKind).not.toBeNull();
            expect(attempt?.costUsd).toBe(priceOf(model, attempt?.startedAt ?? ''));
            expect(attempt?.costUsd).not.toBe(priceOf('gpt-6-luna', attempt?.startedAt ?? ''));
          },
        },
        metrics: { lco_unpriced_requests_total: 0 },
      });
    }
  }

  it('fault F74: an unknown model in the answer has an unknown cost, never none', async () => {
    await lab.use({ route: [SCRIPTED] });
    lab.scripted.play(answeringAs('mystery-9'));
    const before = await lab.metrics();
    const seen = await lab.ask({ prompt: 'who are you?' });
    expect(seen.status).toBe(200);
    expect(seen.headers.get('x-lco-cost-usd')).toBeNull();
    const row = await lab.row(seen.id);
    expect(row).toMatchObject({
      costUsd: null,
      savedUsd: null,
      attempts: [{ costUsd: null, answeredModel: 'mystery-9' }],
    });
    expect((await lab.metrics()).sum('lco_unpriced_requests_total') - before.sum('lco_unpriced_requests_total')).toBe(
      1,
    );
  });
});

describe('failover never goes to a model that cannot do it', () => {
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };
  const tool = { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } };
  const schema = {
    type: 'json_schema',
    json_schema: {
      name: 'a',
      strict: true,
      schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
    },
  };
  const unable = [
    {
      name: 'images',
      deployment: 'groq/openai/gpt-oss-20b',
      cause: 'no_images',
      body: { messages: [{ role: 'user', content: [{ type: 'text', text: 'F76' }, image] }] },
    },
    { name: 'tools', deployment: TOOLLESS, cause: 'no_tools', body: { tools: [tool] } },
    {
      name: 'JSON schemas',
      deployment: 'groq/qwen/qwen3.6-27b',
      cause: 'no_json_schema',
      body: { response_format: schema },
    },
    {
      name: 'the context',
      deployment: 'groq/openai/gpt-oss-20b',
      cause: 'context_too_small',
      body: { prompt: 'long words '.repeat(60_000) },
    },
  ];
  for (const { name, deployment, cause, body } of unable) {
    const first = `openai/fault-f76-${cause}`;
    faultRow(theLab, {
      name: `F76: without ${name}`,
      setup: { route: [first, deployment, SIMULATED] },
      script: failing,
      body,
      client: { status: 200, headers: { 'x-lco-provider': 'anthropic', 'x-lco-attempts': '2' } },
      ledger: {
        outcome: 'ok',
        attempts: [
          { outcome: 'server_error', provider: 'openai' },
          { outcome: 'ok', provider: 'anthropic' },
        ],
        check: ({ trace }) => {
          expect(trace.candidates.map(({ id }) => id)).toEqual([first, SIMULATED]);
          expect(trace.dropped).toEqual([expect.objectContaining({ deploymentId: deployment, cause })]);
        },
      },
      metrics: { [`lco_attempts_total{model="${deployment.split('/').slice(1).join('/')}"}`]: 0 },
    });
  }
});

sumsMustHold(theLab);
