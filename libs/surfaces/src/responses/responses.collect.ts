import { fieldsOf, isFields, listOf } from '../common/json.ts';
import { readEvents } from '../common/sse.ts';
import type { CollectedAnswer, Fields } from '../surface.ts';

/**
 * The whole response from its events. The closing event holds it; where that leaves out the output, as some servers do,
 * the finished items stand in. Null without a closing event: then nothing says what the response is.
 */
export function collectResponse(sent: readonly Uint8Array[]): CollectedAnswer | null {
  const items = new Map<number, unknown>();
  let response: Fields | null = null;
  let isDamaged = false;
  for (const event of readEvents(sent)) {
    if (event === null || event.type === 'error') isDamaged = true;
    else if (event.type === 'response.output_item.done') items.set(Number(event.output_index), event.item);
    else if (isClosing(event.type) && isFields(event.response)) response = event.response;
  }
  if (response === null) return null;
  const { lco: _lco, ...whole } = response;
  const { cost: _cost, ...usage } = fieldsOf(whole.usage);
  const sorted = [...items].sort(([one], [other]) => one - other).map(([, item]) => item);
  const output = listOf(whole.output).length > 0 ? whole.output : sorted;
  const body = { ...whole, output, ...(isFields(whole.usage) ? { usage } : {}) };
  const isWhole = whole.status === 'completed' && listOf(output).length > 0 && !hasRefusal(listOf(output));
  return { body: new TextEncoder().encode(JSON.stringify(body)), isComplete: isWhole && !isDamaged };
}

function isClosing(type: unknown): boolean {
  return type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed';
}

function hasRefusal(output: readonly unknown[]): boolean {
  return output.some((item) => listOf(fieldsOf(item).content).some((part) => fieldsOf(part).type === 'refusal'));
}
