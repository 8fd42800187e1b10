import { namedEvent } from '../common/sse.ts';

/** Numbers and frames the events of one stream. */
export class EventWriter {
  private count = 0;

  /** `fields` is JSON without its braces. */
  write(type: string, fields: string): string {
    const data = `{"type":"${type}","sequence_number":${this.count},${fields}}`;
    this.count += 1;
    return namedEvent(type, data);
  }

  /** An event that carries the response. */
  response(type: string, response: string): string {
    return this.write(type, `"response":${response}`);
  }

  /** `output_item.added` or `.done`. */
  item(type: 'added' | 'done', index: number, item: string): string {
    return this.write(`response.output_item.${type}`, `"output_index":${index},"item":${item}`);
  }

  /** `content_part.added` or `.done`. */
  part(type: 'added' | 'done', place: Place, part: string): string {
    return this.write(`response.content_part.${type}`, `${partPlace(place)},"part":${part}`);
  }

  /** An event about the content of a part. */
  content(type: string, place: Place, fields: string): string {
    return this.write(`response.${type}`, `${partPlace(place)},${fields}`);
  }

  /** `function_call_arguments.delta` or `.done`. */
  call(type: 'delta' | 'done', place: Place, fields: string): string {
    return this.write(`response.function_call_arguments.${type}`, `${itemPlace(place)},${fields}`);
  }
}

/** Where in the output something happens. */
export interface Place {
  readonly itemId: string;
  readonly outputIndex: number;
  readonly contentIndex: number;
}

function itemPlace({ itemId, outputIndex }: Place): string {
  return `"item_id":${JSON.stringify(itemId)},"output_index":${outputIndex}`;
}

function partPlace(place: Place): string {
  return `${itemPlace(place)},"content_index":${place.contentIndex}`;
}
