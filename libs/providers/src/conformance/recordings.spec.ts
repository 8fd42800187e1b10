import { describe, expect, it } from 'vitest';
import { CUTS } from './cuts.ts';
import { expectTruth } from './expect-truth.ts';
import { loadFixtures } from './fixtures.ts';
import { readStream } from './read-stream.ts';
import { adapterOf, type Recorded, readersOf } from './recorded.ts';

const fixtures = loadFixtures();
const answered = fixtures.filter(({ meta }) => meta.status === 200);
const recorded = answered.flatMap(readersOf);
const isStream = ({ fixture: { meta } }: Recorded): boolean => meta.stream === true;
const isBroken = ({ fixture: { meta } }: Recorded): boolean => meta.kinds.includes('error-mid-stream');
const plain = recorded.filter((one) => !isStream(one));
const streamed = recorded.filter((one) => isStream(one) && !isBroken(one));
const broken = recorded.filter((one) => isStream(one) && isBroken(one));

describe.skipIf(fixtures.length === 0)('recorded plain answers (skipped where the recordings are absent)', () => {
  it.each(plain)('$name: text, finish reason and tokens are those of the provider', (one) => {
    const { body } = one.fixture;
    const answer = one.decode(body);
    if (one.isNative) expect(answer.body).toBe(body);
    expectTruth(one.fixture, one.viewOfAnswer(answer.body), answer);
  });

  it.each(plain)('$name: cut anywhere it is refused, never taken for an answer', ({ fixture: { body }, decode }) => {
    const length = body.toString('utf8').trimEnd().length;
    for (let part = 1; part < 40; part++) {
      expect(() => decode(body.subarray(0, Math.floor((length * part) / 40)))).toThrow();
    }
  });
});

describe.skipIf(fixtures.length === 0)('recorded streams (skipped where the recordings are absent)', () => {
  describe.each(CUTS)('$name', ({ cut }) => {
    it.each(streamed)('$name: text, finish reason and tokens are those of the provider', (one) => {
      const { decoder, forwarded, errors } = readStream(openOf(one), cut(one.fixture.body));
      expect(errors).toEqual([]);
      expect(decoder.isFinished).toBe(true);
      expectTruth(one.fixture, one.viewOfStream(forwarded), decoder);
      if (one.isNative) expect(forwarded.toString('utf8').trimEnd()).toBe(one.fixture.body.toString('utf8').trimEnd());
    });

    it.each(broken)('$name: the text until then is passed on and the error is reported', (one) => {
      const { decoder, forwarded, errors } = readStream(openOf(one), cut(one.fixture.body));
      expect(errors).toHaveLength(1);
      expect(decoder.isFinished).toBe(false);
      // What is counted by then, if anything, is the prompt; the output is estimated from what was read.
      expect(decoder.usage?.promptTokens ?? null).not.toBe(0);
      const view = one.viewOfStream(forwarded);
      expect(view.problems).toEqual([]);
      expect(view.textSha256).toBe(one.fixture.meta.truth.text_sha256 ?? null);
      if (one.isNative) expect(one.fixture.body.subarray(0, forwarded.length).equals(forwarded)).toBe(true);
    });
  });

  it.each(streamed)('$name: without its end it is a broken stream, never a silent end', (one) => {
    const end = one.fixture.body.subarray(0, one.fixture.body.length / 2);
    const { errors } = readStream(openOf(one), [end]);
    expect(errors.map(({ kind }) => kind)).toEqual(['broken_stream']);
  });
});

describe.skipIf(fixtures.length === 0)('recorded failures (skipped where the recordings are absent)', () => {
  it.each(fixtures.filter(({ meta }) => meta.status !== 200))('$name: its kind is known', (fixture) => {
    const { status, response_headers: headers, kinds } = fixture.meta;
    const failure = adapterOf(fixture).classify(status, headers, fixture.body);
    expect(failure.kind).toBe(kindOf(status, kinds));
    expect(failure.message).not.toMatch(/<html|sk-[a-z]/);
  });

  it('a quota that ends inside a stream is told apart from a rate limit', () => {
    const quota = broken.filter(({ fixture }) => fixture.meta.kinds.includes('insufficient-quota'));
    const kinds = quota.flatMap((one) => readStream(openOf(one), [one.fixture.body]).errors.map(({ kind }) => kind));
    expect(kinds).toEqual(['quota']);
  });
});

it('every recorded answer is read by an adapter', () => {
  expect(answered.filter((fixture) => readersOf(fixture).length === 0).map(({ name }) => name)).toEqual([]);
});

function openOf({ name, open }: Recorded) {
  if (open === null) throw new Error(`${name} is a stream of an API that has none`);
  return open();
}

/** What the status and the description of a recorded failure mean. */
function kindOf(status: number, kinds: readonly string[]): string {
  if (kinds.includes('context-length')) return 'context_length';
  if (kinds.includes('insufficient-quota')) return 'quota';
  const byStatus: Readonly<Record<number, string>> = {
    400: 'invalid_request',
    401: 'credentials',
    403: 'credentials',
    404: 'not_found',
    413: 'too_large',
    429: 'rate_limited',
    498: 'overloaded',
    503: 'overloaded',
    529: 'overloaded',
  };
  return byStatus[status] ?? 'unavailable';
}
