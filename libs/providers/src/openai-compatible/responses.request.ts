import { isRecord, textOrNull } from '../json/json.ts';
import type { NativeDraft } from '../native/native.request.ts';
import { nearestEffort } from './reasoning-effort.ts';

/** What a request to the Responses API needs when it goes to another model than the client had in mind. */
export function adaptResponses(draft: NativeDraft): void {
  const { reasoning } = draft.body;
  const isThinkingOff = isRecord(reasoning) && reasoning.effort === 'none';
  if (!(draft.model.acceptsSamplingWithoutReasoning && isThinkingOff)) draft.dropRejected();
  draft.capTokens('max_output_tokens');
  adaptReasoning(draft);
}

function adaptReasoning(draft: NativeDraft): void {
  const { reasoning } = draft.body;
  if (!isRecord(reasoning)) return;
  if (draft.model.rejectedParameters.includes('reasoning_effort')) {
    draft.drop('reasoning');
    return;
  }
  const asked = textOrNull(reasoning.effort);
  const { reasoningEfforts } = draft.model;
  if (asked === null || reasoningEfforts === null || reasoningEfforts.includes(asked)) return;
  const { effort: _, ...rest } = reasoning;
  const nearest = nearestEffort(asked, reasoningEfforts);
  draft.set('reasoning', nearest === null ? rest : { ...rest, effort: nearest });
  draft.dropped.push('reasoning.effort');
}
