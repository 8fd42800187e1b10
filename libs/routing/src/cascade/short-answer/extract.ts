import type { ShortAnswerKind } from './expected.ts';

/** The answer stands at the end; longer texts are cut from the front. */
const MAX_CHARS = 20_000;
const MAX_SPAN = 120;
const MARKED =
  /(?:####|\b(?:final answer|the (?:correct )?(?:answer|option|choice) is|(?:answer|antwort|réponse|respuesta|risposta)\s*(?:is)?\s*[:：=]|correct (?:option|choice) is\s*:?))[\s*:：]*([^\n]{1,200})/gi;
const NUMBERS = /[-+]?[$€£]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\/\d+)?/g;

/**
 * The short answer in a model's text, as it stands there; null when none can be told. Looks for, in this order: the last
 * `\boxed{}`, JSON `{"answer": …}`, a marked answer (`#### 42`, `Answer: B`, `the answer is …`), a text that is nothing but the
 * answer, and for numbers the last number. Compare the results with `normaliseShortAnswer`.
 */
export function extractShortAnswer(answer: string | null, kind: ShortAnswerKind): string | null {
  if (answer === null) return null;
  const text = answer.slice(-MAX_CHARS).trim();
  if (text === '') return null;
  const marked = boxed(text) ?? fromJson(text) ?? lastMarked(text);
  const fitted = marked === null ? null : fit(marked, kind);
  if (fitted !== null) return fitted;
  // Of a sentence with several numbers the last one counts, of a bare formula all of it.
  const isWhole = kind !== 'number' || /^[-+\\$]/.test(text);
  if (isWhole && !text.includes('\n') && text.length <= MAX_SPAN) {
    const whole = fit(text, kind);
    if (whole !== null) return whole;
  }
  if (kind === 'number') return lastNumber(text);
  if (kind === 'yes_no') return /^\W{0,3}(yes|no|true|false)\b/i.exec(text)?.[1] ?? null;
  return kind === 'option' ? leadingOption(text) : null;
}

/** Content of the last `\boxed{}`, with its nested braces. */
function boxed(text: string): string | null {
  const start = text.lastIndexOf('\\boxed{');
  if (start < 0) return null;
  let depth = 0;
  for (let at = start + 6; at < text.length; at++) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(start + 7, at);
  }
  return null;
}

function fromJson(text: string): string | null {
  const found = /"(?:answer|final_answer|result)"\s*:\s*("(?:[^"\\]|\\.){0,300}"|-?[\d.]{1,30}|true|false)/.exec(
    text,
  )?.[1];
  if (found === undefined) return null;
  return found.startsWith('"') ? found.slice(1, -1).replace(/\\(["\\/])/g, '$1') : found;
}

function lastMarked(text: string): string | null {
  let last: string | null = null;
  for (const found of text.matchAll(MARKED)) last = found[1] ?? last;
  return last === null ? null : last.replace(/\*\*/g, '').trim();
}

/** The part of a marked answer that is of the expected kind; null when there is none. */
function fit(marked: string, kind: ShortAnswerKind): string | null {
  switch (kind) {
    case 'option':
      return /^[\s([*"'`]{0,4}(?:option\s+)?([A-Za-z])(?![A-Za-z'])/.exec(marked)?.[1] ?? null;
    case 'yes_no':
      return /\b(yes|no|true|false)\b/i.exec(marked)?.[1] ?? null;
    case 'number':
      return /^\\?[dt]?frac|^[-+]?\\|[\^_√π]/.test(marked) ? marked : firstNumber(marked);
    case 'span':
      return marked.length <= MAX_SPAN ? marked : null;
  }
}

/** `x = 12 apples`: what follows the last equals sign counts. */
function firstNumber(text: string): string | null {
  const right = text.slice(text.lastIndexOf('=') + 1);
  return (right.match(NUMBERS) ?? text.match(NUMBERS))?.[0] ?? null;
}

function lastNumber(text: string): string | null {
  return text.match(NUMBERS)?.at(-1) ?? null;
}

/** `B. Because …` or `(B)` at the begin or alone on the last line. */
function leadingOption(text: string): string | null {
  const first = /^\W{0,3}([A-H])(?:[).:]|\s*$)/m.exec(text)?.[1];
  const last = /(?:^|\n)\W{0,4}([A-H])\W{0,4}$/.exec(text)?.[1];
  return last ?? first ?? null;
}
