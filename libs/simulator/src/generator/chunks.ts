import type { SimChoice } from './answer-types.ts';
import { charactersOf, safeCut, tokensOf } from './tokens.ts';

/** One piece of an answer on its way out. `generatedTokens` counts this choice from its start, reasoning included. */
export type AnswerChunk =
  | { readonly kind: 'reasoning'; readonly text: string; readonly generatedTokens: number }
  | { readonly kind: 'text'; readonly text: string; readonly generatedTokens: number }
  | { readonly kind: 'callStart'; readonly callIndex: number; readonly name: string; readonly generatedTokens: number }
  | {
      readonly kind: 'callArguments';
      readonly callIndex: number;
      readonly text: string;
      readonly generatedTokens: number;
    };

/** How a choice is cut into pieces. */
export interface ChunkPlan {
  readonly choice: SimChoice;
  /** Tokens in one piece; at least 1. */
  readonly chunkTokens: number;
  readonly tokenFactor: number;
}

/** The pieces of one choice in order: reasoning, text, function calls. The last one's count is the choice's total. */
export function chunksOf({ choice, chunkTokens, tokenFactor }: ChunkPlan): AnswerChunk[] {
  const size = Math.max(1, charactersOf(chunkTokens, tokenFactor));
  const chunks: AnswerChunk[] = [];
  const { reasoningText, reasoningTokens } = choice;
  for (const piece of piecesOf(reasoningText, size)) {
    const generatedTokens = Math.min(reasoningTokens, tokensOf(piece.end, tokenFactor));
    chunks.push({ kind: 'reasoning', text: piece.text, generatedTokens });
  }
  let visible = 0;
  const count = (characters: number): number => reasoningTokens + tokensOf(visible + characters, tokenFactor);
  for (const { text, end } of piecesOf(choice.text, size))
    chunks.push({ kind: 'text', text, generatedTokens: count(end) });
  visible += choice.text.length;
  for (const [callIndex, call] of choice.toolCalls.entries()) {
    visible += call.name.length;
    chunks.push({ kind: 'callStart', callIndex, name: call.name, generatedTokens: count(0) });
    for (const { text, end } of piecesOf(call.argumentsJson, size)) {
      chunks.push({ kind: 'callArguments', callIndex, text, generatedTokens: count(end) });
    }
    visible += call.argumentsJson.length;
  }
  return chunks;
}

function piecesOf(text: string, size: number): { readonly text: string; readonly end: number }[] {
  const pieces: { text: string; end: number }[] = [];
  for (let from = 0; from < text.length; ) {
    // A single surrogate pair may be longer than the piece: then it goes out whole.
    const end = Math.max(safeCut(text, from + size), Math.min(from + 1, text.length));
    const whole = end === from + 1 && isHighSurrogate(text, from) ? end + 1 : end;
    pieces.push({ text: text.slice(from, whole), end: whole });
    from = whole;
  }
  return pieces;
}

function isHighSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code <= 0xdbff;
}
