import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import { Field } from '../common/field.ts';
import { fieldsOf, given, listOf, readAnswer } from '../common/json.ts';
import { Notes } from '../common/notes.ts';
import type { Fields, Note } from '../surface.ts';
import { noteOthers, PLAIN_WORDS } from './ollama.options.ts';

const KNOWN = new Set('model input prompt dimensions lco preference cache models session_id'.split(' '));

/** A request for vectors, read. */
export interface OllamaEmbedding {
  readonly model: string;
  readonly texts: readonly string[];
  /** The same as a request to OpenAI's embeddings, without the model. */
  readonly body: Fields;
  readonly adapted: readonly Note[];
}

/** `POST /api/embed`: texts in `input`. Throws GatewayError `invalid_request`. */
export function readOllamaEmbed(source: unknown): OllamaEmbedding {
  const root = new Field(source, PLAIN_WORDS);
  const input = root.get('input');
  const texts = typeof input.value === 'string' ? [input.value] : input.items().map((one) => one.text());
  if (texts.length === 0 || texts.includes('')) input.fail('a text or a list of texts, and not empty');
  return read(root, texts, typeof input.value === 'string' ? input.value : texts);
}

/** `POST /api/embeddings`, the older one: one text in `prompt`. Throws GatewayError `invalid_request`. */
export function readOllamaEmbeddings(source: unknown): OllamaEmbedding {
  const root = new Field(source, PLAIN_WORDS);
  const text = root.get('prompt').name();
  return read(root, [text], text);
}

/** An answer of OpenAI's embeddings as one of `/api/embed`. Throws SyntaxError when it is not JSON. */
export function encodeOllamaEmbed(answer: Uint8Array, model: string, usage: TokenUsage): string {
  return JSON.stringify({ model, embeddings: vectorsOf(answer), prompt_eval_count: usage.promptTokens });
}

/** An answer of OpenAI's embeddings as one of `/api/embeddings`, which tells no tokens. */
export function encodeOllamaEmbeddings(answer: Uint8Array): string {
  return JSON.stringify({ embedding: vectorsOf(answer)[0] ?? [] });
}

function read(root: Field, texts: readonly string[], input: string | readonly string[]): OllamaEmbedding {
  const notes = new Notes();
  noteOthers(root.object(), KNOWN, notes);
  const dimensions = root.get('dimensions').integerOrNull(1, 1_000_000);
  const body = { input, encoding_format: 'float', ...given('dimensions', dimensions) };
  return { model: root.get('model').name(), texts, body, adapted: notes.adapted };
}

/** In the order of the texts. */
function vectorsOf(answer: Uint8Array): unknown[] {
  const items = listOf(readAnswer(answer).data).map(fieldsOf);
  const placed = items.map((item, at) => ({ at: typeof item.index === 'number' ? item.index : at, item }));
  return placed.sort((one, other) => one.at - other.at).map(({ item }) => item.embedding);
}
