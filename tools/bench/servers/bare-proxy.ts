// The measure for a cache miss: what a proxy in Node costs that parses and writes the JSON body and does nothing else.
// `node bare-proxy.ts <upstream origin> <request|dispatch>`: undici's ordinary call, or its cheapest one.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { announce } from './announce.ts';

const [origin = '', call = 'request'] = process.argv.slice(2);
const pool = new Pool(origin, { connections: null, pipelining: 1 });
const HEADERS = ['content-type', 'application/json', 'authorization', 'Bearer sk-bench'];

async function relay(path: string, body: string, response: ServerResponse): Promise<void> {
  const answer = await pool.request({ path, method: 'POST', headers: HEADERS, body });
  if (answer.headers['content-length'] === undefined) {
    response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) });
    answer.body.pipe(response);
    return;
  }
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  response.writeHead(answer.statusCode, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

/** undici's handler without any of its conveniences. */
class Relay implements Dispatcher.DispatchHandler {
  private readonly chunks: Buffer[] = [];
  private isStream = false;
  private readonly response: ServerResponse;

  constructor(response: ServerResponse) {
    this.response = response;
  }

  onRequestStart(): void {}
  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[]>): void {
    this.isStream = headers['content-length'] === undefined;
    this.response.statusCode = status;
    this.response.setHeader('content-type', headers['content-type'] ?? 'application/json');
  }
  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.isStream) this.response.write(chunk);
    else this.chunks.push(chunk);
  }
  onResponseEnd(): void {
    if (this.isStream) this.response.end();
    else {
      const [first] = this.chunks;
      const body = this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks);
      this.response.setHeader('content-length', body.length);
      this.response.end(body);
    }
  }
  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.response.destroy(error);
  }
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const parsed: object = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const body = JSON.stringify({ ...parsed, model: 'gpt-bench' });
    const path = request.url ?? '/';
    if (call === 'dispatch') pool.dispatch({ path, method: 'POST', headers: HEADERS, body }, new Relay(response));
    else relay(path, body, response).catch((error: Error) => response.destroy(error));
  });
}

announce(createServer({ noDelay: true }, handle));
