import type { Fields } from '../surface.ts';
import { safeCallId } from './chat-answer.ts';
import { fieldsOf, textOrNull } from './json.ts';

/** A function call of a stream on its way. */
export interface TrackedCall {
  /** Place among the calls of the answer, from 0. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
}

/** What one piece of a call brings. */
export interface CallPiece {
  readonly call: TrackedCall;
  readonly isNew: boolean;
  /** Further characters of the arguments; for a new call also those that came before its name. */
  readonly arguments: string;
}

interface Pending {
  id: string | null;
  arguments: string;
}

/**
 * Tells which call a piece belongs to. By its index; servers that give every call the same index start a new one by a
 * new id. A call is told when its name is known.
 */
export class CallTracker {
  private readonly byWireIndex = new Map<number, { readonly wireId: string | null; readonly call: TrackedCall }>();
  private readonly pending = new Map<number, Pending>();
  private count = 0;

  /** Null while the name of the call is not known yet. */
  read(piece: Fields): CallPiece | null {
    const wireIndex = typeof piece.index === 'number' ? piece.index : 0;
    const wireId = textOrNull(piece.id);
    const fn = fieldsOf(piece.function);
    const text = textOrNull(fn.arguments) ?? '';
    const known = this.byWireIndex.get(wireIndex);
    if (known !== undefined && (wireId === null || known.wireId === null || known.wireId === wireId)) {
      return { call: known.call, isNew: false, arguments: text };
    }
    const pending = this.pending.get(wireIndex) ?? { id: null, arguments: '' };
    pending.id ??= wireId;
    pending.arguments += text;
    const name = textOrNull(fn.name);
    if (name === null) {
      this.pending.set(wireIndex, pending);
      return null;
    }
    this.pending.delete(wireIndex);
    const call = { index: this.count, id: safeCallId(pending.id ?? `call_${this.count}`), name };
    this.count += 1;
    this.byWireIndex.set(wireIndex, { wireId: pending.id, call });
    return { call, isNew: true, arguments: pending.arguments };
  }

  get hasCalls(): boolean {
    return this.count > 0;
  }
}
