import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { CompletionScript, type Script, type ScriptedCall, send } from '@llm-cost-optimizer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultLab, SCRIPTED, SIMULATED } from './support/fault-lab.ts';
import { errorOf, type FaultRow, faultRow } from './support/fault-row.ts';
import { sumsMustHold } from './support/sums.ts';

let lab: FaultLab;
const theLab = () => lab;

beforeAll(async () => {
  lab = await FaultLab.start();
});
afterAll(() => lab.stop());

/** OpenAI's error object. */
const error = (message: string, fields: Record<string, unknown> = {}) =>
  JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null, ...fields } });

/** Fails the first calls and answers the others. */
const failing =
  (times: number, fail: Script): Script =>
  (call, turn) =>
    turn <= times ? fail(call, turn) : new CompletionScript().answer(call);

const refusing =
  (status: number, body: string, headers: Record<string, string> = {}): Script =>
  (call) =>
    send(call, status, body, headers);

const limited = (headers: Record<string, string>, message = 'Rate limit reached.', fields: object = {}) =>
  refusing(429, error(message, { code: 'rate_limit_exceeded', type: 'requests', ...fields }), headers);

/** A model that no other row uses: what it has to rest from is its own. */
const own = (name: string) => `openai/fault-${name}`;
const withFallback = (name: string) => ({ route: [own(name), SIMULATED] });
const alone = (name: string) => ({ route: [own(name)] });
const OK = { status: 200 };
const moved = (outcome: string) => ({
  [`lco_attempts_total{provider="openai",outcome="${outcome}"}`]: 1,
  'lco_attempts_total{provider="anthropic",outcome="ok"}': 1,
  [`lco_failovers_total{provider="openai",reason="${outcome}"}`]: 1,
  lco_retries_total: 0,
});
const gone = (outcome: string, httpStatus: number | null) => ({
  outcome: 'ok' as const,
  attempts: [
    { outcome, httpStatus, usageSource: 'none', costUsd: '0', provider: 'openai' },
    { outcome: 'ok', usageSource: 'provider', tokens: 'some', provider: 'anthropic' },
  ] as FaultRow['ledger']['attempts'],
});

describe('rate limits: another provider answers at once, and one attempt each is booked', () => {
  const date = (offsetMs: number) => new Date(Date.now() + offsetMs).toUTCString();
  const hints: readonly (readonly [string, Record<string, string>])[] = [
    ['F01: 429 with retry-after in seconds', { 'retry-after': '30' }],
    ['F02: 429 with retry-after-ms', { 'retry-after-ms': '29500', 'retry-after': '1' }],
    ['F03: 429 with a date to come', { 'retry-after': date(30_000) }],
    ['F03: 429 with a date in the past', { 'retry-after': date(-3_600_000) }],
    ['F04: 429 without any hint', {}],
    ['F05: 429 with a wait of days', { 'retry-after': '114h18m' }],
    ['F05: 429 with a negative wait', { 'retry-after': '-1' }],
    ['F05: 429 with a wait of zero', { 'retry-after': '0' }],
    ['F05: 429 with a wait that is no number', { 'retry-after': 'NaN' }],
    ['F05: 429 with an empty wait', { 'retry-after': '' }],
    ['F05: 429 with many waits', { 'retry-after': '5, 10, 20' }],
  ];
  hints.forEach(([name, headers], index) => {
    faultRow(theLab, {
      name,
      setup: withFallback(`hint-${index}`),
      script: failing(1, limited(headers)),
      client: { ...OK, headers: { 'x-lco-attempts': '2', 'x-lco-provider': 'anthropic', 'retry-after': null } },
      ledger: gone('rate_limited', 429),
      metrics: moved('rate_limited'),
    });
  });
});

describe('a key that rests', () => {
  it('fault F05: is shown with the time that is left, which is never longer than the cap', async () => {
    await lab.use(withFallback('cooldown'));
    lab.scripted.play(failing(1, limited({ 'retry-after': '114h18m' })));
    await lab.ask({ prompt: 'who rests' });
    const seconds = (await lab.metrics()).sum(`lco_key_cooldown_seconds{key="${own('cooldown')}"}`);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });
});

describe('rate limits with nobody else left', () => {
  const waits: readonly (readonly [string, Record<string, string>, string?])[] = [
    ['F01: the answer comes after the wait that the provider asks for', { 'retry-after': '1' }],
    ['F02: the milliseconds win over the seconds', { 'retry-after-ms': '40', 'retry-after': '3600' }],
    [
      'F03: a date counts by the clock of the provider, however wrong it is',
      { date: 'Tue, 01 Jan 2030 00:00:00 GMT', 'retry-after': 'Tue, 01 Jan 2030 00:00:01 GMT' },
    ],
    ['F04: the wait in the message is read', {}, 'Rate limit reached. Please try again in 0.05s.'],
    ['F05: senseless waits are none: a short pause of our own', { 'retry-after': '-1' }],
    [
      'F01: the reset of the limit that is used up is the wait',
      { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '40ms', 'x-ratelimit-reset-tokens': '0s' },
    ],
  ];
  waits.forEach(([name, headers, message], index) => {
    faultRow(theLab, {
      name,
      setup: alone(`wait-${index}`),
      script: failing(1, limited(headers, message)),
      client: { ...OK, headers: { 'x-lco-attempts': '2', 'x-lco-provider': 'openai' } },
      ledger: {
        outcome: 'ok',
        attempts: [
          { outcome: 'rate_limited', usageSource: 'none', costUsd: '0' },
          { outcome: 'ok', usageSource: 'provider', tokens: 9 },
        ],
      },
      metrics: { 'lco_retries_total{reason="rate_limited"}': 1, lco_failovers_total: 0 },
    });
  });

  const usedUp = (reset: string) => ({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': reset });
  type Refusal = readonly [string, Record<string, string>, RegExp, RegExp, object?];
  const refusals: readonly Refusal[] = [
    ['F01: a wait beyond patience is told to the client', { 'retry-after': '45' }, /^45$/, /^45000$/],
    ['F02: in milliseconds too', { 'retry-after-ms': '44500' }, /^45$/, /^44500$/],
    ['F01: a wait in OpenAI’s own headers', usedUp('44.5s'), /^45$/, /^44500$/],
    ['F01: a wait in the body', {}, /^34$/, /^34000$/, { retry_after: 34 }],
    ['F05: a wait of days is told as a minute', { 'retry-after': '114h18m' }, /^60$/, /^60000$/],
    [
      'F03: a skewed clock does not make a wait of years',
      { date: 'Tue, 01 Jan 2030 00:00:00 GMT', 'retry-after': 'Tue, 01 Jan 2030 00:00:50 GMT' },
      /^50$/,
      /^50000$/,
    ],
  ];
  refusals.forEach(([name, headers, seconds, milliseconds, fields], index) => {
    faultRow(theLab, {
      name,
      setup: alone(`refuse-${index}`),
      script: limited(headers, undefined, fields),
      client: {
        status: 429,
        code: 'rate_limit_exceeded',
        headers: { 'retry-after': seconds, 'retry-after-ms': milliseconds, 'x-should-retry': 'false' },
      },
      ledger: {
        outcome: 'failed',
        attempts: [{ outcome: 'rate_limited', httpStatus: 429, usageSource: 'none', costUsd: '0' }],
      },
      metrics: {
        'lco_attempts_total{outcome="rate_limited"}': 1,
        'lco_requests_total{status="429",outcome="failed"}': 1,
        lco_retries_total: 0,
      },
    });
  });

  it('fault F01: while all rest beyond patience the client hears the shortest wait that is left, without an attempt', async () => {
    await lab.use({ route: [own('shortest-1'), own('shortest-2')] });
    lab.scripted.play((call, turn) => limited({ 'retry-after': turn === 1 ? '59' : '40' })(call, turn));
    await lab.ask({ prompt: 'both are limited' });
    const calls = lab.scripted.calls.length;
    const seen = await lab.ask({ prompt: 'while both rest' });
    expect(seen.status).toBe(429);
    expect(errorOf(seen)?.code).toBe('rate_limit_exceeded');
    expect(Number(seen.headers.get('retry-after-ms'))).toBeGreaterThan(20_000);
    expect(Number(seen.headers.get('retry-after-ms'))).toBeLessThanOrEqual(40_000);
    expect(seen.headers.get('x-should-retry')).toBe('false');
    expect(lab.scripted.calls.length).toBe(calls);
    expect(await lab.row(seen.id)).toMatchObject({ outcome: 'failed', httpStatus: 429, attempts: [] });
  });

  it('fault F05: a deployment set aside is not called again while it rests, and others answer meanwhile', async () => {
    await lab.use(withFallback('resting'));
    lab.scripted.play(limited({ 'retry-after': '50' }));
    const callsBefore = lab.scripted.calls.length;
    const answers = [await lab.ask({ prompt: 'rest 1' }), await lab.ask({ prompt: 'rest 2' })];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(lab.scripted.calls.length - callsBefore).toBe(1);
    expect((await lab.row(answers[1]?.id ?? '')).attempts.map(({ provider }) => provider)).toEqual(['anthropic']);
  });
});

describe('what is wrong with the operator’s account is never told as the client’s fault', () => {
  const quota = refusing(
    429,
    error('You exceeded your current quota, org-abcdef123456.', {
      code: 'insufficient_quota',
      type: 'insufficient_quota',
    }),
  );
  const badKey = refusing(401, error('Incorrect API key provided: sk-proj-abcd1234efgh.', { code: 'invalid_api_key' }));
  const forbidden = refusing(403, error('Project proj_abcdef123456 has no access.'));
  const cases = [
    { name: 'F06: 429 insufficient_quota', script: quota, outcome: 'quota_exhausted', httpStatus: 429 },
    { name: 'F09: 401 for the gateway’s own key', script: badKey, outcome: 'auth_failed', httpStatus: 401 },
    { name: 'F09: 403 for the gateway’s own key', script: forbidden, outcome: 'auth_failed', httpStatus: 403 },
  ] as const;
  cases.forEach(({ name, script, outcome, httpStatus }, index) => {
    faultRow(theLab, {
      name: `${name}: another provider answers`,
      setup: withFallback(`account-${index}`),
      script,
      client: { ...OK, headers: { 'x-lco-attempts': '2' } },
      ledger: gone(outcome, httpStatus),
      metrics: moved(outcome),
    });
    faultRow(theLab, {
      name: `${name}: without another provider 503, after one attempt`,
      setup: alone(`account-alone-${index}`),
      script,
      client: {
        status: 503,
        code: 'upstream_unavailable',
        check: ({ text }) => expect(text).not.toMatch(/org-|proj|sk-|quota|API key/),
      },
      ledger: { outcome: 'failed', attempts: [{ outcome, httpStatus, usageSource: 'none', costUsd: '0' }] },
      metrics: { [`lco_attempts_total{outcome="${outcome}"}`]: 1, lco_retries_total: 0, lco_failovers_total: 0 },
    });
  });

  for (const [index, { name, script }] of cases.entries()) {
    it(`fault ${name}: while the key rests one request at a time asks again, the others hear it at once`, async () => {
      const model = own(`account-rests-${index}`);
      await lab.use({ route: [model], cache: { share_in_flight: false } });
      lab.scripted.play(script);
      await lab.ask({ prompt: 'refused', model });
      const asked = Promise.withResolvers<ScriptedCall>();
      lab.scripted.play(asked.resolve);
      const calls = lab.scripted.calls.length;
      const first = lab.ask({ prompt: 'asks again', model });
      const call = await asked.promise;
      const others = await Promise.all([1, 2, 3].map((i) => lab.ask({ prompt: `meanwhile ${i}`, model })));
      expect(lab.scripted.calls.length - calls).toBe(1);
      for (const seen of others) {
        expect(seen.status).toBe(503);
        expect(errorOf(seen)).toMatchObject({ code: 'upstream_unavailable', type: 'server_error' });
        expect(errorOf(seen)?.message).toContain('Waiting does not help');
        expect([seen.headers.get('x-should-retry'), seen.headers.get('retry-after')]).toEqual(['false', null]);
        expect(await lab.row(seen.id)).toMatchObject({
          outcome: 'failed',
          httpStatus: 503,
          attempts: [],
          costUsd: '0',
        });
      }
      new CompletionScript().answer(call);
      expect((await first).status).toBe(200);
      lab.scripted.reset();
      expect((await lab.ask({ prompt: 'the key works again', model })).status).toBe(200);
    });
  }

  it('fault F09: the provider counts as failing on the status page', async () => {
    await lab.use(alone('account-state'));
    lab.scripted.play(badKey);
    await lab.ask({ prompt: 'state' });
    const { json } = await lab.test.call('GET', '/api/v1/status');
    const openai = json.providers.find(({ id }: { id: string }) => id === 'openai');
    expect(openai.state).not.toBe('ok');
  });
});

faultRow(theLab, {
  name: 'F07: 200 with retry-after is a success and nothing rests',
  script: (call) => new CompletionScript().answer(call, { 'retry-after': '60' }),
  client: { ...OK, headers: { 'x-lco-attempts': '1', 'retry-after': null } },
  ledger: { outcome: 'ok', attempts: [{ outcome: 'ok', usageSource: 'provider', tokens: 9 }] },
  metrics: { 'lco_attempts_total{outcome="rate_limited"}': 0, 'lco_attempts_total{provider="openai",outcome="ok"}': 1 },
});

describe('server errors', () => {
  const html = '<html><head><title>502 Bad Gateway</title></head><body>nginx at 10.0.0.1</body></html>';
  const kinds = [500, 502, 503, 504, 529].flatMap((status) => [
    {
      name: `F08: ${status} with JSON`,
      status,
      script: refusing(status, error('Something broke.', { type: 'server_error' })),
    },
    { name: `F08: ${status} with HTML`, status, script: refusing(status, html, { 'content-type': 'text/html' }) },
  ]);
  kinds.forEach(({ name, status, script }, index) => {
    const outcome = status === 529 ? 'overloaded' : 'server_error';
    faultRow(theLab, {
      name,
      setup: withFallback(`server-${index}`),
      script,
      client: { ...OK, headers: { 'x-lco-attempts': '2' } },
      ledger: gone(outcome, status),
      metrics: moved(outcome),
    });
  });

  faultRow(theLab, {
    name: 'F08: when all fail 503 in the envelope, never the HTML, after three attempts',
    setup: { route: [own('all-1'), own('all-2'), own('all-3'), own('all-4')] },
    script: refusing(502, html, { 'content-type': 'text/html' }),
    client: { status: 503, code: 'upstream_unavailable', headers: { 'x-lco-attempts': '3', 'retry-after': null } },
    ledger: {
      outcome: 'failed',
      attempts: Array.from({ length: 3 }, () => ({
        outcome: 'server_error' as const,
        httpStatus: 502,
        usageSource: 'none' as const,
        costUsd: '0',
      })),
    },
    metrics: {
      'lco_attempts_total{outcome="server_error"}': 3,
      'lco_requests_total{status="503",outcome="failed"}': 1,
      'lco_failovers_total{reason="server_error"}': 3,
    },
  });
});

describe('what the request or the model caused', () => {
  const missing = refusing(
    404,
    error('The model `x` does not exist or you do not have access to it.', { code: 'model_not_found' }),
  );
  faultRow(theLab, {
    name: 'F10: 404 model not found moves to the next model of the route',
    setup: withFallback('retired'),
    script: missing,
    client: { ...OK, headers: { 'x-lco-attempts': '2' } },
    ledger: gone('not_found', 404),
    metrics: moved('not_found'),
  });
  faultRow(theLab, {
    name: 'F10: 404 everywhere is 404 with the client’s own name for the model',
    setup: alone('retired-alone'),
    script: missing,
    body: { model: 'auto' },
    client: {
      status: 404,
      code: 'model_not_found',
      check: (seen) => expect(errorOf(seen)?.message).toContain('"auto"'),
    },
    ledger: {
      outcome: 'failed',
      attempts: [{ outcome: 'not_found', httpStatus: 404, usageSource: 'none', costUsd: '0' }],
    },
    metrics: { 'lco_attempts_total{outcome="not_found"}': 1, lco_retries_total: 0 },
  });

  const retired = createCatalogue()
    .list(Date.now())
    .filter(({ provider, kind, status }) => provider === 'openai' && kind === 'chat' && status === 'retired')
    .map(({ id }) => id);
  const [oneRetired = '', otherRetired = ''] = retired;
  faultRow(theLab, {
    name: 'F10: a model of the route that is known to be retired is not even asked',
    setup: { route: [oneRetired, SCRIPTED] },
    client: { ...OK, headers: { 'x-lco-attempts': '1', 'x-lco-provider': 'openai' } },
    ledger: {
      outcome: 'ok',
      attempts: [{ outcome: 'ok', usageSource: 'provider', tokens: 9 }],
      check: ({ trace }) => {
        expect(trace.candidates.map(({ id }) => id)).toEqual([SCRIPTED]);
        expect(trace.dropped).toEqual([expect.objectContaining({ deploymentId: oneRetired, cause: 'retired' })]);
      },
    },
    metrics: { lco_failovers_total: 0, 'lco_attempts_total{outcome="not_found"}': 0 },
  });
  faultRow(theLab, {
    name: 'F10: a route of retired models alone is 404, naming the client’s model and the remedy',
    setup: { route: [oneRetired, otherRetired] },
    client: {
      status: 404,
      code: 'model_not_found',
      check: (seen) => expect(errorOf(seen)?.message).toMatch(/"auto".*Put current models into the route/),
    },
    ledger: { outcome: 'rejected', attempts: [] },
    metrics: { lco_attempts_total: 0 },
  });
  faultRow(theLab, {
    name: 'F10: a retired model that a client pins is asked all the same: its provider decides',
    setup: { route: [SCRIPTED] },
    script: missing,
    body: { model: oneRetired },
    client: {
      status: 404,
      code: 'model_not_found',
      check: (seen) => expect(errorOf(seen)?.message).toContain(oneRetired),
    },
    ledger: {
      outcome: 'rejected',
      attempts: [{ outcome: 'not_found', httpStatus: 404, usageSource: 'none', costUsd: '0' }],
    },
    metrics: { 'lco_attempts_total{outcome="not_found"}': 1, lco_retries_total: 0 },
  });

  for (const status of [400, 422]) {
    faultRow(theLab, {
      name: `F11: ${status} caused by the request is passed on in the provider’s words, once, and counts as rejected`,
      setup: withFallback('bad-request'),
      script: refusing(status, error("Invalid value for 'seed'.", { param: 'seed' })),
      client: {
        status,
        headers: { 'x-lco-attempts': '1', 'x-should-retry': 'false' },
        check: (seen) => expect(errorOf(seen)).toMatchObject({ message: "Invalid value for 'seed'.", param: 'seed' }),
      },
      ledger: {
        outcome: 'rejected',
        attempts: [{ outcome: 'bad_request', httpStatus: status, usageSource: 'none', costUsd: '0' }],
      },
      metrics: { 'lco_attempts_total{outcome="bad_request"}': 1, lco_failovers_total: 0, lco_retries_total: 0 },
    });
  }

  it('fault F11: what clients do wrong leaves the breaker unmoved, however often', async () => {
    await lab.use(withFallback('breaker-unmoved'));
    lab.scripted.play(refusing(400, error('Bad.')));
    const calls = lab.scripted.calls.length;
    for (let i = 0; i < 8; i++) expect((await lab.ask({ prompt: `bad ${i}` })).status).toBe(400);
    expect(lab.scripted.calls.length - calls).toBe(8);
  });

  const tooLong = [
    [
      'OpenAI',
      400,
      error("This model's maximum context length is 128000 tokens.", {
        code: 'context_length_exceeded',
        param: 'messages',
      }),
    ],
    [
      'Anthropic',
      400,
      JSON.stringify({
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
      }),
    ],
    ['Ollama', 400, JSON.stringify({ error: 'input length exceeds the context length' })],
    [
      'vLLM',
      400,
      JSON.stringify({
        object: 'error',
        message: "This model's maximum context length is 4096 tokens.",
        type: 'BadRequestError',
        code: 400,
      }),
    ],
    [
      'vLLM before 0.4',
      500,
      JSON.stringify({
        error: { message: 'Input prompt (5000 tokens) is too long and exceeds max_model_len', code: 500 },
      }),
    ],
  ] as const;
  for (const [vendor, status, body] of tooLong) {
    faultRow(theLab, {
      name: `F12: context length exceeded as ${vendor} says it moves to a larger window`,
      setup: { route: ['openai/gpt-4o', SIMULATED] },
      script: refusing(status, body),
      client: { ...OK, headers: { 'x-lco-attempts': '2' } },
      ledger: gone('context_length', status),
      metrics: moved('context_length'),
    });
    faultRow(theLab, {
      name: `F12: context length exceeded as ${vendor} says it is 400 where no window is larger`,
      setup: { route: [SCRIPTED, 'openai/gpt-4o'] },
      script: refusing(status, body),
      client: {
        status: 400,
        code: 'context_length_exceeded',
        headers: { 'x-lco-attempts': '1', 'x-should-retry': 'false' },
      },
      ledger: {
        outcome: 'rejected',
        attempts: [{ outcome: 'context_length', httpStatus: status, usageSource: 'none', costUsd: '0' }],
      },
      metrics: { 'lco_attempts_total{outcome="context_length"}': 1, lco_failovers_total: 0, lco_retries_total: 0 },
    });
  }

  const tokensPerMinute = error('Request too large for model on tokens per minute (TPM): Limit 6000, Requested 9000', {
    type: 'tokens',
    code: 'rate_limit_exceeded',
  });
  faultRow(theLab, {
    name: 'F13: 413 that means tokens per minute moves to another provider',
    setup: withFallback('too-large'),
    script: refusing(413, tokensPerMinute),
    client: { ...OK, headers: { 'x-lco-attempts': '2' } },
    ledger: gone('too_large', 413),
    metrics: moved('too_large'),
  });
  faultRow(theLab, {
    name: 'F13: 413 everywhere is 413',
    setup: alone('too-large-alone'),
    script: refusing(413, tokensPerMinute),
    client: { status: 413, code: 'request_too_large', headers: { 'x-should-retry': 'false' } },
    ledger: {
      outcome: 'rejected',
      attempts: [{ outcome: 'too_large', httpStatus: 413, usageSource: 'none', costUsd: '0' }],
    },
    metrics: { 'lco_attempts_total{outcome="too_large"}': 1, lco_retries_total: 0 },
  });
});

describe('odd statuses', () => {
  for (const status of [301, 307, 424, 498, 499, 520, 521, 522, 523, 524, 525, 526]) {
    const outcome = status === 498 ? 'overloaded' : 'server_error';
    faultRow(theLab, {
      name: `F14: ${status} is booked as it came and told as 503; redirects are not followed`,
      setup: { ...alone(`odd-${status}`), limits: { max_attempts: 1 } },
      script: refusing(status, 'error code', {
        location: `${'http://127.0.0.1:1'}/elsewhere`,
        'content-type': 'text/plain',
      }),
      client: { status: 503, code: 'upstream_unavailable' },
      ledger: { outcome: 'failed', attempts: [{ outcome, httpStatus: status, usageSource: 'none', costUsd: '0' }] },
      metrics: { [`lco_attempts_total{outcome="${outcome}"}`]: 1 },
    });
  }
  faultRow(theLab, {
    name: 'F14: 1xx before the answer is skipped',
    script: (call) => {
      call.socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n');
      new CompletionScript().answer(call);
    },
    client: { ...OK, headers: { 'x-lco-attempts': '1' } },
    ledger: { outcome: 'ok', attempts: [{ outcome: 'ok', httpStatus: 200, usageSource: 'provider', tokens: 9 }] },
    metrics: { 'lco_attempts_total{outcome="ok"}': 1 },
  });
});

describe('200 without an answer', () => {
  const good = new CompletionScript().plain();
  const bodies: readonly (readonly [string, string, boolean])[] = [
    ['F15: 200 with an error body', error('Overloaded.', { type: 'server_error' }), false],
    ['F15: 200 with JSON on a stream request', good, true],
    ['F15: 200 with an error body on a stream request', error('Overloaded.'), true],
    ['F15: 200 with an empty body', '', false],
    ['F15: 200 with an empty body on a stream request', '', true],
    ['F16: 200 with a truncated body', good.slice(0, good.length >> 1), false],
    ['F16: 200 with a body that is no JSON', '<html>maintenance</html>', false],
    ['F16: 200 with JSON that is no completion', '{"object":"list","data":[]}', false],
  ];
  for (const [name, body, isStream] of bodies) {
    faultRow(theLab, {
      name,
      setup: { route: [SCRIPTED, SIMULATED] },
      script: refusing(200, body),
      body: { stream: isStream },
      client: { ...OK, headers: { 'x-lco-provider': 'anthropic' } },
      ledger: {
        outcome: 'ok',
        attempts: [
          { outcome: 'invalid_answer', httpStatus: 200, usageSource: 'estimated', provider: 'openai' },
          { outcome: 'ok', usageSource: 'provider', tokens: 'some', provider: 'anthropic' },
        ],
        // It cannot be known whether a broken answer was billed: the prompt is booked as an estimate.
        check: (row) => expect(Number(row.attempts[0]?.costUsd)).toBeGreaterThan(0),
      },
      metrics: moved('invalid_answer'),
    });
  }
});

describe('answers that are odd and yet answers', () => {
  const odd = (name: string, script: CompletionScript, finish: string, check: (text: string) => void): void => {
    for (const stream of [false, true]) {
      faultRow(theLab, {
        name: `F17: ${name}, ${stream ? 'as a stream' : 'plain'}, is passed on and billed`,
        script: (call) => script.answer(call),
        body: { stream },
        client: { ...OK, check: ({ text }) => check(text) },
        ledger: {
          outcome: 'ok',
          attempts: [{ outcome: 'ok', usageSource: 'provider', tokens: 9 }],
          check: (row) => expect(row.attempts[0]?.finishReason).toBe(finish),
        },
        metrics: { 'lco_attempts_total{outcome="ok"}': 1, lco_failovers_total: 0 },
      });
    }
  };
  odd('content_filter', new CompletionScript({ finishReason: 'content_filter' }), 'content_filter', (text) =>
    expect(text).toContain('"finish_reason":"content_filter"'),
  );
  odd('an answer cut by length', new CompletionScript({ finishReason: 'length' }), 'length', (text) =>
    expect(text).toContain('"finish_reason":"length"'),
  );

  const messages: readonly (readonly [string, unknown])[] = [
    ['a refusal', { role: 'assistant', content: null, refusal: 'I cannot help with that.' }],
    ['content null', { role: 'assistant', content: null }],
    ['a choice without a message', undefined],
  ];
  for (const [name, message] of messages) {
    faultRow(theLab, {
      name: `F17: ${name} is passed on`,
      script: (call) => {
        const body = JSON.parse(new CompletionScript().plain());
        body.choices[0].message = message;
        call.billed = { promptTokens: 21, completionTokens: 9 };
        send(call, 200, JSON.stringify(body));
      },
      client: { ...OK, check: ({ text }) => expect(text).toContain('"finish_reason":"stop"') },
      ledger: { outcome: 'ok', attempts: [{ outcome: 'ok', usageSource: 'provider', tokens: 9 }] },
      metrics: { 'lco_attempts_total{outcome="ok"}': 1 },
    });
  }

  it('fault F17: none of them is stored', async () => {
    await lab.use({});
    lab.scripted.play((call) => new CompletionScript({ finishReason: 'content_filter' }).answer(call));
    const calls = lab.scripted.calls.length;
    for (let i = 0; i < 2; i++) await lab.ask({ prompt: 'filtered twice' });
    expect(lab.scripted.calls.length - calls).toBe(2);
  });

  const usages: readonly (readonly [string, unknown, string | null])[] = [
    ['missing', null, null],
    [
      'zero',
      { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
      '{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}',
    ],
    [
      'negative',
      { prompt_tokens: -5, completion_tokens: -1, total_tokens: -6 },
      '{"prompt_tokens":-5,"completion_tokens":-1,"total_tokens":-6}',
    ],
    [
      'not a number',
      { prompt_tokens: 'many', completion_tokens: 'few', nested: [[[]]] },
      '{"prompt_tokens":"many","completion_tokens":"few"}',
    ],
    ['no object', 'lots', '"lots"'],
  ];
  for (const [name, usage, sent] of usages) {
    for (const stream of [false, true]) {
      faultRow(theLab, {
        name: `F18: usage ${name}, ${stream ? 'as a stream' : 'plain'}: the answer is unchanged, the tokens are estimated, what was sent is kept`,
        script: (call) => new CompletionScript({ usage }).answer(call),
        body: { stream },
        client: { ...OK, check: ({ text }) => expect(text).toContain('wörld') },
        ledger: {
          outcome: 'ok',
          attempts: [{ outcome: 'ok', usageSource: 'estimated', tokens: 'some' }],
          check: (row) => {
            expect(row.isEstimated).toBe(true);
            expect(Number(row.costUsd)).toBeGreaterThan(0);
            const odd = { attempt: 1, promptTokens: null, completionTokens: null, sent, isReplaced: true };
            expect(row.trace.oddUsage).toEqual(sent === null ? undefined : [odd]);
          },
        },
        metrics: { lco_ledger_estimated_total: 1, lco_usage_implausible_total: sent === null ? 0 : 1 },
      });
    }
  }

  const page = 'A page of text. '.repeat(250);
  for (const stream of [false, true]) {
    const form = stream ? 'as a stream' : 'plain';
    faultRow(theLab, {
      name: `F18: one token for a page, ${form}: it cannot be true, is estimated, and kept beside the estimate`,
      script: (call) =>
        new CompletionScript({ text: page, billed: { promptTokens: 21, completionTokens: 1 } }).answer(call),
      body: { stream },
      client: { ...OK, check: ({ text }) => expect(text).toContain('page') },
      ledger: {
        outcome: 'ok',
        attempts: [{ outcome: 'ok', usageSource: 'estimated', tokens: 1_000 }],
        check: (row) => {
          expect(row.isEstimated).toBe(true);
          expect(row.usage?.promptTokens).toBe(21);
          expect(row.trace.oddUsage).toEqual([{ attempt: 1, promptTokens: 21, completionTokens: 1, isReplaced: true }]);
        },
      },
      metrics: { lco_ledger_estimated_total: 1, 'lco_usage_implausible_total{provider="openai"}': 1 },
    });
    faultRow(theLab, {
      name: `F18: a hundred thousand tokens for a word, ${form}: is told, and stays the provider's word`,
      script: (call) => {
        const billed = { promptTokens: 21, completionTokens: 100_000 };
        const usage = {
          prompt_tokens: 21,
          completion_tokens: 100_000,
          completion_tokens_details: { reasoning_tokens: 10 },
        };
        new CompletionScript({ text: 'wörld', billed, usage }).answer(call);
      },
      body: { stream },
      client: { ...OK, check: ({ text }) => expect(text).toContain('wörld') },
      ledger: {
        outcome: 'ok',
        attempts: [{ outcome: 'ok', usageSource: 'provider', tokens: 100_000 }],
        check: (row) => {
          expect(row.isEstimated).toBe(false);
          expect(row.trace.oddUsage).toEqual([
            { attempt: 1, promptTokens: 21, completionTokens: 100_000, isReplaced: false },
          ]);
        },
      },
      metrics: { lco_ledger_estimated_total: 0, 'lco_usage_implausible_total{provider="openai"}': 1 },
    });
  }
});

sumsMustHold(theLab);
