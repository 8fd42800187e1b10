import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { checkCode } from './checks/code.ts';
import { checkComplete } from './checks/complete.ts';
import { checkJson } from './checks/json.ts';
import { checkRefusal } from './checks/refusal.ts';
import { checkToolCalls } from './checks/tool-calls.ts';
import { expectedShortAnswer } from './short-answer/expected.ts';
import { extractShortAnswer } from './short-answer/extract.ts';
import { normaliseShortAnswer } from './short-answer/normalise.ts';
import type { AnswerToCheck, AnswerVerdict, CheckResult } from './types.ts';

/**
 * All checks that need no further call, on one answer. `fail` when one of them fails; `pass` when one that proves something
 * (schema, tool calls, JSON, parsed code) passed and none failed; otherwise `unknown`: then a second opinion can tell more
 * (`agree`). A schema that fits proves the form, not the content.
 */
export function checkAnswer(body: ChatBody, answer: AnswerToCheck): AnswerVerdict {
  const results = [
    checkComplete(answer),
    checkRefusal(answer),
    checkToolCalls(body, answer),
    checkJson(body, answer),
    checkCode(body, answer),
    checkShortAnswer(body, answer),
  ].filter((result) => result !== null);
  const has = (verdict: CheckResult['verdict']) => results.some((result) => result.verdict === verdict);
  return { verdict: has('fail') ? 'fail' : has('pass') ? 'pass' : 'unknown', results };
}

/** The comparable answer of a text to a request that asks for one (`expectedShortAnswer`); null = none. */
export function shortAnswerOf(body: ChatBody, text: string | null): string | null {
  const kind = expectedShortAnswer(body);
  return kind === null ? null : normaliseShortAnswer(extractShortAnswer(text, kind));
}

function checkShortAnswer(body: ChatBody, { text }: AnswerToCheck): CheckResult | null {
  if (expectedShortAnswer(body) === null) return null;
  return shortAnswerOf(body, text) === null
    ? { check: 'short_answer', verdict: 'unknown', reason: 'A short answer was asked for and none could be told.' }
    : { check: 'short_answer', verdict: 'unknown', reason: 'The answer can be compared with a second opinion.' };
}
