import type { GatewayError } from '@llm-cost-optimizer/contracts';
import type { AnswerExtras, AnswerFacts, Fields } from '../surface.ts';
import { withCost } from './extras.ts';
import { fieldsOf } from './json.ts';

export const DONE = 'data: [DONE]\n\n';

/** True when the client asked for usage on its stream. */
export function asksForUsage(facts: AnswerFacts): boolean {
  return fieldsOf(facts.request.chat.stream_options).include_usage === true;
}

/** The event with usage and our facts that closes a stream. `head` = id, object, created and model. */
export function usageEvent(head: Fields, usage: Fields, extras: AnswerExtras): string {
  const lco = extras.lco === null ? {} : { lco: extras.lco };
  return `data: ${JSON.stringify({ ...head, choices: [], usage: withCost(usage, extras), ...lco })}\n\n`;
}

/** Official clients throw on data with `error`. No `[DONE]` follows: it would call the answer whole. */
export function errorEvent(error: GatewayError): string {
  return `data: ${JSON.stringify(error.toBody())}\n\n`;
}
