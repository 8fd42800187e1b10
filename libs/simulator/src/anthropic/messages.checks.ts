import { type JsonRecord, listOf, numberOrNull, recordOf } from '../generator/json.ts';
import type { SimRequest } from '../generator/sim-request.ts';
import type { ModelProfile } from '../models/model-profile.ts';
import type { Problem } from '../server/wire.ts';
import { invalid } from './anthropic.problems.ts';

/** Checks of the body that need no model: required fields, roles, empty texts, function calls and their results. */
export function checkMessagesBody(body: JsonRecord): Problem | null {
  if (typeof body.model !== 'string' || body.model === '') return invalid('model: Field required');
  if (numberOrNull(body.max_tokens) === null) return invalid('max_tokens: Field required');
  if (!Array.isArray(body.messages)) return invalid('messages: Field required');
  if (body.messages.length === 0) return invalid('messages: at least one message is required');
  let openCalls: readonly unknown[] = [];
  for (const [index, given] of body.messages.entries()) {
    const { role, content } = recordOf(given);
    if (role !== 'user' && role !== 'assistant' && role !== 'system') {
      return invalid(`messages: Unexpected role "${String(role)}". Allowed roles are "user" or "assistant".`);
    }
    const blocks = listOf(content).map(recordOf);
    const isEmptyText = content === '' || blocks.some((block) => block.type === 'text' && block.text === '');
    if (isEmptyText) return invalid('messages: text content blocks must be non-empty');
    const problem = checkResults(blocks, openCalls, index);
    if (problem !== null) return problem;
    openCalls =
      role === 'assistant' ? blocks.filter((block) => block.type === 'tool_use').map((block) => block.id) : [];
  }
  return null;
}

function checkResults(blocks: readonly JsonRecord[], openCalls: readonly unknown[], index: number): Problem | null {
  const results = blocks.filter((block) => block.type === 'tool_result').map((block) => block.tool_use_id);
  const unknown = results.find((id) => !openCalls.includes(id));
  if (unknown !== undefined) {
    return invalid(
      `messages.${index}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${String(unknown)}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
    );
  }
  const missing = openCalls.filter((id) => !results.includes(id));
  if (missing.length === 0) return null;
  return invalid(
    `messages.${index - 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}

/** Why this model refuses this request; null = it accepts it. Quirks: platform.claude.com model pages, 2026-11-23. */
export function checkAnthropic(request: SimRequest, model: ModelProfile, promptTokens: number): Problem | null {
  return (
    checkSampling(request.body, model) ??
    checkThinking(request, model) ??
    checkLengths(request, model, promptTokens) ??
    checkPrefill(request, model)
  );
}

function checkSampling(body: JsonRecord, model: ModelProfile): Problem | null {
  const temperature = numberOrNull(body.temperature);
  const topP = numberOrNull(body.top_p);
  if (model.sampling !== 'any') {
    if (temperature !== null && temperature !== 1) return invalid('`temperature` is deprecated for this model.');
    if (topP !== null && topP !== 1) return invalid('`top_p` is deprecated for this model.');
    if (numberOrNull(body.top_k) !== null) return invalid('`top_k` is deprecated for this model.');
  }
  if (temperature !== null && (temperature < 0 || temperature > 1)) return invalid('temperature: range: 0..1');
  // The 4.5 generation takes one of the two only.
  if (model.reasoning === 'on-request' && temperature !== null && topP !== null) {
    return invalid('`temperature` and `top_p` cannot both be specified for this model. Please use only one.');
  }
  return null;
}

function checkThinking(
  { effort, thinking, thinkingBudgetTokens, maxTokens }: SimRequest,
  model: ModelProfile,
): Problem | null {
  if (effort !== null && !model.efforts.includes(effort)) {
    if (model.efforts.length === 0) return invalid('This model does not support the effort parameter.');
    const known = [...model.efforts].sort().join(', ');
    return invalid(`This model does not support effort level '${effort}'. Supported levels: ${known}.`);
  }
  if (thinking === 'enabled' && !model.hasPrefill) {
    return invalid(
      '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
    );
  }
  if (thinking === 'adaptive' && model.reasoning === 'on-request') {
    return invalid('adaptive thinking is not supported on this model');
  }
  if (thinking === 'disabled' && model.reasoning === 'always') {
    return invalid('"thinking.type.disabled" is not supported for this model.');
  }
  if (thinkingBudgetTokens !== null && maxTokens !== null && thinkingBudgetTokens >= maxTokens) {
    return invalid('`max_tokens` must be greater than `thinking.budget_tokens`.');
  }
  return null;
}

function checkLengths({ maxTokens }: SimRequest, model: ModelProfile, promptTokens: number): Problem | null {
  if (maxTokens !== null && maxTokens > model.maxOutputTokens) {
    return invalid(
      `max_tokens: ${maxTokens} > ${model.maxOutputTokens}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  }
  if (promptTokens > model.contextTokens) {
    return invalid(`prompt is too long: ${promptTokens} tokens > ${model.contextTokens} maximum`);
  }
  if (promptTokens + (maxTokens ?? 0) > model.contextTokens) {
    return invalid(
      `input length and \`max_tokens\` exceed context limit: ${promptTokens} + ${maxTokens} > ${model.contextTokens}, decrease input length or \`max_tokens\` and try again`,
    );
  }
  return null;
}

function checkPrefill({ endsWithAssistant }: SimRequest, model: ModelProfile): Problem | null {
  if (model.hasPrefill || !endsWithAssistant) return null;
  return invalid(
    'This model does not support assistant message prefill. The conversation must end with a user message.',
  );
}
