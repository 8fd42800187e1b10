import type { TokenUsage } from '@llm-cost-optimizer/contracts';
import { ANSWER_FAILURES } from '../failure/answer-failures.ts';
import { type JsonRecord, textOrNull } from '../json/json.ts';
import type { EventFacts, Verdict } from '../native/pass-through.ts';
import { readFinish, readOllamaUsage, readOutputTokens, readWords } from './ollama.facts.ts';

/** Reads the lines of `/api/chat` and `/api/generate`; all of them pass. */
export class OllamaLineFacts implements EventFacts {
  hasContent = false;
  isFinished = false;
  isTerminated = false;
  usage: TokenUsage | null = null;
  model: string | null = null;
  finishReason: string | null = null;
  readonly serviceTier = null;
  outputChars = 0;
  outputTokens: number | null = null;
  /** The API has no ids. */
  readonly chunkId = null;
  created: number | null = null;
  private hasCalls = false;

  read(line: JsonRecord): Verdict {
    const { isAnswer, chars, hasContent, hasCalls } = readWords(line);
    if (!isAnswer) return this.model === null ? ANSWER_FAILURES.badEvent : 'pass';
    this.model = textOrNull(line.model) ?? this.model;
    this.created ??= secondsOf(line.created_at);
    this.outputChars += chars;
    if (hasContent) this.hasContent = true;
    if (hasCalls) this.hasCalls = true;
    const finish = readFinish(line, this.hasCalls);
    if (finish === null) return 'pass';
    this.finishReason = finish;
    this.usage = readOllamaUsage(line);
    this.outputTokens = readOutputTokens(line);
    this.isFinished = true;
    this.isTerminated = true;
    this.hasContent = true;
    return 'pass';
  }
}

function secondsOf(time: unknown): number | null {
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(ms) ? null : Math.floor(ms / 1_000);
}
