import type { BookRow, BookSums, BookTotals } from './book-row.ts';

const MAX_MODELS = 500;

type MutableSums = { -readonly [Key in keyof BookSums]: number };

/** The books of the simulated providers: a ring of rows and exact totals. In memory, bounded, never throws. */
export class Books {
  readonly #maxRows: number;
  /** Ring: the row `seq` stands at `(seq - base) % maxRows`. */
  #ring: BookRow[] = [];
  #base = 1;
  #lastSeq = 0;
  #firstSeq = 1;
  #all = emptySums();
  #byProvider = new Map<string, MutableSums>();
  #byModel = new Map<string, MutableSums>();
  #inFlight = 0;
  #listRequests = 0;

  constructor(maxRows: number) {
    this.#maxRows = maxRows;
  }

  /** Notes that a request came; each `open` is followed by one `close`. */
  open(): void {
    this.#inFlight += 1;
  }

  /** Writes the row of a request that ended. */
  close(row: Omit<BookRow, 'seq'>): void {
    this.#inFlight -= 1;
    this.#lastSeq += 1;
    const full: BookRow = { seq: this.#lastSeq, ...row };
    this.#ring[(this.#lastSeq - this.#base) % this.#maxRows] = full;
    this.#firstSeq = Math.max(this.#firstSeq, this.#lastSeq - this.#maxRows + 1);
    add(this.#all, full);
    add(sumsAt(this.#byProvider, row.provider), full);
    const modelKey = `${row.provider}/${row.model ?? '(unknown)'}`;
    const isRoom = this.#byModel.size < MAX_MODELS || this.#byModel.has(modelKey);
    add(sumsAt(this.#byModel, isRoom ? modelKey : '(other)'), full);
  }

  /** Counts a request for a list of models. */
  countList(): void {
    this.#listRequests += 1;
  }

  /** Totals since the last `clear`. */
  totals(): BookTotals {
    return {
      ...this.#all,
      byProvider: copyOf(this.#byProvider),
      byModel: copyOf(this.#byModel),
      inFlight: this.#inFlight,
      listRequests: this.#listRequests,
      rows: this.#lastSeq - this.#firstSeq + 1,
    };
  }

  /** Rows with a higher number than `after`, oldest first, at most `limit`. Rows that were dropped are skipped. */
  rows(after = 0, limit = 1000): readonly BookRow[] {
    const found: BookRow[] = [];
    const last = Math.min(this.#lastSeq, Math.max(after + 1, this.#firstSeq) + limit - 1);
    for (let seq = Math.max(after + 1, this.#firstSeq); seq <= last; seq += 1) {
      const row = this.#ring[(seq - this.#base) % this.#maxRows];
      if (row !== undefined) found.push(row);
    }
    return found;
  }

  /** Forgets all rows and totals. Running requests are booked into the new books; numbers go on. */
  clear(): void {
    this.#ring = [];
    this.#firstSeq = this.#lastSeq + 1;
    this.#base = this.#firstSeq;
    this.#all = emptySums();
    this.#byProvider = new Map();
    this.#byModel = new Map();
    this.#listRequests = 0;
  }
}

function emptySums(): MutableSums {
  return {
    requests: 0,
    okRequests: 0,
    abortedRequests: 0,
    usageSentRequests: 0,
    promptTokens: 0,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    cacheWrite1hTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
    bytesSent: 0,
  };
}

function add(sums: MutableSums, row: BookRow): void {
  sums.requests += 1;
  if (row.status >= 200 && row.status < 300) sums.okRequests += 1;
  if (row.clientAborted) sums.abortedRequests += 1;
  if (row.usageSent) sums.usageSentRequests += 1;
  sums.promptTokens += row.promptTokens;
  sums.cachedTokens += row.cachedTokens;
  sums.cacheWriteTokens += row.cacheWriteTokens;
  sums.cacheWrite1hTokens += row.cacheWrite1hTokens;
  sums.completionTokens += row.completionTokens;
  sums.reasoningTokens += row.reasoningTokens;
  sums.bytesSent += row.bytesSent;
}

function sumsAt(map: Map<string, MutableSums>, key: string): MutableSums {
  let sums = map.get(key);
  if (sums === undefined) {
    sums = emptySums();
    map.set(key, sums);
  }
  return sums;
}

function copyOf(map: ReadonlyMap<string, MutableSums>): Record<string, BookSums> {
  // A plain object made from foreign keys: without a prototype, so that `__proto__` is a name like any other.
  const copy: Record<string, BookSums> = Object.create(null);
  for (const [key, sums] of map) copy[key] = { ...sums };
  return copy;
}
