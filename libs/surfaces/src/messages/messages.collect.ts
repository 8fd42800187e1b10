import { fieldsOf, parseFields, textOrNull } from '../common/json.ts';
import { readEvents } from '../common/sse.ts';
import type { CollectedAnswer, Fields } from '../surface.ts';

/** Reasons to stop that leave a whole answer. */
const GOOD_ENDS: ReadonlySet<unknown> = new Set(['end_turn', 'tool_use', 'stop_sequence']);

/** Builds the message from its events, also from those of Anthropic itself with blocks that chat models do not have. */
export function collectMessage(sent: readonly Uint8Array[]): CollectedAnswer | null {
  const collector = new MessageCollector();
  for (const event of readEvents(sent)) collector.add(event);
  return collector.finish();
}

class MessageCollector {
  private message: Record<string, unknown> | null = null;
  private readonly blocks = new Map<number, BlockBuilder>();
  private isDamaged = false;
  private hasStopped = false;

  add(event: Fields | null): void {
    switch (event?.type) {
      case 'message_start':
        this.message = { ...fieldsOf(event.message) };
        break;
      case 'content_block_start':
        this.blocks.set(Number(event.index), new BlockBuilder(fieldsOf(event.content_block)));
        break;
      case 'content_block_delta':
        this.blocks.get(Number(event.index))?.add(fieldsOf(event.delta));
        break;
      case 'message_delta':
        this.finishMessage(event);
        break;
      case 'message_stop':
        this.hasStopped = true;
        break;
      case 'error':
      case undefined:
        this.isDamaged = true;
        break;
      default:
        // `ping`, `content_block_stop` and kinds to come hold nothing of the answer.
        break;
    }
  }

  finish(): CollectedAnswer | null {
    if (this.message === null) return null;
    const blocks = [...this.blocks].sort(([one], [other]) => one - other).map(([, block]) => block.build());
    const body = new TextEncoder().encode(JSON.stringify({ ...this.message, content: blocks }));
    const isWhole = this.hasStopped && blocks.length > 0 && GOOD_ENDS.has(this.message.stop_reason);
    return { body, isComplete: isWhole && !this.isDamaged };
  }

  /** Counts are totals: a later one replaces an earlier one. What is only about this delivery (`lco`) is not kept. */
  private finishMessage(event: Fields): void {
    if (this.message === null) return;
    const { cost: _cost, ...usage } = fieldsOf(event.usage);
    const known = Object.entries(usage).filter(([, value]) => value !== null);
    this.message = {
      ...this.message,
      ...fieldsOf(event.delta),
      usage: { ...fieldsOf(this.message.usage), ...Object.fromEntries(known) },
    };
  }
}

/** One block: the delta of each kind goes to the field that it continues. */
class BlockBuilder {
  private readonly start: Fields;
  private readonly texts = new Map<string, string>();
  private readonly citations: unknown[] = [];
  private json = '';

  constructor(start: Fields) {
    this.start = start;
  }

  add(delta: Fields): void {
    if (delta.type === 'text_delta') this.join('text', delta.text);
    else if (delta.type === 'thinking_delta') this.join('thinking', delta.thinking);
    else if (delta.type === 'signature_delta') this.join('signature', delta.signature);
    else if (delta.type === 'input_json_delta') this.json += textOrNull(delta.partial_json) ?? '';
    else if (delta.type === 'citations_delta') this.citations.push(delta.citation);
  }

  build(): Fields {
    return {
      ...this.start,
      ...Object.fromEntries(this.texts),
      ...(this.json === '' ? {} : { input: parseFields(this.json) ?? { arguments: this.json } }),
      ...(this.citations.length === 0 ? {} : { citations: this.citations }),
    };
  }

  private join(field: string, piece: unknown): void {
    const known = this.texts.get(field) ?? textOrNull(this.start[field]) ?? '';
    this.texts.set(field, known + (textOrNull(piece) ?? ''));
  }
}
