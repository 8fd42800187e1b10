/** A segment is sealed when it has this size; it becomes the data of one job. */
export const MAX_SEGMENT_BYTES = 1024 * 1024;
/** Places that wait to be used again. More are needed only while the database is behind. */
const MAX_FREE = 8;
const LINE_FEED = 0x0a;
/** A UTF-16 unit takes at most so many bytes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * The rows of one segment as the bytes of its file, one after the other in memory that is used again for later segments.
 * Thousands of rows wait for the disk and the database: as objects and strings the garbage collector would copy each of
 * them twice, and memory asked for anew per batch, though outside its heap, makes it run as often (measured: a third of
 * the CPU of a cache hit).
 */
export class RowText {
  private place: Buffer;
  private used = 0;
  private readers = 0;
  private isOver = false;
  private readonly giveBack: (place: Buffer) => void;

  constructor(place: Buffer, giveBack: (place: Buffer) => void) {
    this.place = place;
    this.giveBack = giveBack;
  }

  get length(): number {
    return this.used;
  }

  /** Adds a line with its line end; false = there is no room left. A line larger than all the room is taken as the first. */
  add(line: string): boolean {
    const room = this.place.byteLength - this.used - 1;
    if (line.length * MAX_BYTES_PER_UNIT > room) {
      const bytes = Buffer.byteLength(line);
      if (bytes > room && this.used > 0) return false;
      if (bytes > room) this.moveTo(Buffer.allocUnsafeSlow(bytes + 1));
    }
    this.used += this.place.write(line, this.used);
    this.place[this.used] = LINE_FEED;
    this.used += 1;
    return true;
  }

  /** Bytes from `start` on; valid until `end` was called and all readers have ended. */
  from(start: number): Uint8Array {
    return this.place.subarray(start, this.used);
  }

  /** Gives the bytes to a reader; they stay until it has ended. */
  async read<T>(use: (text: Uint8Array) => Promise<T>): Promise<T> {
    this.readers += 1;
    try {
      return await use(this.from(0));
    } finally {
      this.readers -= 1;
      this.freeIfUnused();
    }
  }

  /** Nobody will ask for the bytes any more. */
  end(): void {
    this.isOver = true;
    this.freeIfUnused();
  }

  private moveTo(place: Buffer): void {
    this.giveBack(this.place);
    this.place = place;
  }

  private freeIfUnused(): void {
    if (!this.isOver || this.readers > 0) return;
    this.giveBack(this.place);
    this.place = Buffer.alloc(0);
    this.used = 0;
  }
}

/** Makes texts and keeps their places for later ones. */
export class RowTexts {
  private readonly free: Buffer[] = [];
  private readonly giveBack = (place: Buffer): void => {
    // Those made for one large row are not worth keeping.
    if (place.byteLength === MAX_SEGMENT_BYTES && this.free.length < MAX_FREE) this.free.push(place);
  };

  open(): RowText {
    return new RowText(this.free.pop() ?? Buffer.allocUnsafeSlow(MAX_SEGMENT_BYTES), this.giveBack);
  }
}
