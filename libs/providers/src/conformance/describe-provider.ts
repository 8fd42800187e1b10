import type { ProviderAdapter, ProviderAnswer, StreamDecoder } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { MAX_EVENT_BYTES } from '../sse/sse-reader.ts';
import { callOf, deploymentOf } from './call-builder.ts';
import { type ClientView, viewOfAnswer, viewOfStream } from './client-view.ts';
import { FRAMINGS } from './framings.ts';
import { readStream } from './read-stream.ts';
import { type ProviderWire, SAMPLES, type Sample, streamOf } from './sample.ts';

/** Asks every adapter the same questions. What its provider cannot do is declared and skipped by name. */
export function describeProvider(adapter: ProviderAdapter, wire: ProviderWire): void {
  describe(`${adapter.id}: plain answers`, () => describePlain(adapter, wire));
  describe(`${adapter.id}: streams`, () => describeStreams(adapter, wire));
  describe(`${adapter.id}: broken streams`, () => describeBrokenStreams(adapter, wire));
  describe(`${adapter.id}: failures`, () => describeFailures(adapter, wire));
  describe(`${adapter.id}: requests`, () => describeRequests(adapter));
  for (const [question, reason] of Object.entries(wire.lacks))
    it.skip(`${adapter.id}: ${question}: ${reason}`, () => undefined);
}

function expectSample(
  sample: Sample,
  view: ClientView,
  read: ProviderAnswer | StreamDecoder,
  wire: ProviderWire,
): void {
  expect(view.problems).toEqual([]);
  expect(view.text).toBe(sample.text);
  expect(view.reasoning).toBe(sample.reasoning);
  expect(view.finish).toEqual([sample.finish]);
  expect(view.calls).toEqual(sample.calls);
  expect(read.finishReason).toBe(sample.finish);
  expect(read.model).toBe('model-1');
  const callChars = sample.calls.reduce((sum, call) => sum + call.name.length + call.arguments.length, 0);
  expect(read.outputChars).toBeGreaterThanOrEqual(sample.text.length + sample.reasoning.length + callChars);
  if (sample.usage === null) {
    expect(read.usage).toBeNull();
    return;
  }
  const { prompt, cached, completion, reasoning } = sample.usage;
  expect(read.usage).toMatchObject({ promptTokens: prompt, completionTokens: completion });
  if (wire.lacks['cached tokens'] === undefined) expect(read.usage?.cachedTokens).toBe(cached);
  if (wire.lacks['reasoning tokens'] === undefined) expect(read.usage?.reasoningTokens ?? 0).toBe(reasoning);
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

  it.each([
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
  ])('refuses %j as a broken answer', (body) => {
    expect(() => adapter.decode(Buffer.from(body))).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({ kind: 'broken_answer', outcome: 'invalid_answer' }),
      }),
    );
  });

  it('refuses an answer that was cut anywhere', () => {
    const whole = Buffer.from(wire.answer(SAMPLES.tools));
    for (let end = 0; end < whole.length; end++) expect(() => adapter.decode(whole.subarray(0, end))).toThrow();
  });
}

function describeStreams(adapter: ProviderAdapter, wire: ProviderWire): void {
  const hasUsage = (sample: Sample): boolean => sample.usage !== null;
  const lack = wire.lacks['missing usage in streams'];
  const samples = Object.entries(SAMPLES).filter(([, sample]) => hasUsage(sample) || lack === undefined);

  it.each(samples)('reads the sample "%s" like the plain one', (_, sample) => {
    const { decoder, forwarded, errors } = readStream(adapter.openStream(), [streamOf(wire.events(sample))]);
    expect(errors).toEqual([]);
    expectSample(sample, viewOfStream(forwarded), decoder, wire);
    expect(decoder).toMatchObject({ isFinished: true, isTerminated: true });
    expect(decoder.chunkId).not.toBeNull();
    expect(decoder.created).toBeGreaterThan(0);
  });

  it.each(FRAMINGS)('reads streams with $name', ({ write }) => {
    const bytes = write(wire.events(SAMPLES.tools));
    for (const pieces of [[bytes], Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))]) {
      const { decoder, forwarded, errors } = readStream(adapter.openStream(), pieces);
      expect(errors).toEqual([]);
      expectSample(SAMPLES.tools, viewOfStream(forwarded), decoder, wire);
    }
  });

  it('reads the same wherever the network cut it in two', () => {
    const bytes = streamOf(wire.events(SAMPLES.reasoning));
    for (let at = 0; at <= bytes.length; at++) {
      const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
      const { decoder, forwarded, errors } = readStream(adapter.openStream(), pieces);
      expect(errors).toEqual([]);
      expect(viewOfStream(forwarded).text).toBe(SAMPLES.reasoning.text);
      expect(decoder.usage?.completionTokens).toBe(SAMPLES.reasoning.usage.completion);
    }
  });

  it('opens the gate with the first content, not before', () => {
    const decoder = adapter.openStream();
    let sent = '';
    for (const event of wire.events(SAMPLES.text)) {
      const { forward } = decoder.push(streamOf([event]));
      sent += forward === null ? '' : Buffer.from(forward).toString('utf8');
      const view = viewOfStream(Buffer.from(sent));
      expect(decoder.hasContent).toBe(view.text !== '' || view.finish.length > 0);
    }
  });

  it('passes each piece of content on with the event that brought it', () => {
    const decoder = adapter.openStream();
    const events = wire.events(SAMPLES.text);
    const withContent = events.filter((event) => {
      const { forward } = decoder.push(streamOf([event]));
      return forward !== null && viewOfStream(forward).text !== '';
    });
    expect(withContent.length).toBeGreaterThan(3);
  });
}

function describeBrokenStreams(adapter: ProviderAdapter, wire: ProviderWire): void {
  const events = wire.events(SAMPLES.tools);
  /** Number of events before the one with the finish reason. */
  const unfinished = events.findIndex((_, count) => {
    const decoder = adapter.openStream();
    decoder.push(streamOf(events.slice(0, count + 1)));
    return decoder.isFinished;
  });

  it('a clean end before the finish reason is a break, wherever it comes', () => {
    for (let count = 1; count <= unfinished; count++) {
      const { errors } = readStream(adapter.openStream(), [streamOf(events.slice(0, count))]);
      expect(errors.map(({ kind, outcome }) => [kind, outcome])).toEqual([['broken_stream', 'broken']]);
    }
  });

  it.each([
    '',
    '{"error":{"message":"no"}}',
    '<html></html>',
    ': nothing\n\n',
    '{"id":"x","choices":[{"message":{"content":"hi"}}]}\n',
  ])('the body %j is no stream', (body) => {
    const { errors, forwarded } = readStream(adapter.openStream(), [Buffer.from(body)]);
    expect(errors).toMatchObject([{ kind: 'broken_answer', outcome: 'invalid_answer' }]);
    expect(forwarded.length).toBe(0);
  });

  it.each([0, 1, 3])('an error event after %d events ends it with the kind of the error', (count) => {
    const bytes = streamOf([...events.slice(0, count), wire.errorEvent, ...events.slice(count)]);
    const { decoder, errors, forwarded } = readStream(adapter.openStream(), [bytes]);
    expect(errors).toMatchObject([{ kind: 'overloaded', outcome: 'overloaded' }]);
    expect(forwarded.toString('utf8')).not.toContain('error');
    expect(decoder.isFinished).toBe(false);
    expect(decoder.push(streamOf(events))).toEqual({ forward: null, error: null });
  });

  it.each(['{"choices":[{"delta":{"content":"x"', 'nonsense', '{"a":1}}', '"text"', '[1]'])(
    'the event %j is reported and never passed on',
    (data) => {
      const bytes = streamOf([...events.slice(0, 2), { name: null, data }, ...events.slice(2)]);
      const { errors, forwarded } = readStream(adapter.openStream(), [bytes]);
      expect(errors).toMatchObject([{ kind: 'broken_stream', outcome: 'invalid_answer' }]);
      expect(viewOfStream(forwarded).problems).toEqual([]);
      expect(forwarded.toString('utf8')).not.toContain(data);
    },
  );

  it('an endless line is given up at its bound', () => {
    const decoder = adapter.openStream();
    decoder.push(streamOf(events.slice(0, 2)));
    const piece = Buffer.alloc(256 * 1024, 'x');
    decoder.push(Buffer.from('data: {"choices":"'));
    let pushed = 0;
    let error = null;
    while (error === null && pushed <= MAX_EVENT_BYTES) {
      pushed += piece.length;
      ({ error } = decoder.push(piece));
    }
    expect(error).toMatchObject({ kind: 'broken_stream', outcome: 'invalid_answer' });
    expect(pushed).toBeGreaterThan(MAX_EVENT_BYTES - 2 * piece.length);
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
