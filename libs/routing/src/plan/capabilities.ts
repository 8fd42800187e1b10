import type { ChatBody, Deployment, DroppedCandidate, RequestFeatures } from '@llm-cost-optimizer/contracts';

/**
 * Why a deployment cannot serve the request at all; null = it can. Unknown limits exclude nothing.
 * A rough estimate decides about the window, so what just fits may still be refused by the provider.
 */
export function lackOf(deployment: Deployment, features: RequestFeatures): DroppedCandidate | null {
  const { capabilities, id } = deployment;
  const { contextTokens, maxInputTokens, maxOutputTokens } = capabilities;
  const prompt = features.promptTokensEstimated;
  const answer = features.maxOutputTokens ?? 0;
  if (contextTokens !== null && prompt + answer > contextTokens) {
    return drop(
      id,
      'context_too_small',
      `Prompt and answer of about ${prompt + answer} tokens, window of ${contextTokens}.`,
    );
  }
  if (maxInputTokens !== null && prompt > maxInputTokens) {
    return drop(id, 'context_too_small', `Prompt of about ${prompt} tokens, at most ${maxInputTokens} are taken.`);
  }
  if (maxOutputTokens !== null && answer > maxOutputTokens) {
    return drop(
      id,
      'output_too_small',
      `Answer of up to ${answer} tokens asked, at most ${maxOutputTokens} are given.`,
    );
  }
  if (features.hasImages && !capabilities.acceptsImages) return drop(id, 'no_images', 'Takes no images.');
  if (features.hasTools && !capabilities.acceptsTools) return drop(id, 'no_tools', 'Calls no tools.');
  if (features.hasJsonSchema && !capabilities.acceptsJsonSchema) {
    return drop(id, 'no_json_schema', 'Does not keep to a JSON schema.');
  }
  return null;
}

/**
 * What the model would refuse although it could answer: an effort it does not know, a begun answer to continue.
 * Adapters adapt such requests, so this only decides while another deployment takes them as they are.
 */
export function misfitOf(deployment: Deployment, body: ChatBody): DroppedCandidate | null {
  const { capabilities, id } = deployment;
  const effort = body.reasoning_effort;
  if (typeof effort === 'string' && capabilities.reasoningEfforts !== null) {
    if (!capabilities.reasoningEfforts.includes(effort)) {
      return drop(id, 'parameter_rejected', 'Does not know the asked reasoning_effort.');
    }
  }
  const lost = capabilities.toolsApi === 'responses' && hasTools(body) ? lostWithTools(body) : undefined;
  if (lost !== undefined) return drop(id, 'parameter_rejected', `Takes no ${lost} beside tools.`);
  if (!capabilities.acceptsPrefill && body.messages.at(-1)?.role === 'assistant') {
    return drop(id, 'parameter_rejected', 'Does not continue a begun answer.');
  }
  return null;
}

/** What the Responses API does not have. */
const CHAT_ONLY = ['stop', 'seed', 'frequency_penalty', 'presence_penalty', 'logit_bias'] as const;

function lostWithTools(body: ChatBody): string | undefined {
  if (typeof body.n === 'number' && body.n > 1) return 'n';
  return CHAT_ONLY.find((name) => body[name] !== undefined && body[name] !== null && body[name] !== 0);
}

function hasTools({ tools }: ChatBody): boolean {
  return Array.isArray(tools) && tools.length > 0;
}

/** The first parameter of the body that the model refuses with a 400; null = it takes them all. */
export function rejectedParameterOf(deployment: Deployment, body: ChatBody): DroppedCandidate | null {
  const { rejectedParameters, acceptsSamplingWithoutReasoning } = deployment.capabilities;
  if (acceptsSamplingWithoutReasoning && body.reasoning_effort === 'none') return null;
  for (const name of rejectedParameters) {
    const value = body[name];
    // The default value is no request for anything, and providers take it.
    if (value === undefined || value === null || ((name === 'temperature' || name === 'top_p') && value === 1))
      continue;
    return drop(deployment.id, 'parameter_rejected', `Refuses ${name}.`);
  }
  return null;
}

function drop(deploymentId: string, cause: DroppedCandidate['cause'], detail: string): DroppedCandidate {
  return { deploymentId, cause, detail };
}
