/** Collects the bytes that one step passes on. Events that lie side by side in one network buffer are not copied. */
export class ForwardBuffer {
  private pieces: Buffer[] = [];

  /** Events as they came. */
  addRaw(bytes: Buffer): void {
    const last = this.pieces.at(-1);
    if (last !== undefined && last.buffer === bytes.buffer && last.byteOffset + last.length === bytes.byteOffset) {
      this.pieces[this.pieces.length - 1] = Buffer.from(last.buffer, last.byteOffset, last.length + bytes.length);
      return;
    }
    this.pieces.push(bytes);
  }

  /** Whole events written by us. */
  addText(text: string): void {
    this.pieces.push(Buffer.from(text));
  }

  /** What was collected since the last call; null = nothing. */
  take(): Uint8Array | null {
    const { pieces } = this;
    if (pieces.length === 0) return null;
    this.pieces = [];
    const [first] = pieces;
    return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
  }
}
