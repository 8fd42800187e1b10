import type { ModelProfile } from '../models/model-profile.ts';
import { planAnswer } from './answer-length.ts';
import type { FinishReason, SimChoice, SimToolCall } from './answer-types.ts';
import { codeBlock, topicsOf, writeProse, writeShortAnswer, writeThoughts } from './prose.ts';
import { Random, seedFrom } from './random.ts';
import { reasoningTokensOf } from './reasoning.ts';
import { valueForSchema } from './schema-value.ts';
import type { SimRequest } from './sim-request.ts';
import { charactersOf, cutText, tokensOf } from './tokens.ts';
import { chooseToolCalls } from './tool-calls.ts';

/** More choices than any provider gives; keeps one request from filling the memory. */
export const MAX_CHOICES = 128;

/**
 * The answer to a request: the same request gives the same answer, whether streamed or not. `seed`, `temperature` and the
 * like are ignored. Never longer than `maxTokens` or the model's own limit, reasoning included.
 */
export function generateAnswer(request: SimRequest, model: ModelProfile, promptDigest: string): readonly SimChoice[] {
  const seed = seedFrom(promptDigest, traits(request));
  const topics = topicsOf(request.lastUserText);
  const count = Math.max(1, Math.min(MAX_CHOICES, request.choiceCount));
  const choices: SimChoice[] = [];
  for (let index = 0; index < count; index += 1) {
    choices.push(generateChoice({ request, model, topics, random: new Random(seed + index * 7919) }));
  }
  return choices;
}

interface ChoiceInput {
  readonly request: SimRequest;
  readonly model: ModelProfile;
  readonly topics: readonly string[];
  readonly random: Random;
}

function generateChoice({ request, model, topics, random }: ChoiceInput): SimChoice {
  const limit = Math.min(request.maxTokens ?? model.maxOutputTokens, model.maxOutputTokens);
  const reasoningTokens = reasoningTokensOf({ request, model, random, limit });
  const thoughtLength = model.isReasoningShown ? charactersOf(reasoningTokens, model.tokenFactor) : 0;
  const reasoningText = writeThoughts(random, topics, thoughtLength);
  const room = charactersOf(limit - reasoningTokens, model.tokenFactor);
  const calls = chooseToolCalls(request, random, topics);
  const whole = calls.length > 0 ? '' : writeText(request, random, topics, room);
  const stopped = cutAtStop(whole, request.stop);
  const text = cutText(stopped.text, room);
  const toolCalls = cutCalls(calls, room);
  const isCut =
    text.length < stopped.text.length || toolCalls.isCut || (room === 0 && whole === '' && calls.length === 0);
  const visible = toolCalls.calls.reduce(
    (sum, call) => sum + call.name.length + call.argumentsJson.length,
    text.length,
  );
  return {
    text,
    toolCalls: toolCalls.calls,
    reasoningText,
    reasoningTokens,
    completionTokens: reasoningTokens + tokensOf(visible, model.tokenFactor),
    finish: finishOf({ isCut, hasCalls: calls.length > 0, stopSequence: stopped.sequence }),
    stopSequence: isCut ? null : stopped.sequence,
  };
}

function writeText(request: SimRequest, random: Random, topics: readonly string[], room: number): string {
  const { format } = request;
  if (format.kind === 'schema') return JSON.stringify(valueForSchema(format.schema, random, topics));
  if (format.kind === 'json') {
    const confidence = Math.round(random.next() * 100) / 100;
    return JSON.stringify({ answer: writeProse(random, topics, 120), topic: topics[0], confidence });
  }
  const plan = planAnswer(request.lastUserText, random);
  if (plan.kind === 'short') return writeShortAnswer(random);
  // One character more than fits is enough to know that the length limit ended the answer.
  const text = writeProse(random, topics, Math.min(plan.tokens * 4, room + 1));
  return plan.hasCode ? `${text}\n${codeBlock()}` : text;
}

function cutAtStop(text: string, stop: readonly string[]): { readonly text: string; readonly sequence: string | null } {
  let end = text.length;
  let sequence: string | null = null;
  for (const one of stop) {
    const at = one === '' ? -1 : text.indexOf(one);
    if (at >= 0 && at < end) {
      end = at;
      sequence = one;
    }
  }
  return { text: text.slice(0, end), sequence };
}

function cutCalls(calls: readonly SimToolCall[], room: number): { calls: readonly SimToolCall[]; isCut: boolean } {
  const kept: SimToolCall[] = [];
  let left = room;
  for (const call of calls) {
    left -= call.name.length;
    if (left <= 0) return { calls: kept, isCut: true };
    const argumentsJson = cutText(call.argumentsJson, left);
    kept.push({ name: call.name, argumentsJson });
    left -= argumentsJson.length;
    if (argumentsJson.length < call.argumentsJson.length) return { calls: kept, isCut: true };
  }
  return { calls: kept, isCut: false };
}

function finishOf(given: { isCut: boolean; hasCalls: boolean; stopSequence: string | null }): FinishReason {
  if (given.isCut) return 'length';
  if (given.hasCalls) return 'tool_calls';
  return given.stopSequence === null ? 'stop' : 'stop_sequence';
}

/** Everything besides the prompt that may change the answer. */
function traits(request: SimRequest): string {
  const { model, maxTokens, stop, toolChoice, format, effort, thinking, isParallel } = request;
  const choice = toolChoice.kind === 'named' ? toolChoice.name : toolChoice.kind;
  const shape = format.kind === 'schema' ? JSON.stringify(format.schema) : format.kind;
  return `${model}|${maxTokens}|${stop.join(' ')}|${choice}|${shape}|${effort}|${thinking}|${isParallel}`;
}
