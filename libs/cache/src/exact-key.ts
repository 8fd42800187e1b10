import type { ChatBody, LcoOptions, Mode } from '@llm-cost-optimizer/contracts';
import { canonicalText } from './canonical-text.ts';

/**
 * Body fields that cannot change the answer and are left out of the key. Everything else, unknown fields included,
 * is part of it: two requests that differ in any such field never share an answer.
 *
 * - `stream`, `stream_options`: the form of delivery; a stored answer is replayed in either form.
 * - `lco`, `preference`, `cache`, `session_id`, `models`: our own options and dialects; what matters of them (mode, namespace,
 *   fallbacks) is in the key under its own name.
 * - `user`, `safety_identifier`, `metadata`, `store`: attribution. Tenants are kept apart by organization and project.
 * - `service_tier`: how fast and at which price, not what is answered.
 * - `prompt_cache_key`, `prompt_cache_retention`: hints for the provider's own cache of prompts.
 */
export const IGNORED_FIELDS: ReadonlySet<string> = new Set([
  'stream',
  'stream_options',
  'lco',
  'preference',
  'cache',
  'session_id',
  'models',
  'user',
  'safety_identifier',
  'metadata',
  'store',
  'service_tier',
  'prompt_cache_key',
  'prompt_cache_retention',
]);

export interface ExactKeyInput {
  /** A full digest of a text (sha256), given from outside because this library is free of platform modules. */
  readonly hash: (text: string) => string;
  readonly organizationId: string;
  readonly projectId: string | null;
  /** The client's own partition; null = none. */
  readonly namespace: string | null;
  readonly surface: string;
  readonly mode: Mode;
  /** Changes when routing could choose another model for the same request. */
  readonly routingVersion: string;
  readonly options: Pick<LcoOptions, 'allowedModels' | 'maxCostUsd' | 'fallbacks' | 'isStrict'>;
  readonly body: ChatBody;
}

/**
 * Key of the exact cache: a digest over tenant, route and every field of the body that can change the answer.
 *
 * The order of the body's top-level fields does not matter. Inside messages and tools it does: sorting there would cost
 * more than the rare client that reorders them would save, and a missed hit is never wrong. A field that is absent and
 * one that is null differ, because providers may treat them differently.
 */
export function exactCacheKey(input: ExactKeyInput): string {
  const { body, options } = input;
  const facts: unknown[] = [
    input.organizationId,
    input.projectId,
    input.namespace,
    input.surface,
    input.mode,
    input.routingVersion,
    options.allowedModels,
    options.maxCostUsd,
  ];
  if (options.fallbacks !== undefined) facts.push({ fallbacks: options.fallbacks });
  if (options.isStrict !== undefined) facts.push({ isStrict: options.isStrict });
  for (const name of Object.keys(body).sort()) {
    if (name !== 'messages' && !IGNORED_FIELDS.has(name)) facts.push(name, body[name]);
  }
  return input.hash(`${JSON.stringify(facts)}${canonicalText(body.messages)}`);
}
