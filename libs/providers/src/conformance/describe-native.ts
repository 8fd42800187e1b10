import type { NativeCall, NativeSurface, NativeWire, ProviderAdapter } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { deploymentOf } from './call-builder.ts';
import { BROKEN_ANSWER, NO_ANSWERS } from './describe-provider.ts';
import { describeBrokenStreams, describeStreams, type StreamSubject } from './describe-streams.ts';
import { expectSample } from './expect-sample.ts';
import { readStream } from './read-stream.ts';
import { type AnswerWire, richestSample, samplesOf, streamOf } from './sample.ts';
import type { ClientView } from './view-builder.ts';

/** What an API needs to be asked. */
export interface NativeKit {
  /** A small request without `model`. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly wire: AnswerWire;
  readonly viewOfAnswer: (body: Uint8Array) => ClientView;
  readonly viewOfStream: (bytes: Uint8Array) => ClientView;
}

/** Asks an API that client and provider both speak the same questions as chat, and whether its bytes pass untouched. */
export function describeNative(adapter: ProviderAdapter, surface: NativeSurface, kit: NativeKit): void {
  const native = wireOf(adapter, surface);
  const { openStream } = native;
  if (openStream === null) throw new Error(`${surface} has no streams`);
  const open: StreamSubject['open'] = () => openStream({ wantsUsageChunk: false });
  const subject = { open, wire: kit.wire, viewOf: kit.viewOfStream };
  describe(`${adapter.id} ${surface}: plain answers`, () => describePlain(native, kit));
  describe(`${adapter.id} ${surface}: streams`, () => {
    describeStreams(subject);
    describePassing(subject);
  });
  describe(`${adapter.id} ${surface}: broken streams`, () => describeBrokenStreams(subject));
  describeNativeRequests(adapter, surface, kit.request);
  for (const [question, reason] of Object.entries(kit.wire.lacks))
    it.skip(`${adapter.id} ${surface}: ${question}: ${reason}`, () => undefined);
}

/** The questions about requests alone, for APIs without streams. */
export function describeNativeRequests(
  adapter: ProviderAdapter,
  surface: NativeSurface,
  request: Readonly<Record<string, unknown>>,
): void {
  describe(`${adapter.id} ${surface}: requests`, () => describeRequests(adapter, surface, request));
}

export function wireOf(adapter: ProviderAdapter, surface: NativeSurface): NativeWire {
  const wire = adapter.native?.[surface];
  if (wire === undefined) throw new Error(`${adapter.id} does not speak ${surface}`);
  return wire;
}

/** A call as the gateway makes it. `raw` stands for bytes that are not what JSON.stringify writes. */
export function nativeCallOf(
  deployment: NativeCall['deployment'],
  given: Readonly<Record<string, unknown>> | string,
  headers: Readonly<Record<string, string>> = {},
): NativeCall {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const body: Readonly<Record<string, unknown>> = JSON.parse(text);
  return { deployment, apiKey: 'sk-test', body, raw: Buffer.from(text), isStreaming: body.stream === true, headers };
}

function describePlain(native: NativeWire, { wire, viewOfAnswer }: NativeKit): void {
  const samples = samplesOf(wire);

  it.each(samples)('reads the sample "%s" with its usage and keeps its bytes', (_, sample) => {
    const body = Buffer.from(wire.answer(sample));
    const answer = native.decode(body);
    expect(answer.body).toBe(body);
    expectSample(sample, viewOfAnswer(answer.body), answer, wire);
  });

  it.each(samples)('says whether the sample "%s" may be stored', (_, sample) => {
    const isWhole = sample.finish === 'stop' || sample.finish === 'tool_calls';
    expect(native.decode(Buffer.from(wire.answer(sample))).isComplete).toBe(isWhole);
  });

  it.each(NO_ANSWERS)('refuses %j as a broken answer', (body) => {
    expect(() => native.decode(Buffer.from(body))).toThrow(BROKEN_ANSWER);
  });

  it('refuses an answer that was cut anywhere', () => {
    const whole = Buffer.from(wire.answer(richestSample(wire)));
    for (let end = 0; end < whole.length; end++) expect(() => native.decode(whole.subarray(0, end))).toThrow();
  });
}

function describePassing({ open, wire }: StreamSubject): void {
  it('every event passes byte for byte, those of kinds to come too', () => {
    const sample = { ...richestSample(wire), usage: null };
    const later = { name: 'some.news', data: '{"type": "some.news",  "n": 1.0}' };
    const events = wire.events(sample).flatMap((event) => [later, event]);
    const bytes = Buffer.concat([Buffer.from(': hello\n\n'), streamOf(events)]);
    for (const pieces of [[bytes], Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))]) {
      const { forwarded, errors } = readStream(open(), pieces);
      expect(errors).toEqual([]);
      expect(forwarded.toString('utf8')).toBe(bytes.toString('utf8'));
    }
  });
}

function describeRequests(
  adapter: ProviderAdapter,
  surface: NativeSurface,
  request: Readonly<Record<string, unknown>>,
): void {
  const native = wireOf(adapter, surface);
  const deployment = deploymentOf(adapter.id, 'vendor/model-1');
  const bodyOf = (call: NativeCall) => JSON.parse(Buffer.from(native.encode(call).body).toString('utf8'));

  it('are the client’s own bytes but for the model', () => {
    const fields = JSON.stringify(request).slice(1, -1);
    const raw = `{\n ${fields}, "x" : 1.0,\t"model":"auto", "metadata" : {"user_id":"u"} }`;
    const { body } = native.encode(nativeCallOf(deployment, raw));
    expect(Buffer.from(body).toString('utf8')).toBe(raw.replace('"auto"', '"vendor/model-1"'));
  });

  it('name the deployment’s model where the client named none', () => {
    expect(bodyOf(nativeCallOf(deployment, request))).toEqual({ ...request, model: 'vendor/model-1' });
  });

  it('have the key in their headers only, and ask for no compression', () => {
    const { headers, body, path } = native.encode(nativeCallOf(deployment, { ...request, model: 'm' }));
    expect(Buffer.from(body).toString('utf8')).not.toContain('sk-test');
    expect(headers.join(' ')).toContain('sk-test');
    expect(headers.length % 2).toBe(0);
    expect(headers[headers.indexOf('accept-encoding') + 1]).toBe('identity');
    expect(path).toMatch(/^\//);
  });

  it('never hold our own fields', () => {
    const own = { lco: { mode: 'cost' }, preference: 'cost', cache: { ttl: 1 }, session_id: 's', models: ['a'] };
    const call = nativeCallOf(deployment, { ...own, ...request, model: 'auto' });
    expect(bodyOf(call)).toEqual({ ...request, model: 'vendor/model-1' });
    expect(native.encode(call).droppedParameters).toEqual([]);
  });

  it('leave the client’s request as it is', () => {
    const call = nativeCallOf(deployment, { ...request, model: 'auto', lco: {}, temperature: 2 });
    const before = JSON.stringify(call.body);
    const raw = Buffer.from(call.raw);
    native.encode(call);
    expect(JSON.stringify(call.body)).toBe(before);
    expect(Buffer.from(call.raw).equals(raw)).toBe(true);
  });

  it('take nothing of the client’s credentials along', () => {
    const headers = { authorization: 'Bearer lco-client', 'x-api-key': 'lco-client', cookie: 'lco-client' };
    const call = native.encode(nativeCallOf(deployment, { ...request, model: 'auto' }, headers));
    expect(call.headers.join(' ')).not.toContain('lco-client');
  });
}
