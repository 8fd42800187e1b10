import type { ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { callOf, deploymentOf } from './call-builder.ts';
import { viewOfAnswer, viewOfStream } from './client-view.ts';
import { describeBrokenStreams, describeStreams } from './describe-streams.ts';
import { expectSample } from './expect-sample.ts';
import { type ProviderWire, SAMPLES } from './sample.ts';

/** Bodies that are no answer in any format. */
export const NO_ANSWERS = [
  '',
  ' ',
  '{',
  'null',
  '[]',
  '"text"',
  '{}',
  '<html><body>502</body></html>',
  '{"error":{"message":"no"}}',
  '{"choices":[]}',
];
export const BROKEN_ANSWER = expect.objectContaining({
  failure: expect.objectContaining({ kind: 'broken_answer', outcome: 'invalid_answer' }),
});

/** Asks every adapter the same questions. What its provider cannot do is declared and skipped by name. */
export function describeProvider(adapter: ProviderAdapter, wire: ProviderWire): void {
  describe(`${adapter.id}: plain answers`, () => describePlain(adapter, wire));
  const streams = { open: () => adapter.openStream(), wire, viewOf: viewOfStream };
  describe(`${adapter.id}: streams`, () => describeStreams(streams));
  describe(`${adapter.id}: broken streams`, () => describeBrokenStreams(streams));
  describe(`${adapter.id}: failures`, () => describeFailures(adapter, wire));
  describe(`${adapter.id}: requests`, () => describeRequests(adapter));
  for (const [question, reason] of Object.entries(wire.lacks))
    it.skip(`${adapter.id}: ${question}: ${reason}`, () => undefined);
}

function describePlain(adapter: ProviderAdapter, wire: ProviderWire): void {
  it.each(Object.entries(SAMPLES))('reads the sample "%s" with its usage', (_, sample) => {
    const answer = adapter.decode(Buffer.from(wire.answer(sample)));
    expectSample(sample, viewOfAnswer(answer.body), answer, wire);
  });

  it.each(Object.entries(SAMPLES))('says whether the sample "%s" may be stored', (_, sample) => {
    const isWhole = sample.finish === 'stop' || sample.finish === 'tool_calls';
    expect(adapter.decode(Buffer.from(wire.answer(sample))).isComplete).toBe(isWhole);
  });

  it.each(NO_ANSWERS)('refuses %j as a broken answer', (body) => {
    expect(() => adapter.decode(Buffer.from(body))).toThrow(BROKEN_ANSWER);
  });

  it('refuses an answer that was cut anywhere', () => {
    const whole = Buffer.from(wire.answer(SAMPLES.tools));
    for (let end = 0; end < whole.length; end++) expect(() => adapter.decode(whole.subarray(0, end))).toThrow();
  });
}

function describeFailures(adapter: ProviderAdapter, wire: ProviderWire): void {
  it.each(wire.errors)('$status $body is $kind', ({ status, headers = {}, body, kind, retryAfterMs }) => {
    const failure = adapter.classify(status, headers, Buffer.from(body));
    expect(failure.kind).toBe(kind);
    expect(failure.httpStatus).toBe(status);
    if (retryAfterMs !== undefined) expect(failure.retryAfterMs).toBe(retryAfterMs);
  });

  it.each([301, 307, 404, 418, 429, 498, 500, 502, 503, 504, 520, 529])(
    'a page of HTML with %d never reaches a message',
    (status) => {
      const failure = adapter.classify(status, {}, Buffer.from('<html><body>nginx at 10.0.0.7</body></html>'));
      expect(failure.message).not.toMatch(/html|nginx|10\.0/);
    },
  );

  it('neither key nor host nor account of a provider stands in a message', () => {
    const text =
      'Bad key sk-proj-abcdef123456 of org-ABCdef123456 at https://api.internal.example.com/v1 (10.1.2.3:8080).';
    for (const status of [400, 401, 413, 429, 500]) {
      const bodies = [
        { error: { message: text } },
        { error: text },
        { object: 'error', message: text },
        { detail: text },
      ];
      for (const body of bodies) {
        const { message } = adapter.classify(status, {}, Buffer.from(JSON.stringify(body)));
        expect(message).not.toMatch(/abcdef|example\.com|10\.1|ABCdef/);
      }
    }
  });
}

function describeRequests(adapter: ProviderAdapter): void {
  const deployment = deploymentOf(adapter.id, 'vendor/model-1');

  it('names the deployment’s model and puts the key into the headers only', () => {
    const call = adapter.encode(callOf(deployment, {}));
    const text = Buffer.from(call.body).toString('utf8');
    expect(JSON.parse(text).model).toBe('vendor/model-1');
    expect(text).not.toContain('sk-test');
    expect(call.headers.join(' ')).toContain('sk-test');
    expect(call.headers.length % 2).toBe(0);
    expect(call.path).toMatch(/^\//);
  });

  it('asks for no compression', () => {
    const { headers } = adapter.encode(callOf(deployment, {}));
    expect(headers[headers.indexOf('accept-encoding') + 1]).toBe('identity');
  });

  it('never sends our own fields', () => {
    const own = { lco: { mode: 'cost' }, preference: 'cost', cache: { ttl: 1 }, session_id: 's', models: ['a'] };
    const { body, droppedParameters } = adapter.encode(callOf(deployment, own));
    const sent = JSON.parse(Buffer.from(body).toString('utf8'));
    for (const name of Object.keys(own)) expect(sent).not.toHaveProperty(name);
    expect(droppedParameters).toEqual([]);
  });

  it('drops what the model refuses and says so', () => {
    const refusing = deploymentOf(adapter.id, 'm', { rejectedParameters: ['temperature', 'top_p'] });
    const { body, droppedParameters } = adapter.encode(callOf(refusing, { temperature: 0.3, top_p: 1 }));
    const sent = JSON.parse(Buffer.from(body).toString('utf8'));
    expect(sent).not.toHaveProperty('temperature');
    // A default that is left out changes nothing.
    expect(droppedParameters).toEqual(['temperature']);
  });

  it('leaves the request as the client sent it', () => {
    const call = callOf(deployment, { temperature: 0.3, lco: {}, stream: true });
    const before = JSON.stringify(call.request.body);
    const raw = Buffer.from(call.request.raw);
    adapter.encode(call);
    expect(JSON.stringify(call.request.body)).toBe(before);
    expect(Buffer.from(call.request.raw).equals(raw)).toBe(true);
  });
}
