import { type SampleEvent, streamOf } from './sample.ts';

const line = ({ name, data }: SampleEvent): string => `${name === null ? '' : `event: ${name}\n`}data: ${data}\n\n`;

/** The same events in every form that the standard for server-sent events allows. */
export const FRAMINGS: readonly {
  readonly name: string;
  readonly write: (events: readonly SampleEvent[]) => Buffer;
}[] = [
  { name: 'LF', write: streamOf },
  { name: 'CRLF', write: (events) => Buffer.from(events.map(line).join('').replaceAll('\n', '\r\n')) },
  { name: 'CR', write: (events) => Buffer.from(events.map(line).join('').replaceAll('\n', '\r')) },
  {
    name: 'a byte order mark',
    write: (events) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), streamOf(events)]),
  },
  {
    name: 'comments and blank lines between',
    write: (events) => Buffer.from(`: hello\n\n${events.map((event) => `: ping\n${line(event)}\n:\n\n`).join('')}`),
  },
  {
    name: 'no space after the colon',
    write: (events) => Buffer.from(events.map(line).join('').replaceAll('data: ', 'data:')),
  },
  {
    name: 'ids, retry times and unknown fields',
    write: (events) => Buffer.from(events.map((event) => `id: 7\nretry: 10\nnonsense\nx: y\n${line(event)}`).join('')),
  },
  {
    name: 'the name of the event behind its data',
    write: (events) =>
      Buffer.from(events.map(({ name, data }) => `data: ${data}\nevent: ${name ?? 'message'}\n\n`).join('')),
  },
  {
    name: 'several data lines',
    // White space between the tokens of JSON may be a line end.
    write: (events) =>
      Buffer.from(events.map((event) => line({ ...event, data: event.data.replace(/^\{/, '{\ndata: ') })).join('')),
  },
  { name: 'no blank line at the end', write: (events) => streamOf(events).subarray(0, -1) },
  { name: 'no line end at all at the end', write: (events) => streamOf(events).subarray(0, -2) },
  {
    name: 'pings and unknown events between',
    write: (events) =>
      Buffer.from(events.map((event) => `event: ping\ndata: {"type": "ping"}\n\n${line(event)}`).join('')),
  },
  {
    name: 'data after the end',
    write: (events) =>
      Buffer.concat([streamOf(events), Buffer.from('data: {"error":{"message":"late"}}\n\ndata: nonsense\n\n')]),
  },
];
