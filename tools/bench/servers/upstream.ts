// A provider that answers at once in OpenAI's format, on bare sockets so that it is never the bottleneck.
import { createServer, type Socket } from 'node:net';
import { announce } from './announce.ts';

const STREAMED_PIECES = 16;
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const TEXT = 'The supplier delivers within the agreed period and reports every defect in writing. '.repeat(7);
const USAGE = {
  prompt_tokens: 220,
  completion_tokens: 140,
  total_tokens: 360,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};

/** Requests seen since the start, so that hits can be told from misses. */
let requests = 0;
const answers = new Map<string, Buffer>();
const streams = new Map<string, readonly Buffer[]>();

function answerOf(model: string): Buffer {
  const known = answers.get(model);
  if (known !== undefined) return known;
  const body = JSON.stringify({
    id: 'chatcmpl-bench00000000000000000',
    object: 'chat.completion',
    created: 1_790_000_000,
    model,
    choices: [
      { index: 0, message: { role: 'assistant', content: TEXT, refusal: null }, logprobs: null, finish_reason: 'stop' },
    ],
    usage: USAGE,
    service_tier: 'default',
    system_fingerprint: 'fp_bench',
  });
  const answer = Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_bench\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  answers.set(model, answer);
  return answer;
}

/** Head with the first event, then single events, the last one with usage and end mark. */
function streamOf(model: string): readonly Buffer[] {
  const known = streams.get(model);
  if (known !== undefined) return known;
  const event = (choices: unknown[], extra: object = {}) => {
    const base = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_790_000_000, model };
    return `data: ${JSON.stringify({ ...base, choices, ...extra })}\n\n`;
  };
  const delta = (content: string) => event([{ index: 0, delta: { content }, finish_reason: null }]);
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
  const end = `${event([{ index: 0, delta: {}, finish_reason: 'stop' }])}${event([], { usage: USAGE })}data: [DONE]\n\n`;
  const words = Array.from({ length: STREAMED_PIECES }, (_, index) => delta(` word ${index}`));
  const pieces = [head + framed(words[0] ?? ''), ...words.slice(1).map(framed), `${framed(end)}0\r\n\r\n`];
  const stream = pieces.map((piece) => Buffer.from(piece));
  streams.set(model, stream);
  return stream;
}

function framed(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

function send(socket: Socket, text: string): void {
  if (text.startsWith('GET /counts')) {
    const body = JSON.stringify({ requests });
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    return;
  }
  requests += 1;
  const model = /"model":"([^"]{1,100})"/.exec(text)?.[1] ?? 'unknown';
  if (!text.includes('"stream":true')) {
    socket.write(answerOf(model));
    return;
  }
  const pieces = streamOf(model);
  let next = 0;
  const step = () => {
    const piece = pieces[next++];
    if (piece === undefined || socket.destroyed) return;
    socket.write(piece);
    setImmediate(step);
  };
  step();
}

const server = createServer({ noDelay: true }, (socket) => {
  let waiting: Buffer | null = null;
  socket.on('error', () => socket.destroy());
  socket.on('data', (data: Buffer) => {
    let bytes = waiting === null ? data : Buffer.concat([waiting, data]);
    for (;;) {
      const headEnd = bytes.indexOf(END_OF_HEAD);
      const head = headEnd < 0 ? '' : bytes.toString('latin1', 0, headEnd);
      const length = headEnd + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (headEnd < 0 || bytes.length < length) break;
      send(socket, bytes.toString('latin1', 0, length));
      bytes = bytes.subarray(length);
    }
    waiting = bytes.length === 0 ? null : bytes;
  });
});
announce(server);
