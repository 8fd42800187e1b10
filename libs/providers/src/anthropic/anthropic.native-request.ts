import { isRecord, recordOf, textOrNull } from '../json/json.ts';
import type { NativeDraft } from '../native/native.request.ts';
import { nearestEffort } from '../openai-compatible/reasoning-effort.ts';

/** What a request to the Messages API needs when it goes to another model than the client had in mind. */
export function adaptMessages(draft: NativeDraft): void {
  draft.dropRejected();
  draft.capTokens('max_tokens');
  adaptThinking(draft);
  adaptEffort(draft);
  adaptMetadata(draft);
}

/** Newer models think as much as they see fit and refuse a budget; older ones know nothing but a budget. */
function adaptThinking(draft: NativeDraft): void {
  const { thinking } = draft.body;
  if (!isRecord(thinking)) return;
  const { rejectedParameters } = draft.model;
  if (thinking.budget_tokens !== undefined && rejectedParameters.includes('budget_tokens')) {
    const { budget_tokens: _, ...rest } = thinking;
    draft.set('thinking', { ...rest, type: 'adaptive' });
    draft.dropped.push('thinking.budget_tokens');
  } else if (thinking.type === 'adaptive' && rejectedParameters.includes('reasoning_effort')) draft.drop('thinking');
}

function adaptEffort(draft: NativeDraft): void {
  const config = recordOf(draft.body.output_config);
  const asked = textOrNull(config.effort);
  if (asked === null) return;
  const { reasoningEfforts, rejectedParameters } = draft.model;
  const nearest = reasoningEfforts === null ? asked : nearestEffort(asked, reasoningEfforts);
  const effort = rejectedParameters.includes('reasoning_effort') ? null : nearest;
  if (effort === asked) return;
  const { effort: _, ...rest } = config;
  if (effort !== null) draft.set('output_config', { ...rest, effort });
  else if (Object.keys(rest).length > 0) draft.set('output_config', rest);
  else draft.remove('output_config');
  draft.dropped.push('output_config.effort');
}

/** The API knows `user_id` and refuses anything else; tags and the like were for us. */
function adaptMetadata(draft: NativeDraft): void {
  const { metadata } = draft.body;
  if (!isRecord(metadata) || Object.keys(metadata).every((key) => key === 'user_id')) return;
  if (metadata.user_id === undefined) draft.remove('metadata');
  else draft.set('metadata', { user_id: metadata.user_id });
}
