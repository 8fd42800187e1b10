import type { Random } from './random.ts';

/** What kind of answer a question wants, and how long. */
export type AnswerPlan =
  | { readonly kind: 'short' }
  | { readonly kind: 'prose'; readonly tokens: number; readonly hasCode: boolean };

const COUNT = /\b(\d{1,6})[ -]?(word|sentence|paragraph|token|page)s?\b/i;
const TASK =
  /\b(?:(one word|single word|yes or no|true or false|classify|only the (?:number|label|name|letter))|(translate|rewrite|rephrase|correct)|(summar\w*|tl;dr)|(code|function|script|sql|regex|implement\w*)|(write|essay|story|report|explain|describe|design|analy[sz]e|compare|prove|plan|detail\w*|draft))\b/i;

const TOKENS_PER_UNIT: Readonly<Record<string, number>> = {
  word: 1.4,
  sentence: 22,
  paragraph: 110,
  token: 1,
  page: 600,
};

/** Length of the answer by the task that the question states; deterministic for equal text and random stream. */
export function planAnswer(question: string, random: Random): AnswerPlan {
  const looked = question.length > 2000 ? `${question.slice(0, 1000)} ${question.slice(-1000)}` : question;
  const [, count, unit] = COUNT.exec(looked) ?? [];
  if (count !== undefined && unit !== undefined) {
    const tokens = Number(count) * (TOKENS_PER_UNIT[unit.toLowerCase()] ?? 1);
    return prose(Math.max(5, Math.min(200_000, Math.round(tokens))));
  }
  const match = TASK.exec(looked);
  if (match === null) return prose(question.length < 60 ? random.between(15, 80) : random.between(60, 220));
  const [, short, rewrite, summary, code] = match;
  if (short !== undefined) return { kind: 'short' };
  if (rewrite !== undefined) return prose(Math.max(8, Math.min(4000, Math.round(question.length / 4))));
  if (summary !== undefined) return prose(random.between(60, 140));
  if (code !== undefined) return prose(random.between(120, 400), true);
  return prose(random.between(150, 500));
}

function prose(tokens: number, hasCode = false): AnswerPlan {
  return { kind: 'prose', tokens, hasCode };
}
