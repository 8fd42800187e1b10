import { withExtras } from '../common/extras.ts';
import { fieldsOf, isFields, listOf, piecesOf, readAnswer, textOrNull } from '../common/json.ts';
import { namedEvent } from '../common/sse.ts';
import type { AnswerExtras, Fields } from '../surface.ts';
import { deltaEvent } from './messages.stream.ts';

/** A stored message as its stream, in the order in which Anthropic sends it. */
export function replayMessage(answer: Uint8Array, extras: AnswerExtras): string {
  const { lco, ...message } = withExtras(readAnswer(answer), extras);
  const { stop_reason, stop_sequence, stop_details, container, content, usage } = message;
  const { cost: _cost, ...startUsage } = fieldsOf(usage);
  const none = { content: [], stop_reason: null, stop_sequence: null, stop_details: null };
  // As with Anthropic, the first count of output tokens is of the first token.
  const start = { ...message, ...none, usage: { ...startUsage, output_tokens: 1 } };
  const delta = { stop_reason, stop_sequence, stop_details: stop_details ?? null, container: container ?? null };
  const last = { type: 'message_delta', delta, usage: deltaUsage(fieldsOf(usage)), ...(isFields(lco) ? { lco } : {}) };
  return [
    namedEvent('message_start', JSON.stringify({ type: 'message_start', message: start })),
    ...listOf(content).map((block, index) => replayBlock(fieldsOf(block), index)),
    namedEvent('message_delta', JSON.stringify(last)),
    namedEvent('message_stop', '{"type":"message_stop"}'),
  ].join('');
}

const DELTA_COUNTS = [
  'input_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'output_tokens',
  'output_tokens_details',
  'server_tool_use',
];

function deltaUsage(usage: Fields): Fields {
  const counts = DELTA_COUNTS.map((name) => [name, usage[name] ?? null]);
  return { ...Object.fromEntries(counts), ...('cost' in usage ? { cost: usage.cost } : {}) };
}

function replayBlock(block: Fields, index: number): string {
  const { start, deltas } = splitBlock(block);
  const opening = { type: 'content_block_start', index, content_block: start };
  return [
    namedEvent('content_block_start', JSON.stringify(opening)),
    ...deltas.map((delta) => deltaEvent(index, JSON.stringify(delta))),
    namedEvent('content_block_stop', JSON.stringify({ type: 'content_block_stop', index })),
  ].join('');
}

/** What a block starts with, and the deltas that make it whole. Results of server tools come whole. */
function splitBlock(block: Fields): { readonly start: Fields; readonly deltas: readonly Fields[] } {
  if (block.type === 'text') {
    const citations = listOf(block.citations);
    const cited = citations.map((citation) => ({ type: 'citations_delta', citation }));
    const deltas = piecesOf(textOrNull(block.text) ?? '').map((text) => ({ type: 'text_delta', text }));
    const start = citations.length > 0 ? { ...block, text: '', citations: [] } : { ...block, text: '' };
    return { start, deltas: [...cited, ...deltas] };
  }
  if (block.type === 'thinking') {
    const thoughts = piecesOf(textOrNull(block.thinking) ?? '').map((thinking) => ({
      type: 'thinking_delta',
      thinking,
    }));
    const signed = { type: 'signature_delta', signature: block.signature };
    return { start: { ...block, thinking: '', signature: '' }, deltas: [...thoughts, signed] };
  }
  if (isFields(block.input)) {
    const pieces = piecesOf(JSON.stringify(block.input));
    const deltas = pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }));
    return { start: { ...block, input: {} }, deltas };
  }
  return { start: block, deltas: [] };
}
