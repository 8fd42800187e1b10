/**
 * Translates between the APIs that clients speak (surfaces) and the canonical form, OpenAI's chat completions.
 *
 * - `toChat` reads a request. `chat` is safe for every provider that speaks chat completions; `extended` is the same with
 *   what only some targets understand. `adapted` names what was changed; when `unsupported` names anything, only a
 *   deployment that speaks the surface itself can serve the request, with the client's own body.
 * - Answers come from a `chat.completion` (`encodeAnswer`) or from its chunks (`openStream`), chunk by chunk.
 * - `collect` and `replay` turn streams of a surface into whole answers and back, for the response cache, also those
 *   that a provider of the surface sent itself.
 *
 * Decisions, and why: docs/adr/0005-surfaces.md.
 */

export {
  encodeOllamaEmbed,
  encodeOllamaEmbeddings,
  type OllamaEmbedding,
  readOllamaEmbed,
  readOllamaEmbeddings,
} from './ollama/ollama.embeddings.ts';
export { errorLine, ollamaErrorBody } from './ollama/ollama.errors.ts';
export { answerHead } from './ollama/ollama.form.ts';
export { asksForNothing } from './ollama/ollama.request.ts';
export type {
  AnswerEnd,
  AnswerExtras,
  AnswerFacts,
  CollectedAnswer,
  Fields,
  Note,
  SurfaceCodec,
  SurfaceId,
  SurfaceRequest,
  SurfaceStream,
} from './surface.ts';
export { SURFACES } from './surfaces.ts';
