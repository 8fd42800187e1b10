import type { GatewayError } from '@llm-cost-optimizer/contracts';
import type { Fields } from '../surface.ts';
import { lineOf } from './ollama.lines.ts';

/** `{"error":"…"}`, with status before an answer and as a line within one. Its clients throw on both. */
export function ollamaErrorBody(error: GatewayError): Fields {
  return { error: error.message };
}

export function errorLine(error: GatewayError): string {
  return lineOf(ollamaErrorBody(error));
}
