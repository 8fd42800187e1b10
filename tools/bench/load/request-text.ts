import type { LoadOrder } from './load.types.ts';

const PROSE =
  'The supplier shall deliver the goods described in annex A within the period agreed in the order. Delay releases the buyer from the duty to pay only for the part concerned. Defects are to be reported in text form within fourteen days. ';
const DIGITS = 12;
let serial = 0;

/** Makes the bytes of whole HTTP requests; only the number in the prompt differs between two of them. */
export function requestMaker(order: LoadOrder): () => Buffer {
  const mark = '#'.repeat(DIGITS);
  const bodyOf = (text: string) =>
    JSON.stringify({
      model: 'auto',
      messages: [
        { role: 'system', content: 'You answer briefly and to the point.' },
        { role: 'user', content: `Case ${mark}: summarise this clause in one sentence. ${text}` },
      ],
      ...(order.isStreaming ? { stream: true } : {}),
    });
  const room = order.bodyBytes - bodyOf('').length;
  const body = bodyOf(PROSE.repeat(Math.ceil(room / PROSE.length)).slice(0, room));
  const request = Buffer.from(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${order.port}\r\ncontent-type: application/json\r\nauthorization: Bearer ${order.bearer}\r\nuser-agent: OpenAI/JS 7.57.0\r\naccept: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  const at = request.indexOf(mark);
  const fill = (target: Buffer, number: number) => target.write(String(number).padStart(DIGITS, '0'), at, 'latin1');
  if (!order.isUnique) {
    fill(request, 0);
    return () => request;
  }
  return () => {
    const copy = Buffer.from(request);
    fill(copy, ++serial);
    return copy;
  };
}
