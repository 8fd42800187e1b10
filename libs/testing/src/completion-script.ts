import type { ScriptedCall, ScriptedUsage } from './scripted-provider.ts';

export interface CompletionScriptOptions {
  readonly text?: string;
  /** What is billed and, unless `usage` says otherwise, sent. */
  readonly billed?: ScriptedUsage;
  /** Sent instead of the usage that was billed; null = none is sent. */
  readonly usage?: unknown;
  /** Null = the stream ends without one. */
  readonly finishReason?: string | null;
  /** Model that the answer names. */
  readonly model?: string;
  /** Replaces the message of a plain answer. */
  readonly message?: unknown;
}

const BILLED: ScriptedUsage = { promptTokens: 21, completionTokens: 9 };

/** Writes answers in OpenAI's format; each piece can also be sent by itself. */
export class CompletionScript {
  readonly text: string;
  readonly billed: ScriptedUsage;
  private readonly options: CompletionScriptOptions;

  constructor(options: CompletionScriptOptions = {}) {
    this.options = options;
    this.text = options.text ?? 'Hello from the scripted provider, wörld 🌍.';
    this.billed = options.billed ?? BILLED;
  }

  /** A whole good answer, plain or as a stream, as the call asked. */
  answer(call: ScriptedCall, headers: Readonly<Record<string, string>> = {}): void {
    call.billed = this.billed;
    if (isStreaming(call)) {
      sendHead(call, 200, { 'content-type': 'text/event-stream', ...headers, connection: 'close' });
      call.socket.end(this.events().join(''));
    } else {
      send(call, 200, this.plain(), headers);
    }
  }

  plain(): string {
    const { message = { role: 'assistant', content: this.text }, finishReason = 'stop' } = this.options;
    return JSON.stringify({
      id: 'chatcmpl-scripted',
      object: 'chat.completion',
      created: 1_790_000_000,
      model: this.model,
      choices: [{ index: 0, message, finish_reason: finishReason }],
      ...this.usageField(),
    });
  }

  /** All events of a stream: role, one per word, finish, usage, `[DONE]`. */
  events(): string[] {
    const { finishReason = 'stop' } = this.options;
    const words = this.text.match(/\S+\s*/g) ?? [];
    const finish = finishReason === null ? [] : [this.chunk({}, finishReason)];
    const usage = this.usageField();
    const closing = 'usage' in usage ? [event({ ...this.head(), choices: [], ...usage })] : [];
    return [
      this.chunk({ role: 'assistant', content: '' }),
      ...words.map((content) => this.chunk({ content })),
      ...finish,
      ...closing,
      'data: [DONE]\n\n',
    ];
  }

  chunk(delta: Readonly<Record<string, unknown>>, finishReason: string | null = null): string {
    return event({ ...this.head(), choices: [{ index: 0, delta, finish_reason: finishReason }] });
  }

  private get model(): string {
    return this.options.model ?? 'gpt-6-luna';
  }

  private head() {
    return { id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 1_790_000_000, model: this.model };
  }

  private usageField(): { usage?: unknown } {
    const { usage } = this.options;
    if (usage === null) return {};
    const { promptTokens, completionTokens } = this.billed;
    const sent = { prompt_tokens: promptTokens, completion_tokens: completionTokens };
    return { usage: usage ?? { ...sent, total_tokens: promptTokens + completionTokens } };
  }
}

/** Whether the call asks for a stream. */
export function isStreaming({ body }: ScriptedCall): boolean {
  return /"stream": ?true/.test(body);
}

/** Writes status line and headers, and leaves the rest to the caller. */
export function sendHead(call: ScriptedCall, status: number, headers: Readonly<Record<string, string>>): void {
  const lines = Object.entries({ 'x-request-id': call.requestId, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  call.socket.write(`HTTP/1.1 ${status} Scripted\r\n${lines.join('')}\r\n`);
}

/** Sends a whole answer with its length; the connection stays open. */
export function send(
  call: ScriptedCall,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const length = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  sendHead(call, status, { ...length, ...headers });
  call.socket.write(body);
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
