import { describe, expect, it } from 'vitest';
import { loadFixtures } from '../conformance/fixtures.ts';
import { classifyAnswer, classifyEvent } from './classify.ts';
import { readErrorRecord } from './error-body.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const refused = loadFixtures().filter(({ meta }) => meta.status !== 200);

/** Kind by status, and the recordings whose status alone does not tell. */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'credentials',
  403: 'credentials',
  404: 'not_found',
  413: 'too_large',
  429: 'rate_limited',
  498: 'overloaded',
  500: 'unavailable',
  502: 'unavailable',
  503: 'overloaded',
  529: 'overloaded',
};
const BY_KIND: Readonly<Record<string, string>> = {
  'context-length': 'context_length',
  'insufficient-quota': 'quota',
};

describe.skipIf(refused.length === 0)('recorded refusals (skipped where the recordings are absent)', () => {
  it.each(refused)('$name is told apart', ({ meta, body }) => {
    const failure = classifyAnswer(meta.status, meta.response_headers, body, NOW);
    const special = meta.kinds.map((kind) => BY_KIND[kind]).find((kind) => kind !== undefined);
    expect(failure.kind).toBe(special ?? BY_STATUS[meta.status]);
    expect(failure.httpStatus).toBe(meta.status);
    expect(failure.message).not.toMatch(/org[-_]REDACTED\w|<html|https?:|sk-/);
  });

  it.each([
    ['openai/reported-chat-429-no-ratelimit-headers', 6_596],
    ['openai/reported-chat-429-tpm-ms', 174],
    ['openai/reported-chat-429-wait-of-days', 60_000],
    ['groq/reported-chat-429-tpd', 60_000],
    ['anthropic/reported-messages-429-bare', null],
    ['anthropic/reported-messages-429-input-tokens', 16_000],
    ['azure/reported-chat-429-minus-one-headers', null],
    ['azure/chat-http-429-01dbe5', 1_000],
  ])('%s asks for %s ms', (name, expected) => {
    const fixture = refused.find((one) => one.name === name);
    if (fixture === undefined) return expect.fail(`no recording ${name}`);
    const { meta, body } = fixture;
    expect(classifyAnswer(meta.status, meta.response_headers, body, NOW).retryAfterMs).toBe(expected);
  });
});

describe('a refusal in the words of Gemini', () => {
  const body = (delay: readonly object[]) => ({
    error: {
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      message: 'You exceeded your current quota, please check your plan and billing details.',
      details: [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [] }, ...delay],
    },
  });
  const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.074824224s' };
  const kindOf = (value: unknown) => classifyAnswer(429, {}, Buffer.from(JSON.stringify(value)), NOW);

  it.each([
    ['as an object', body([retryInfo])],
    ['as a list', [body([retryInfo])]],
  ])('fault F01: %s is a limit with its wait, although it speaks of a quota', (_, value) => {
    expect(kindOf(value)).toMatchObject({ kind: 'rate_limited', retryAfterMs: 34_075 });
  });

  it('fault F06: is an empty account where no wait is named', () => {
    expect(kindOf(body([]))).toMatchObject({ kind: 'quota', retryAfterMs: null });
  });

  it.each([
    [{ error: { message: 'Slow down', retry_after: 2.5 } }, 2_500],
    [{ error: { message: 'Slow down' }, retryAfter: '3s' }, 3_000],
    [{ message: 'Slow down', retry_after: '4' }, 4_000],
  ])('fault F01: fields of the same meaning elsewhere: %j', (value, retryAfterMs) => {
    expect(kindOf(value)).toMatchObject({ kind: 'rate_limited', retryAfterMs });
  });
});

describe('odd statuses', () => {
  it.each([100, 103, 204, 301, 302, 307, 308, 405, 408, 409, 424, 425, 499, 520, 523, 526, 599])(
    '%d means that the provider is not available',
    (status) => {
      expect(classifyAnswer(status, {}, Buffer.from(''), NOW)).toMatchObject({
        kind: 'unavailable',
        outcome: 'server_error',
      });
    },
  );

  it.each([400, 411, 414, 415, 422, 431])('%d blames the request', (status) => {
    const failure = classifyAnswer(status, {}, Buffer.from('{"error":{"message":"no"}}'), NOW);
    expect(failure).toMatchObject({ kind: 'invalid_request', outcome: 'bad_request', message: 'no' });
  });

  it('a wait means something only for what passes by itself', () => {
    const headers = { 'retry-after': '5' };
    expect(classifyAnswer(429, headers, Buffer.from(''), NOW).retryAfterMs).toBe(5_000);
    expect(classifyAnswer(503, headers, Buffer.from(''), NOW).retryAfterMs).toBe(5_000);
    expect(classifyAnswer(400, headers, Buffer.from(''), NOW).retryAfterMs).toBeNull();
  });

  it('names the parameter and the code that the provider blamed', () => {
    const body = { error: { message: 'm', type: 't', param: 'temperature', code: 'invalid_value' } };
    const failure = classifyAnswer(400, {}, Buffer.from(JSON.stringify(body)), NOW);
    expect(failure).toMatchObject({ param: 'temperature', code: 'invalid_value' });
  });

  it.each([
    '{"error":',
    '[]',
    'null',
    '"x"',
    '\u0000\u0001',
    '{"error":null}',
    '{"error":7}',
    `{"error":{"message":"${'x'.repeat(100_000)}"}}`,
  ])('a body that cannot be read is no exception', (body) => {
    expect(classifyAnswer(500, {}, Buffer.from(body), NOW)).toMatchObject({ kind: 'unavailable' });
  });
});

describe('errors inside streams', () => {
  it.each([
    [{ error: { type: 'overloaded_error', message: 'Overloaded' } }, 'overloaded', null],
    [
      {
        error: {
          message: 'Tool choice is required',
          type: 'invalid_request_error',
          code: 'tool_use_failed',
          status_code: 400,
        },
      },
      'invalid_request',
      400,
    ],
    [{ error: { message: 'Rate limit', code: 'rate_limit_exceeded' } }, 'rate_limited', null],
    [{ error: { message: 'quota', code: 'insufficient_quota' } }, 'quota', null],
    [{ error: 'an error was encountered while running the model' }, 'unavailable', null],
    [{ object: 'error', message: 'x', type: 'BadRequestError', code: 400 }, 'invalid_request', 400],
    [{ error: { message: 'Internal server error', type: 'api_error' } }, 'unavailable', null],
    [{ error: { message: 'prompt is too long: 9 tokens > 8', type: 'invalid_request_error' } }, 'context_length', null],
  ])('%j is %s', (record, kind, httpStatus) => {
    expect(classifyEvent(readErrorRecord(record))).toMatchObject({ kind, httpStatus });
  });
});
