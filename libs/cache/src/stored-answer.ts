import type { ComplexityScore, TokenUsage, UsageSource } from '@llm-cost-optimizer/contracts';
import { readFacts } from './stored-facts.ts';

/** An answer as it is kept, with what headers and ledger need to tell about it later. */
export interface StoredAnswer {
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly route: { readonly complexity: ComplexityScore | null; readonly reason: string };
  readonly answer: {
    /** Whole `chat.completion` JSON. */
    readonly body: Uint8Array;
    readonly provider: string;
    readonly model: string;
    readonly answeredModel: string | null;
    readonly isSimulated: boolean;
    readonly usage: TokenUsage;
    readonly usageSource: UsageSource;
    readonly serviceTier: string | null;
    readonly finishReason: string | null;
    readonly chunkId: string | null;
    readonly created: number | null;
  };
}

/** First byte of the encoding; another version is read as a miss. Raise it whenever the facts change. */
const VERSION = 1;
/** Version byte and length of the facts. */
const HEAD_BYTES = 5;
/** Facts of an entry beside its body, about. */
const FACTS_BYTES = 1_500;

/** Bytes for the shared store: version, length of the facts, facts as JSON, then the body as it is. */
export function encodeStored(stored: StoredAnswer): Uint8Array {
  const { body, ...answer } = stored.answer;
  const facts = new TextEncoder().encode(JSON.stringify({ ...stored, answer }));
  const bytes = new Uint8Array(HEAD_BYTES + facts.byteLength + body.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint32(1, facts.byteLength);
  bytes.set(facts, HEAD_BYTES);
  bytes.set(body, HEAD_BYTES + facts.byteLength);
  return bytes;
}

/** The stored answer, with a body of its own; null when the bytes are of another version or damaged. */
export function decodeStored(bytes: Uint8Array): StoredAnswer | null {
  if (bytes.byteLength < HEAD_BYTES || bytes[0] !== VERSION) return null;
  const bodyAt = HEAD_BYTES + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1);
  if (bodyAt > bytes.byteLength) return null;
  const facts = readFacts(bytes.subarray(HEAD_BYTES, bodyAt));
  if (facts === null) return null;
  // A copy: `slice` of a Buffer is a view that holds on to the network buffer around it.
  const body = new Uint8Array(bytes.subarray(bodyAt));
  return { ...facts, answer: { ...facts.answer, body } };
}

/** Memory an entry takes, about: the body, and a flat amount for its facts. */
export function sizeOf(stored: StoredAnswer): number {
  return stored.answer.body.byteLength + FACTS_BYTES;
}
