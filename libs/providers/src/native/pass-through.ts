import type {
  NativeStreamDecoder,
  ProviderFailure,
  StreamDecoder,
  StreamStep,
  TokenUsage,
} from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { classifyEvent } from '../failure/classify.ts';
import { isErrorRecord, readErrorRecord } from '../failure/error-body.ts';
import { type JsonRecord, parseRecord } from '../json/json.ts';
import { RawLineReader } from '../ndjson/raw-line-reader.ts';
import { ForwardBuffer } from '../sse/forward-buffer.ts';
import { type RawEvent, RawEventReader } from '../sse/raw-event-reader.ts';
import { LF } from '../sse/sse-lines.ts';

/** What becomes of an event: it passes, is kept back, or reports that the call failed. */
export type Verdict = 'pass' | 'keep' | ProviderFailure;

/** What the events of one API say, read event by event. Errors of the common shapes never reach it. */
export interface EventFacts extends Omit<StreamDecoder, 'push' | 'end'> {
  read(event: JsonRecord): Verdict;
}

const DONE = '[DONE]';
const LINE_END = Buffer.from('\n');
const TWO_LINE_ENDS = Buffer.from('\n\n');

/** How a stream is cut into events. */
export interface Framing {
  readonly open: () => Pick<RawEventReader, 'push' | 'end' | 'isOverflowing'>;
  /** What the last event lacks of its end, without which clients would not read it. */
  readonly missingEnd: (raw: Buffer) => Buffer;
}

/** Server-sent events: an empty line ends each. */
export const EVENTS: Framing = {
  open: () => new RawEventReader(),
  missingEnd: (raw) => (raw.at(-1) === LF ? LINE_END : TWO_LINE_ENDS),
};

/** One JSON object a line, as Ollama writes them. */
export const JSON_LINES: Framing = { open: () => new RawLineReader(), missingEnd: () => LINE_END };

/**
 * Passes a stream on as it came, event by event, and reads its facts. Every event is parsed once, so that neither an
 * error nor half a JSON text is ever passed on; what follows the terminal marker is ignored.
 */
export class PassThroughDecoder implements NativeStreamDecoder {
  private readonly facts: EventFacts;
  private readonly framing: Framing;
  private readonly reader: ReturnType<Framing['open']>;
  private readonly out = new ForwardBuffer();
  private hasEvents = false;
  private isDone = false;
  private error: ProviderFailure | null = null;

  constructor(facts: EventFacts, framing: Framing = EVENTS) {
    this.facts = facts;
    this.framing = framing;
    this.reader = framing.open();
  }

  get hasContent(): boolean {
    return this.facts.hasContent;
  }

  get isFinished(): boolean {
    return this.facts.isFinished;
  }

  get isTerminated(): boolean {
    return this.isDone || this.facts.isTerminated;
  }

  get usage(): TokenUsage | null {
    return this.facts.usage;
  }

  get model(): string | null {
    return this.facts.model;
  }

  get finishReason(): string | null {
    return this.facts.finishReason;
  }

  get serviceTier(): string | null {
    return this.facts.serviceTier;
  }

  get outputChars(): number {
    return this.facts.outputChars;
  }

  get sentUsage(): unknown {
    return this.facts.sentUsage;
  }

  get outputTokens(): number | null {
    return this.facts.outputTokens ?? null;
  }

  get chunkId(): string | null {
    return this.facts.chunkId;
  }

  get created(): number | null {
    return this.facts.created;
  }

  push(chunk: Uint8Array): StreamStep {
    if (this.error !== null) return { forward: null, error: null };
    for (const event of this.reader.push(chunk)) {
      if (this.error !== null) break;
      this.readEvent(event, ANSWER_FAILURES.badEvent);
    }
    if (this.reader.isOverflowing) this.error ??= ANSWER_FAILURES.tooLong;
    return { forward: this.out.take(), error: this.error };
  }

  end(): StreamStep {
    if (this.error !== null) return { forward: null, error: null };
    // Half an event at the very end is a stream that was cut, not a provider that cannot write JSON.
    for (const { data, raw } of this.reader.end()) {
      const whole = Buffer.concat([raw, this.framing.missingEnd(raw)]);
      this.readEvent({ data, raw: whole }, ANSWER_FAILURES.cut);
    }
    if (!this.isFinished) this.error ??= this.hasEvents ? ANSWER_FAILURES.cut : ANSWER_FAILURES.notAStream;
    return { forward: this.out.take(), error: this.error };
  }

  private readEvent({ data, raw }: RawEvent, ifBroken: ProviderFailure): void {
    this.hasEvents = true;
    if (this.isTerminated) return;
    if (data.startsWith(DONE)) {
      this.isDone = true;
      this.out.addRaw(raw);
      return;
    }
    const event = parseRecord(data);
    if (event === null) {
      this.error = ifBroken;
      return;
    }
    const verdict = isErrorRecord(event) ? classifyEvent(readErrorRecord(event)) : this.facts.read(event);
    if (verdict === 'pass') this.out.addRaw(raw);
    else if (verdict !== 'keep') this.error = verdict;
  }
}
