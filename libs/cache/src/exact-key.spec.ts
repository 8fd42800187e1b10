import { createHash } from 'node:crypto';
import type { ChatBody } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from './canonical-text.ts';
import { type ExactKeyInput, exactCacheKey, IGNORED_FIELDS } from './exact-key.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('base64url');

const BODY: ChatBody = {
  model: 'auto',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'What is 2+2?' },
  ],
};

function keyOf(fields: Record<string, unknown> = {}, input: Partial<ExactKeyInput> = {}): string {
  return exactCacheKey({
    hash,
    organizationId: 'org-1',
    projectId: null,
    namespace: null,
    surface: 'chat_completions',
    mode: 'balanced',
    routingVersion: 'v1',
    options: { allowedModels: null, maxCostUsd: null },
    body: { ...BODY, ...fields },
    ...input,
  });
}

/** Each row differs from the plain request, and from every other row, in something that can change the answer. */
const DIFFERENT: readonly (readonly [string, Record<string, unknown>])[] = [
  ['model', { model: 'lco/cost' }],
  ['max_tokens', { max_tokens: 10 }],
  ['another max_tokens', { max_tokens: 11 }],
  ['max_completion_tokens', { max_completion_tokens: 10 }],
  ['temperature 0', { temperature: 0 }],
  ['temperature 1', { temperature: 1 }],
  ['temperature null', { temperature: null }],
  ['top_p', { top_p: 0.5 }],
  ['stop as text', { stop: 'END' }],
  ['stop as list', { stop: ['END'] }],
  ['n', { n: 2 }],
  ['tools', { tools: [{ type: 'function', function: { name: 'f' } }] }],
  ['other tools', { tools: [{ type: 'function', function: { name: 'g' } }] }],
  ['tool_choice', { tool_choice: 'required' }],
  ['parallel_tool_calls', { parallel_tool_calls: false }],
  ['response_format', { response_format: { type: 'json_object' } }],
  ['seed', { seed: 1 }],
  ['prediction', { prediction: { type: 'content', content: 'x' } }],
  ['reasoning_effort', { reasoning_effort: 'low' }],
  ['verbosity', { verbosity: 'low' }],
  ['logprobs', { logprobs: true }],
  ['logit_bias', { logit_bias: { 1: 2 } }],
  ['a field nobody knows', { brand_new_field: 1 }],
  ['system text', { messages: [{ role: 'system', content: 'Be long.' }, BODY.messages[1]] }],
  ['role', { messages: [{ role: 'developer', content: 'Be brief.' }, BODY.messages[1]] }],
  ['one message less', { messages: [BODY.messages[1]] }],
  ['order of messages', { messages: [...BODY.messages].reverse() }],
  ['a name', { messages: [BODY.messages[0], { role: 'user', name: 'Ann', content: 'What is 2+2?' }] }],
  [
    'an image',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a/b.png' } }] }] },
  ],
  [
    'another image',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a/c.png' } }] }] },
  ],
];

describe('requests that can be answered differently', () => {
  it('have different keys in every pair', () => {
    const keys = new Map([['nothing', keyOf()]]);
    for (const [name, fields] of DIFFERENT) keys.set(name, keyOf(fields));
    expect(new Set(keys.values()).size).toBe(keys.size);
  });

  it.each([
    ['organization', { organizationId: 'org-2' }],
    ['project', { projectId: 'p' }],
    ['namespace', { namespace: 'n' }],
    ['surface', { surface: 'responses' }],
    ['mode', { mode: 'cost' }],
    ['routing version', { routingVersion: 'v2' }],
    ['allowed models', { options: { allowedModels: ['openai/*'], maxCostUsd: null } }],
    ['fallbacks', { options: { allowedModels: null, maxCostUsd: null, fallbacks: ['a'] } }],
    ['strict parameters', { options: { allowedModels: null, maxCostUsd: null, isStrict: true } }],
    ['cost limit', { options: { allowedModels: null, maxCostUsd: '0.01' } }],
  ] as const)('are kept apart by %s', (_name, input) => {
    expect(keyOf({}, input)).not.toBe(keyOf());
  });

  it('cannot be mixed up by moving text from one field of the key to the next', () => {
    const key = (organizationId: string, namespace: string) => keyOf({}, { organizationId, namespace });
    expect(key('a","b', 'c')).not.toBe(key('a', 'b","c'));
    expect(keyOf({}, { projectId: 'x', namespace: null })).not.toBe(keyOf({}, { projectId: null, namespace: 'x' }));
  });
});

describe('requests that are answered the same', () => {
  it.each([...IGNORED_FIELDS])('share a key whatever %s says', (name) => {
    expect(keyOf({ [name]: 'anything' })).toBe(keyOf());
  });

  it('share a key in any order of the fields', () => {
    const { model, messages } = BODY;
    const one = keyOf({}, { body: { model, messages, temperature: 0, seed: 1 } });
    const other = keyOf({}, { body: { seed: 1, temperature: 0, messages, model } });
    expect(one).toBe(other);
  });
});

it('gives the whole digest', () => {
  expect(keyOf()).toHaveLength(43);
});

describe('canonicalText', () => {
  it('is the same exactly for the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 7 }), fc.jsonValue({ maxDepth: 7 }), (one, other) => {
        expect(canonicalText(structuredClone(one))).toBe(canonicalText(one));
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(canonicalText(one) === canonicalText(other)).toBe(isSame);
      }),
    );
  });

  it('tells broken characters apart, which have no bytes of their own', () => {
    expect(hash(canonicalText('\ud800'))).not.toBe(hash(canonicalText('\ud801')));
    expect(hash(canonicalText('\ud800'))).not.toBe(hash(canonicalText('\ufffd')));
  });

  it('is not led astray by text that looks like its own marks', () => {
    expect(canonicalText(['s1:a', 'b'])).not.toBe(canonicalText(['s1:as1:b']));
    expect(canonicalText({ a: 'b' })).not.toBe(canonicalText(['a', 'b']));
  });
});
