import { GatewayError } from '@llm-cost-optimizer/contracts';

/** The place after a row in the list, which is ordered by start and id. Stays valid while rows are added. */
export interface Cursor {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly id: string;
}

const PLAIN = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The cursor as opaque text for an address bar. */
export function encodeCursor({ startedAt, id }: Cursor): string {
  return Buffer.from(`${startedAt}.${id}`).toString('base64url');
}

/** Reads a cursor back. Throws `invalid_request` when it is not one of ours. */
export function decodeCursor(text: string): Cursor {
  const match = PLAIN.exec(Buffer.from(text, 'base64url').toString('latin1'));
  const [, startedAt, id] = match ?? [];
  if (startedAt === undefined || id === undefined) {
    throw new GatewayError('invalid_request', 'This cursor is not one that the list gave out. Begin without it.', {
      param: 'cursor',
    });
  }
  return { startedAt: Number(startedAt), id };
}
