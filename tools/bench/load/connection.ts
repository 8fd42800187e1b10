import { connect, type Socket } from 'node:net';

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');
const GOOD = Buffer.from('HTTP/1.1 200');

/** How an answer came: `firstByteAt` and `endAt` on the monotonic clock; `failure` null when it was a good one. */
export interface Answer {
  readonly firstByteAt: number;
  readonly endAt: number;
  readonly failure: string | null;
}

/** One kept-alive HTTP connection with one request at a time, on a bare socket: a client that costs next to nothing. */
export class Connection {
  private readonly socket: Socket;
  private onAnswer: ((answer: Answer) => void) | null = null;
  private firstByteAt = 0;
  private received: Buffer | null = null;
  /** Bytes of the whole answer; null for a chunked one, 0 while the head is not known. */
  private expected: number | null = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (data: Buffer) => this.read(data));
    socket.on('error', (error) => this.end(error.message));
    socket.on('close', () => this.end('connection closed'));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  get isUsable(): boolean {
    return !this.socket.destroyed;
  }

  send(request: Buffer, onAnswer: (answer: Answer) => void): void {
    this.onAnswer = onAnswer;
    this.received = null;
    this.expected = 0;
    this.socket.write(request);
  }

  close(): void {
    this.onAnswer = null;
    this.socket.destroy();
  }

  private read(data: Buffer): void {
    if (this.received === null) this.firstByteAt = performance.now();
    // Of a chunked answer only head and end matter.
    const isBody = this.expected === null && this.received !== null;
    this.received =
      this.received === null ? data : Buffer.concat([isBody ? this.received.subarray(-16) : this.received, data]);
    const { received } = this;
    if (this.expected === 0) {
      const headEnd = received.indexOf(END_OF_HEAD);
      if (headEnd < 0) return;
      const head = received.toString('latin1', 0, headEnd);
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      this.expected = length === undefined ? null : headEnd + 4 + Number(length);
      if (!received.subarray(0, GOOD.length).equals(GOOD)) {
        this.end(received.toString('utf8', 0, 600));
        return;
      }
    }
    const isWhole =
      this.expected === null
        ? received.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
        : received.length >= this.expected;
    if (isWhole) this.end(null);
  }

  private end(failure: string | null): void {
    const { onAnswer } = this;
    if (onAnswer === null) return;
    this.onAnswer = null;
    if (failure !== null) this.socket.destroy();
    onAnswer({ firstByteAt: this.firstByteAt, endAt: performance.now(), failure });
  }
}
