import type { SimChoice, SimUsage } from '../generator/answer-types.ts';
import { recordOf } from '../generator/json.ts';
import type { PlainReply, Reply } from '../server/wire.ts';
import { callId } from './chat.response.ts';

/** Usage in the shape of the Responses API. */
export function responsesUsage(usage: SimUsage): object {
  return {
    input_tokens: usage.promptTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens, cache_write_tokens: usage.cacheWriteTokens },
    output_tokens: usage.completionTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.promptTokens + usage.completionTokens,
  };
}

/** The items of an answer: reasoning (without text, as the API shows it), then a message or function calls. */
export function outputItems(reply: Reply): object[] {
  const [choice] = reply.choices;
  if (choice === undefined) return [];
  const items: object[] = [];
  if (choice.reasoningTokens > 0) items.push({ id: `rs_${reply.idTail}`, type: 'reasoning', summary: [] });
  for (const [index, call] of choice.toolCalls.entries()) {
    items.push({
      id: `fc_${reply.idTail}${index}`,
      type: 'function_call',
      status: 'completed',
      arguments: call.argumentsJson,
      call_id: callId(reply, 0, index),
      name: call.name,
    });
  }
  if (choice.text !== '' || items.length === 0) items.push(messageItem(reply, choice));
  return items;
}

function messageItem(reply: Reply, choice: SimChoice): object {
  return {
    id: `msg_${reply.idTail}`,
    type: 'message',
    status: choice.finish === 'length' ? 'incomplete' : 'completed',
    content: [{ type: 'output_text', annotations: [], logprobs: [], text: choice.text }],
    role: 'assistant',
  };
}

/** The response object: `in_progress` at the start of a stream, else finished. */
export function responseObject(reply: Reply, state: 'in_progress' | 'finished'): object {
  const { body } = reply.request;
  const isFinished = state === 'finished';
  const isCut = isFinished && reply.choices[0]?.finish === 'length';
  return {
    id: `resp_${reply.idTail}`,
    object: 'response',
    created_at: reply.createdAt,
    status: isFinished ? (isCut ? 'incomplete' : 'completed') : 'in_progress',
    background: false,
    completed_at: isFinished && !isCut ? reply.createdAt : null,
    error: null,
    frequency_penalty: 0,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: null,
    model: reply.modelName,
    output: isFinished ? outputItems(reply) : [],
    parallel_tool_calls: reply.request.isParallel,
    presence_penalty: 0,
    previous_response_id: body.previous_response_id ?? null,
    prompt_cache_key: body.prompt_cache_key ?? null,
    prompt_cache_retention: null,
    reasoning: { effort: reply.request.effort ?? reply.model.defaultEffort, summary: null },
    safety_identifier: body.safety_identifier ?? null,
    service_tier: isFinished ? 'default' : 'auto',
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: { format: recordOf(body.text).format ?? { type: 'text' }, verbosity: 'medium' },
    tool_choice: body.tool_choice ?? 'auto',
    tools: body.tools ?? [],
    top_logprobs: 0,
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? 'disabled',
    usage: isFinished && !reply.isUsageOmitted ? responsesUsage(reply.usage) : null,
    user: null,
    metadata: body.metadata ?? {},
  };
}

/** The body of an answer of the Responses API. */
export function responsesBody(reply: Reply): PlainReply {
  return { body: JSON.stringify(responseObject(reply, 'finished')), hasUsage: !reply.isUsageOmitted };
}
