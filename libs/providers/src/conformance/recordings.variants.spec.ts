import { describe, expect, it } from 'vitest';
import { isRecord, type JsonRecord, parseRecord } from '../json/json.ts';
import { expectTruth } from './expect-truth.ts';
import { loadFixtures } from './fixtures.ts';
import { readStream } from './read-stream.ts';
import { type Recorded, readersOf } from './recorded.ts';

const fixtures = loadFixtures();
const recorded = fixtures.filter(({ meta }) => meta.status === 200 && !meta.kinds.includes('error-mid-stream'));
const readers = recorded.flatMap(readersOf);
const plain = readers.filter(({ fixture }) => fixture.meta.stream !== true);
const streamed = readers.filter(({ fixture }) => fixture.meta.stream === true);

type Change = (value: unknown) => unknown;

/** The same value with every object in it changed, the innermost first. */
function everywhere(value: unknown, change: (record: JsonRecord) => JsonRecord): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => everywhere(one, change));
  if (!isRecord(value)) return value;
  return change(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, everywhere(one, change)])));
}

/** What a provider may change in its JSON at any time without telling anybody. */
const CHANGES: readonly { readonly name: string; readonly change: Change; readonly indent?: number }[] = [
  {
    name: 'fields in the opposite order',
    change: (value) => everywhere(value, (record) => Object.fromEntries(Object.entries(record).reverse())),
  },
  {
    name: 'further fields everywhere',
    change: (value) =>
      everywhere(value, (record) => ({ x_before: { a: [1, null] }, ...record, x_after: 'new "usage":{' })),
  },
  { name: 'white space between the tokens', change: (value) => value, indent: 1 },
  {
    name: 'without what is null',
    change: (value) =>
      everywhere(value, (record) => Object.fromEntries(Object.entries(record).filter(([, one]) => one !== null))),
  },
];

interface Event {
  readonly name: string | null;
  readonly data: string;
  /** A line of JSON by itself, as Ollama writes it. */
  readonly isLine?: boolean;
}

function eventsOf(bytes: Buffer): Event[] {
  const text = bytes.toString('utf8');
  if (text.startsWith('{')) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((data) => ({ name: null, data, isLine: true }));
  }
  return text.split(/\r\n\r\n|\n\n/).flatMap((block) => {
    const lines = block.split(/\r?\n/);
    const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.replace(/^data: ?/, ''));
    const name = lines.find((line) => line.startsWith('event:'))?.replace(/^event: ?/, '') ?? null;
    return data.length === 0 ? [] : [{ name, data: data.join('\n') }];
  });
}

function write(events: readonly Event[]): Buffer {
  const text = ({ name, data, isLine }: Event) =>
    isLine === true ? `${data}\n` : `${name === null ? '' : `event: ${name}\n`}data: ${data}\n\n`;
  return Buffer.from(events.map(text).join(''));
}

const isJson = ({ data }: Event): boolean => data.startsWith('{');
const changed = (event: Event, change: Change): Event =>
  isJson(event) ? { ...event, data: JSON.stringify(change(JSON.parse(event.data))) } : event;
const withFields = (event: Event, fields: JsonRecord): Event =>
  changed(event, (chunk) => ({ ...Object(chunk), ...fields }));

/** Streams of chunks with the same content, told in another way. */
const RETOLD: readonly { readonly name: string; readonly retell: (events: readonly Event[]) => readonly Event[] }[] = [
  { name: 'without the end mark', retell: (events) => events.filter(isJson) },
  {
    name: 'with chunks of nothing before, between and behind',
    retell: (events) =>
      events.flatMap((event) => {
        const { id, object, model } = parseRecord(event.data) ?? {};
        const nothing = { name: null, data: JSON.stringify({ id, object, model, choices: [] }) };
        return isJson(event) ? [nothing, event] : [event];
      }),
  },
  {
    name: 'with notes to each choice behind its end',
    retell: (events) =>
      events.flatMap((event) => {
        const { choices } = parseRecord(event.data) ?? {};
        const ended = Array.isArray(choices) && choices.some((one) => isRecord(one) && one.finish_reason != null);
        if (!ended) return [event];
        const notes = choices.map((one) => ({ index: Object(one).index, delta: {}, finish_reason: null, notes: {} }));
        return [event, withFields(event, { choices: notes, usage: null, x_groq: null })];
      }),
  },
  {
    name: 'with usage already in the chunk before',
    retell: (events) => {
      const usage = events.map(({ data }) => parseRecord(data)?.usage).findLast(isRecord);
      const at = events.findLastIndex((event) => isJson(event) && !isRecord(parseRecord(event.data)?.usage));
      return events.map((event, index) => (index === at && usage !== undefined ? withFields(event, { usage }) : event));
    },
  },
];

describe.skipIf(fixtures.length === 0)('recorded answers, told in another way (skipped where they are absent)', () => {
  describe.each(CHANGES)('with $name', ({ change, indent }) => {
    it.each(plain)('$name', (one) => {
      const body = Buffer.from(JSON.stringify(change(JSON.parse(one.fixture.body.toString('utf8'))), null, indent));
      const answer = one.decode(body);
      expectTruth(one.fixture, one.viewOfAnswer(answer.body), answer);
    });

    it.each(streamed)('$name', (one) => {
      expectSame(
        one,
        eventsOf(one.fixture.body).map((event) => changed(event, change)),
      );
    });
  });

  const chunked = streamed.filter(({ fixture }) => /^\/(?:chat\/)?completions$/.test(fixture.meta.endpoint));
  describe.each(RETOLD)('$name', ({ retell }) => {
    it.each(chunked)('$name', (one) => {
      expectSame(one, retell(eventsOf(one.fixture.body)));
    });
  });
});

function expectSame({ fixture, open, viewOfStream }: Recorded, events: readonly Event[]): void {
  const decoder = open?.();
  if (decoder === undefined) throw new Error('a stream of an API that has none');
  const { forwarded, errors } = readStream(decoder, [write(events)]);
  expect(errors).toEqual([]);
  const view = viewOfStream(forwarded);
  // Native bytes pass with chunks of nothing in them.
  expectTruth(
    fixture,
    { ...view, problems: view.problems.filter((one) => one !== 'a chunk without choices') },
    decoder,
  );
}
