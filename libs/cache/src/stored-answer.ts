import type { ComplexityScore, TokenUsage, UsageSource } from '@llm-cost-optimizer/contracts';

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

/** First byte of the encoding; another version is read as a miss. */
const VERSION = 1;
const HEAD_BYTES = 5;

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

/** The stored answer; null when the bytes are of another version or damaged. */
export function decodeStored(bytes: Uint8Array): StoredAnswer | null {
  if (bytes.byteLength < HEAD_BYTES || bytes[0] !== VERSION) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1);
  if (HEAD_BYTES + length > bytes.byteLength) return null;
  const facts = parseFacts(bytes.subarray(HEAD_BYTES, HEAD_BYTES + length));
  if (facts === null) return null;
  return { ...facts, answer: { ...facts.answer, body: bytes.slice(HEAD_BYTES + length) } };
}

type Facts = Omit<StoredAnswer, 'answer'> & { readonly answer: Omit<StoredAnswer['answer'], 'body'> };

/** Only this library writes such bytes, so a version that fits is trusted once it parses. */
function parseFacts(bytes: Uint8Array): Facts | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Facts;
  } catch {
    return null;
  }
}

/** Memory an entry takes, about: the body, and a flat amount for its facts. */
export function sizeOf(stored: StoredAnswer): number {
  return stored.answer.body.byteLength + 1_500;
}
