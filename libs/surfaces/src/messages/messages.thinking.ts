import type { Field } from '../common/field.ts';
import type { Notes } from '../common/notes.ts';
import { isStrict } from '../common/strict-schema.ts';
import type { Fields } from '../surface.ts';
import type { ReadMode } from './messages.content.ts';

const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
/** Budgets of thinking tokens below which an effort is meant; taken from the middle of what the levels spend. */
const LOW_BELOW_TOKENS = 4_096;
const MEDIUM_BELOW_TOKENS = 16_384;

/** `thinking` and `output_config.effort` as fields of chat completions. */
export function readThinkingFields(body: Field, { notes, keepsExtensions }: ReadMode): Fields {
  const thinking = body.get('thinking');
  const effort = body.get('output_config').get('effort');
  const asked = effort.isAbsent ? null : effort.word(EFFORTS);
  if (thinking.isAbsent) return asked === null ? {} : { reasoning_effort: asked };
  if (keepsExtensions) {
    const { display: _display, ...config } = thinking.object();
    return { thinking: config, ...(asked === null ? {} : { reasoning_effort: asked }) };
  }
  const meant = effortOf(thinking, notes) ?? asked;
  return meant === null ? {} : { reasoning_effort: meant };
}

/** The effort that a thinking configuration means; null = as the model sees fit, or as `output_config` says. */
function effortOf(thinking: Field, notes: Notes): string | null {
  switch (thinking.get('type').name()) {
    case 'disabled':
      notes.adapt('thinking', 'Told as reasoning effort `none`.');
      return 'none';
    case 'enabled': {
      notes.adapt('thinking.budget_tokens', 'Told as a reasoning effort.');
      const budget = thinking.get('budget_tokens').integer(0, Number.MAX_SAFE_INTEGER);
      return budget < LOW_BELOW_TOKENS ? 'low' : budget < MEDIUM_BELOW_TOKENS ? 'medium' : 'high';
    }
    default:
      notes.adapt('thinking', 'Models think as much as they see fit.');
      return null;
  }
}

/** Structured output, as `output_config.format` or the older `output_format`. */
export function readFormat(body: Field): Fields {
  const current = body.get('output_config').get('format');
  const format = current.isAbsent ? body.get('output_format') : current;
  if (format.isAbsent) return {};
  format.get('type').word(['json_schema']);
  const schema = format.get('schema').object();
  return {
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: isStrict(schema) } },
  };
}
