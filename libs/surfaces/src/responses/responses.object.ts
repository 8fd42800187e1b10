import type { GatewayError } from '@llm-cost-optimizer/contracts';
import type { Finish } from '../common/chat-answer.ts';
import { withCost } from '../common/extras.ts';
import { fieldsOf, isFields, listOf } from '../common/json.ts';
import type { AnswerEnd, AnswerFacts, Fields } from '../surface.ts';
import { responseError } from './responses.errors.ts';
import { responsesUsage } from './responses.usage.ts';

/** How a response stands. */
export type ResponseState =
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'ended'; readonly finish: Finish; readonly end: AnswerEnd }
  | { readonly kind: 'failed'; readonly error: GatewayError };

/** Writes the response object of one answer; what it repeats of the request is turned into JSON once. */
export class ResponseWriter {
  /** Part of all ids of the answer. `lco` in it tells that no provider has stored the items. */
  readonly slug: string;
  private readonly head: string;
  private readonly tail: string;

  constructor({ requestId, createdAt, model, request }: AnswerFacts) {
    this.slug = `lco_${requestId.replace(/[^A-Za-z0-9]/g, '')}`;
    const head = JSON.stringify({ id: `resp_${this.slug}`, object: 'response', created_at: createdAt, model });
    this.head = head.slice(0, -1);
    this.tail = JSON.stringify(echoOf(request.source)).slice(1);
  }

  /** JSON of the response; `items` are the JSON of its output. */
  write(state: ResponseState, items: readonly string[]): string {
    const changing = JSON.stringify(changingFields(state)).slice(1, -1);
    return `${this.head},${changing},"output":[${items.join(',')}],${this.tail}`;
  }

  itemId(prefix: 'msg' | 'fc' | 'rs', index: number): string {
    return `${prefix}_${this.slug}_${index}`;
  }
}

/** `completed`, or `incomplete` for an answer that was cut or filtered. */
export function endStatus(finish: Finish): 'completed' | 'incomplete' {
  return finish === 'length' || finish === 'filtered' ? 'incomplete' : 'completed';
}

function changingFields(state: ResponseState): Fields {
  switch (state.kind) {
    case 'in_progress':
      return { status: 'in_progress', completed_at: null, error: null, incomplete_details: null };
    case 'failed':
      return { status: 'failed', completed_at: null, error: responseError(state.error), incomplete_details: null };
    case 'ended': {
      const { finish, end } = state;
      const status = endStatus(finish);
      const reason = finish === 'length' ? 'max_output_tokens' : 'content_filter';
      return {
        status,
        completed_at: null,
        error: null,
        incomplete_details: status === 'completed' ? null : { reason },
        usage: withCost(responsesUsage(end.usage), end),
        ...(end.lco === null ? {} : { lco: end.lco }),
      };
    }
  }
}

/** What a response repeats of its request, with the API's defaults for what the client left out. */
function echoOf(source: Fields): Fields {
  const or = (name: string, other: unknown): unknown => source[name] ?? other;
  const text = fieldsOf(source.text);
  return {
    background: false,
    instructions: or('instructions', null),
    max_output_tokens: or('max_output_tokens', null),
    metadata: or('metadata', {}),
    parallel_tool_calls: or('parallel_tool_calls', true),
    previous_response_id: null,
    reasoning: { effort: fieldsOf(source.reasoning).effort ?? null, summary: null },
    store: false,
    temperature: or('temperature', null),
    text: { ...text, format: text.format ?? { type: 'text' } },
    tool_choice: or('tool_choice', 'auto'),
    tools: listOf(source.tools).map(echoTool),
    top_p: or('top_p', null),
    truncation: 'disabled',
  };
}

/** The API writes out what a function leaves to its defaults. */
function echoTool(tool: unknown): unknown {
  if (!isFields(tool) || tool.type !== 'function') return tool;
  return { ...tool, parameters: tool.parameters ?? null, strict: tool.strict ?? false };
}
