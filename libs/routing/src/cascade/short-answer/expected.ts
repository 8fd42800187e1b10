import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { lastUserText } from '../../rules/last-user-text.ts';

/** What a request's answer comes down to, where two answers can be compared. */
export const SHORT_ANSWER_KINDS = ['option', 'number', 'yes_no', 'span'] as const;
export type ShortAnswerKind = (typeof SHORT_ANSWER_KINDS)[number];

/** Of a long message only begin and end are looked at: what is asked for stands there. */
const END_CHARS = 4_000;
const OPTION_LINES = /^[ \t]*\(?([A-Ha-h])[).:][ \t]+\S/gm;
const NUMBER_ASKED =
  /\b(?:how (?:many|much|far|long|old|tall|fast|often)|what (?:is|are|was|will be) the (?:total|sum|value|number|average|mean|probability|area|volume|perimeter|price|cost|product|remainder|difference|percentage|ratio|length|distance|speed)|find the (?:value|number|sum|area|volume|remainder|product|smallest|largest|least|greatest|probability)|(?:compute|calculate|evaluate|solve for)\b|wie ?viele?|combien|cu[aá]nt[oa]s?|quant[oia])/i;
const YES_NO_ASKED =
  /^(?:is|are|was|were|does|do|did|can|could|has|have|will|would|should)\b[^\n?]{3,400}\?\s*$|\b(?:yes or no|true or false|yes\/no|true\/false)\b/i;
const SPAN_ASKED =
  /\b(?:answer (?:only )?with (?:a|one|the) (?:single )?(?:word|name|number|date|phrase|line)|only the (?:answer|name|number|result|value)|in one word|predict the output|what (?:does|will|would) (?:it|this|the following)[^\n]{0,60} (?:return|print|output)|output of (?:the|this))/i;
const FACT_ASKED =
  /^(?:who|when|where|which|what) (?:is|was|are|were|did|does|year|country|city|company|person)\b[^\n]{3,160}\?\s*$/i;
/** These ask for text that no two models write alike. */
const LONG_ASKED =
  /\b(?:explain|describe|discuss|write|compose|draft|summari[sz]e|list (?:all|the|some)|give (?:me )?(?:examples|reasons)|prove|derive|translate|rewrite|implement|step[- ]by[- ]step plan)\b/i;

/**
 * What kind of short, comparable answer the last user message asks for; null where answers cannot be compared. It errs towards
 * null: a cascade without a comparable answer would pay a second opinion for nothing.
 */
export function expectedShortAnswer(body: ChatBody): ShortAnswerKind | null {
  if ((body.tools ?? []).length > 0 || body.response_format?.type === 'json_schema') return null;
  const text = endsOf(lastUserText(body));
  if (text === '') return null;
  if (hasOptions(text)) return 'option';
  if (LONG_ASKED.test(text)) return null;
  if (YES_NO_ASKED.test(text.trim())) return 'yes_no';
  if (NUMBER_ASKED.test(text)) return 'number';
  return SPAN_ASKED.test(text) || FACT_ASKED.test(text.trim()) ? 'span' : null;
}

/** At least the choices A and B, each at the begin of a line, in order. */
function hasOptions(text: string): boolean {
  let next = 0;
  for (const found of text.matchAll(OPTION_LINES)) {
    const at = (found[1] ?? '').toUpperCase().charCodeAt(0) - 65;
    if (at === next) next += 1;
  }
  return next >= 2;
}

function endsOf(text: string): string {
  return text.length <= 2 * END_CHARS ? text : `${text.slice(0, END_CHARS)}\n${text.slice(-END_CHARS)}`;
}
