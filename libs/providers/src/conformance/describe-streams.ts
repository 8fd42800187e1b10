import type { StreamDecoder } from '@llm-cost-optimizer/contracts';
import { expect, it } from 'vitest';
import { MAX_EVENT_BYTES } from '../sse/sse-reader.ts';
import { expectSample } from './expect-sample.ts';
import { FRAMINGS } from './framings.ts';
import { readStream } from './read-stream.ts';
import { type AnswerWire, richestSample, SAMPLES, type Sample, samplesOf, streamOf } from './sample.ts';
import type { ClientView } from './view-builder.ts';

/** What is asked: a decoder, what its provider writes, and what a client makes of what is passed on. */
export interface StreamSubject {
  readonly open: () => StreamDecoder;
  readonly wire: AnswerWire;
  readonly viewOf: (bytes: Uint8Array) => ClientView;
}

/** Whole streams: the same as plain answers, in every form and wherever they are cut. */
export function describeStreams({ open, wire, viewOf }: StreamSubject): void {
  const hasUsage = (sample: Sample): boolean => sample.usage !== null;
  const lack = wire.lacks['missing usage in streams'];
  const samples = samplesOf(wire).filter(([, sample]) => hasUsage(sample) || lack === undefined);
  const rich = richestSample(wire);

  it.each(samples)('reads the sample "%s" like the plain one', (_, sample) => {
    const { decoder, forwarded, errors } = readStream(open(), [streamOf(wire.events(sample))]);
    expect(errors).toEqual([]);
    expectSample(sample, viewOf(forwarded), decoder, wire);
    expect(decoder).toMatchObject({ isFinished: true, isTerminated: true });
    expect(decoder.chunkId).not.toBeNull();
    if (wire.lacks['time of the answer'] === undefined) expect(decoder.created).toBeGreaterThan(0);
  });

  it.each(FRAMINGS)('reads streams with $name', ({ write }) => {
    const bytes = write(wire.events(rich));
    for (const pieces of [[bytes], Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))]) {
      const { decoder, forwarded, errors } = readStream(open(), pieces);
      expect(errors).toEqual([]);
      expectSample(rich, viewOf(forwarded), decoder, wire);
    }
  });

  it('reads the same wherever the network cut it in two', () => {
    const sample = wire.lacks.reasoning === undefined ? SAMPLES.reasoning : SAMPLES.text;
    const bytes = streamOf(wire.events(sample));
    for (let at = 0; at <= bytes.length; at++) {
      const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
      const { decoder, forwarded, errors } = readStream(open(), pieces);
      expect(errors).toEqual([]);
      expect(viewOf(forwarded).text).toBe(sample.text);
      expect(decoder.usage?.completionTokens).toBe(sample.usage?.completion);
    }
  });

  it('opens the gate with the first content, not before', () => {
    const decoder = open();
    let sent = '';
    for (const event of wire.events(SAMPLES.text)) {
      const { forward } = decoder.push(streamOf([event]));
      sent += forward === null ? '' : Buffer.from(forward).toString('utf8');
      const view = viewOf(Buffer.from(sent));
      expect(decoder.hasContent).toBe(view.text !== '' || view.finish.length > 0);
    }
  });

  it('passes each piece of content on with the event that brought it', () => {
    const decoder = open();
    const events = wire.events(SAMPLES.text);
    const withContent = events.filter((event) => {
      const { forward } = decoder.push(streamOf([event]));
      return forward !== null && viewOf(forward).text !== '';
    });
    expect(withContent.length).toBeGreaterThan(3);
  });
}

/** Streams that break: nothing broken is passed on and no break is taken for an end. */
export function describeBrokenStreams({ open, wire, viewOf }: StreamSubject): void {
  const events = wire.events(richestSample(wire));
  /** Number of events before the one with the finish reason. */
  const unfinished = events.findIndex((_, count) => {
    const decoder = open();
    decoder.push(streamOf(events.slice(0, count + 1)));
    return decoder.isFinished;
  });

  it('a clean end before the finish reason is a break, wherever it comes', () => {
    for (let count = 1; count <= unfinished; count++) {
      const { errors } = readStream(open(), [streamOf(events.slice(0, count))]);
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
    const { errors, forwarded } = readStream(open(), [Buffer.from(body)]);
    expect(errors).toMatchObject([{ kind: 'broken_answer', outcome: 'invalid_answer' }]);
    expect(forwarded.length).toBe(0);
  });

  it.each([0, 1, 3])('an error event after %d events ends it with the kind of the error', (count) => {
    const bytes = streamOf([...events.slice(0, count), wire.errorEvent, ...events.slice(count)]);
    const { decoder, errors, forwarded } = readStream(open(), [bytes]);
    expect(errors).toMatchObject([{ kind: 'overloaded', outcome: 'overloaded' }]);
    expect(forwarded.toString('utf8')).not.toMatch(/overloaded|busy|capacity/i);
    expect(decoder.isFinished).toBe(false);
    expect(decoder.push(streamOf(events))).toEqual({ forward: null, error: null });
  });

  it.each(['{"choices":[{"delta":{"content":"x"', 'nonsense', '{"a":1}}', '"text"', '[1]'])(
    'the event %j is reported and never passed on',
    (data) => {
      const bytes = streamOf([...events.slice(0, 2), { name: null, data }, ...events.slice(2)]);
      const { errors, forwarded } = readStream(open(), [bytes]);
      expect(errors).toMatchObject([{ kind: 'broken_stream', outcome: 'invalid_answer' }]);
      expect(viewOf(forwarded).problems).toEqual([]);
      expect(forwarded.toString('utf8')).not.toContain(`data: ${data}\n`);
    },
  );

  it('an endless line is given up at its bound', () => {
    const decoder = open();
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
