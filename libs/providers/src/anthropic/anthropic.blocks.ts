import { isRecord, type JsonRecord, lengthOf } from '../json/json.ts';

/** What a block of an answer holds, as far as estimates and the gate must know. */
export interface BlockFacts {
  /** Characters that the model wrote: text, thoughts, arguments of calls. */
  readonly chars: number;
  /** True for what a client can show or do something with. */
  readonly hasContent: boolean;
}

/** Reads a whole block, or the beginning of one in a stream. Results of server tools were not written by the model. */
export function readBlock(block: JsonRecord): BlockFacts {
  switch (block.type) {
    case 'text':
      return contentOf(lengthOf(block.text));
    case 'thinking':
      return contentOf(lengthOf(block.thinking));
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return { chars: lengthOf(block.name) + inputLength(block.input), hasContent: true };
    default:
      return { chars: 0, hasContent: typeof block.type === 'string' && block.type.endsWith('_tool_result') };
  }
}

/** Reads a delta of a block. Signatures and citations are not written by the model. */
export function readBlockDelta(delta: JsonRecord): BlockFacts {
  switch (delta.type) {
    case 'text_delta':
      return contentOf(lengthOf(delta.text));
    case 'thinking_delta':
      return contentOf(lengthOf(delta.thinking));
    case 'input_json_delta':
      return contentOf(lengthOf(delta.partial_json));
    default:
      return contentOf(0);
  }
}

function contentOf(chars: number): BlockFacts {
  return { chars, hasContent: chars > 0 };
}

/** In streams the input begins as an empty object and comes in deltas; a call without arguments keeps that. */
function inputLength(input: unknown): number {
  return isRecord(input) ? JSON.stringify(input).length : 0;
}
