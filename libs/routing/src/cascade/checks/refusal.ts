import type { AnswerToCheck, CheckResult } from '../types.ts';

/** A refusal says so at its begin; further down the words may be quoted. */
const HEAD_CHARS = 240;
/** Longer answers that begin with an apology go on to answer. */
const MAX_REFUSAL_CHARS = 1_200;

const PHRASES: readonly RegExp[] = [
  /\b(?:i|we)(?: am|'m|’m| are|'re)? (?:sorry|afraid)\b[^.\n]{0,60}\b(?:can(?:no|'|’)t|cannot|can not|unable|not able|won(?:'|’)t)\b/i,
  /\bi (?:can(?:'|’)?t|cannot|can not|won(?:'|’)t|am unable to|am not able to|must decline to) (?:help|assist|provide|comply|answer|fulfil|do that|continue|give|discuss|create|generate|share|engage|support)\b/i,
  /\bi(?:'|’)m (?:not able|unable) to (?:help|assist|provide|comply|answer|fulfil|give|discuss|create|generate|share)\b/i,
  /\bas an ai(?: language)? model\b[^.\n]{0,80}\b(?:can(?:no|'|’)t|cannot|do(?:n'|n’| no)t have|unable|not able)\b/i,
  /\bi (?:do not|don(?:'|’)t) (?:know|have (?:enough|sufficient|access|the information)|feel comfortable)\b/i,
  /\b(?:there is|there(?:'|’)s) (?:not enough|insufficient) information\b|\b(?:the )?(?:question|information) (?:given )?is (?:insufficient|incomplete)\b/i,
  /\b(?:es tut mir leid|tut mir leid)\b[^.\n]{0,60}\b(?:kann|darf)\b[^.\n]{0,60}\bnicht\b/i,
  /\b(?:je suis désolée?|désolée?)\b[^.\n]{0,60}\bne (?:peux|puis)\b/i,
  /\blo siento\b[^.\n]{0,60}\bno puedo\b/i,
  /(?:申し訳|ごめん)[^。\n]{0,40}(?:できません|お答え)|(?:抱歉|对不起)[^。\n]{0,40}(?:无法|不能)/,
];

/** A model that refuses or says it does not know is a reason to ask a stronger one. Phrases of six languages. */
export function checkRefusal({ text, refusal }: AnswerToCheck): CheckResult {
  if (refusal !== null && refusal !== '') {
    return { check: 'refusal', verdict: 'fail', reason: 'The provider marked the answer as a refusal.' };
  }
  const answer = (text ?? '').trim();
  if (answer.length <= MAX_REFUSAL_CHARS && PHRASES.some((phrase) => phrase.test(answer.slice(0, HEAD_CHARS)))) {
    return { check: 'refusal', verdict: 'fail', reason: 'The answer refuses, or says that the model does not know.' };
  }
  return { check: 'refusal', verdict: 'unknown', reason: 'The answer does not read like a refusal.' };
}
