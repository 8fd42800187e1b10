import type { KeyRights, RateLimitsConfig } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { hashSecret } from '../../keys/key-ring.ts';
import { ASK, askAndAnswer, type TestGateway, testGateway } from '../__testing__/test-gateway.ts';

const BEARER = { authorization: 'Bearer secret' };
const NONE = { requests: null, tokens: null };

function limited(limits: Partial<RateLimitsConfig>, rights: Partial<KeyRights> = {}): TestGateway {
  const made = testGateway({ rateLimits: { organization: null, key: null, user: null, ...limits } });
  useKey(made, rights);
  return made;
}

function useKey(made: TestGateway, rights: Partial<KeyRights>): void {
  const all: KeyRights = {
    scopes: ['inference', 'usage'],
    allowedModels: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
  };
  const key = {
    id: 'key-1',
    hash: hashSecret('secret'),
    organizationId: 'org_default',
    projectId: null,
    expiresAt: null,
  };
  made.services.keys.replace([{ ...key, rights: { ...all, ...rights } }]);
}

async function refusal(
  made: TestGateway,
  body: unknown = { ...ASK, seed: 99 },
  headers: Record<string, string> = BEARER,
) {
  const { response, done } = made.ask(body, headers);
  await done;
  return response;
}

describe('limits a minute', () => {
  it('answer 429 with the wait, and say on every answer what is left', async () => {
    const made = limited({ key: { requests: 2, tokens: null } });
    const first = await askAndAnswer(made, ASK, BEARER);
    expect(first.headers).toMatchObject({
      'x-ratelimit-limit-requests': '2',
      'x-ratelimit-remaining-requests': '1',
      'x-ratelimit-reset-requests': expect.stringMatching(/^\d+s$/),
    });
    await askAndAnswer(made, { ...ASK, seed: 1 }, BEARER);
    const refused = await refusal(made);
    expect(refused.status).toBe(429);
    expect(refused.json).toMatchObject({
      error: { code: 'rate_limit_exceeded', message: expect.stringContaining('2 requests a minute of this key') },
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(made.transport.calls).toHaveLength(2);
    expect(made.entries.at(-1)?.request).toMatchObject({ outcome: 'rejected', httpStatus: 429 });
  });

  it('count stored answers too', async () => {
    const made = limited({ organization: { requests: 2, tokens: null } });
    await askAndAnswer(made, ASK, BEARER);
    expect((await refusal(made, ASK)).headers['x-lco-cache']).toBe('HIT');
    expect((await refusal(made, ASK)).status).toBe(429);
  });

  it('of a key itself go before those of the configuration', async () => {
    const made = limited({ key: { requests: 1, tokens: null } }, { requestsPerMinute: 2 });
    for (const seed of [1, 2]) await askAndAnswer(made, { ...ASK, seed }, BEARER);
    expect((await refusal(made)).status).toBe(429);
  });

  it('hold for each end user alone', async () => {
    const made = limited({ user: { requests: 1, tokens: null } });
    await askAndAnswer(made, { ...ASK, user: 'ada' }, BEARER);
    expect((await refusal(made, { ...ASK, seed: 2, user: 'ada' })).status).toBe(429);
    await askAndAnswer(made, { ...ASK, seed: 2, user: 'bob' }, BEARER);
  });

  it('B7: hold for tokens: the estimate before a call, the true number after it', async () => {
    // Each answer takes 1,500 tokens; each request asks for 3,000 and its prompt.
    const made = limited({ key: { requests: null, tokens: 5_000 } });
    const first = await askAndAnswer(made, { ...ASK, max_tokens: 3_000 }, BEARER);
    expect(Number(first.headers['x-ratelimit-remaining-tokens'])).toBeLessThan(2_000);
    const running = made.ask({ ...ASK, seed: 1, max_tokens: 3_000 }, BEARER);
    const call = await made.transport.call(2);
    expect((await refusal(made, { ...ASK, seed: 2, max_tokens: 3_000 })).status).toBe(429);
    call.answer();
    await running.done;
    await askAndAnswer(made, { ...ASK, seed: 3, max_tokens: 1_500 }, BEARER);
    expect((await refusal(made, { ...ASK, seed: 4, max_tokens: 1_500 })).status).toBe(429);
  });

  it('give back what one limit gave when another refuses', async () => {
    const made = limited({ organization: { requests: 3, tokens: null }, key: { requests: 1, tokens: null } });
    await askAndAnswer(made, ASK, BEARER);
    for (const seed of [1, 2, 3]) expect((await refusal(made, { ...ASK, seed })).status).toBe(429);
    // The organization has two left: others are not shut out by one busy key.
    for (const seed of [4, 5]) await askAndAnswer(made, { ...ASK, seed });
    expect((await refusal(made, { ...ASK, seed: 6 }, {})).status).toBe(429);
  });

  it('cost nothing where there are none', async () => {
    const made = testGateway({ rateLimits: { organization: NONE, key: NONE, user: NONE } });
    const answer = await askAndAnswer(made);
    expect(answer.headers['x-ratelimit-limit-requests']).toBeUndefined();
  });
});

describe('a key', () => {
  it('that was not made for calling models may not', async () => {
    const made = limited({}, { scopes: ['usage'] });
    const refused = await refusal(made);
    expect(refused.status).toBe(403);
    expect(refused.json).toMatchObject({ error: { message: expect.stringContaining('scope `inference`') } });
  });

  it('is routed to its own models only, and may not pin others', async () => {
    const made = limited({}, { allowedModels: ['anthropic/*'] });
    const answer = await askAndAnswer(made, ASK, BEARER);
    expect(answer.headers['x-lco-provider']).toBe('anthropic');
    const pinned = await refusal(made, { ...ASK, model: 'openai/gpt-6-luna' });
    expect(pinned.status).toBe(403);
    expect(pinned.json).toMatchObject({ error: { code: 'model_not_allowed' } });
  });

  it('gets no stored answer of a model it may not use', async () => {
    const made = limited({}, { allowedModels: ['anthropic/*'] });
    const other = await askAndAnswer(made);
    expect(other.headers['x-lco-provider']).not.toBe('anthropic');
    const own = await askAndAnswer(made, ASK, BEARER);
    expect(own.headers).toMatchObject({ 'x-lco-cache': 'MISS', 'x-lco-provider': 'anthropic' });
  });
});
