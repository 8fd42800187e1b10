import type { ProviderFailure, StreamDecoder } from '@llm-cost-optimizer/contracts';

/** What a decoder made of a whole stream. */
export interface ReadStream {
  readonly decoder: StreamDecoder;
  readonly forwarded: Buffer;
  readonly errors: readonly ProviderFailure[];
  /** Pieces pushed until the first-chunk gate opened; null = it never did. */
  readonly gateAt: number | null;
}

/** Pushes the pieces and ends the stream, as the gateway does it. Stops at the first error. */
export function readStream(decoder: StreamDecoder, pieces: readonly Uint8Array[]): ReadStream {
  const forwarded: Uint8Array[] = [];
  const errors: ProviderFailure[] = [];
  let gateAt: number | null = null;
  for (const [index, piece] of pieces.entries()) {
    const step = decoder.push(piece);
    if (step.forward !== null) forwarded.push(step.forward);
    if (decoder.hasContent) gateAt ??= index;
    if (step.error === null) continue;
    errors.push(step.error);
    return { decoder, forwarded: Buffer.concat(forwarded), errors, gateAt };
  }
  const last = decoder.end();
  if (last.forward !== null) forwarded.push(last.forward);
  if (last.error !== null) errors.push(last.error);
  return { decoder, forwarded: Buffer.concat(forwarded), errors, gateAt };
}
