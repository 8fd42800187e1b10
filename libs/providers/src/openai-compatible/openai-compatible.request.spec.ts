import type { ChatBody, ModelCapabilities } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { callOf, deploymentOf } from '../conformance/call-builder.ts';
import { createGroqAdapter } from '../groq/groq.adapter.ts';
import { createOpenAiAdapter } from '../openai/openai.adapter.ts';
import { createVllmAdapter } from '../vllm/vllm.adapter.ts';

const openai = createOpenAiAdapter();
const groq = createGroqAdapter();
const vllm = createVllmAdapter();
const catalogue = createCatalogue();

function encode(
  adapter: typeof openai,
  given: Partial<ChatBody> | { readonly raw: string },
  model: string | Partial<ModelCapabilities> = {},
) {
  const deployment =
    typeof model === 'string'
      ? deploymentOf(adapter.id, model, catalogue.capabilities({ provider: adapter.id, model }))
      : deploymentOf(adapter.id, 'm', model);
  const { body, droppedParameters } = adapter.encode(callOf(deployment, given));
  const text = Buffer.from(body).toString('utf8');
  return { text, sent: JSON.parse(text), droppedParameters };
}

describe('the body that goes out', () => {
  it('is the client’s own but for the model', () => {
    const raw =
      '{\n  "messages": [{"role":"user","content":"1.0 \\u00e9 é"}],\n  "model": "auto", "temperature": 0.70\n}';
    expect(encode(openai, { raw }).text).toBe(raw.replace('"auto"', '"m"'));
  });

  it.each([
    [{ stream: true }, { include_usage: true }],
    [{ stream: true, stream_options: { include_usage: true } }, { include_usage: true }],
    [{ stream: true, stream_options: { include_usage: false } }, { include_usage: true }],
    [{ stream: true, stream_options: null }, { include_usage: true }],
    [{}, undefined],
  ])('asks for usage of streams: %j', (given, expected) => {
    expect(encode(openai, given).sent.stream_options).toEqual(expected);
  });

  it('keeps other options of the stream', () => {
    const options: object = { include_obfuscation: false };
    expect(encode(openai, { stream: true, stream_options: options }).sent.stream_options).toEqual({
      include_obfuscation: false,
      include_usage: true,
    });
  });
});

describe('parameters that a model does not take', () => {
  it('sampling goes unless the model does not reason', () => {
    const sampling = { temperature: 0.5, top_p: 0.5, logprobs: true };
    const thinking = encode(openai, sampling, 'gpt-6-luna');
    expect(thinking.droppedParameters).toEqual(['temperature', 'top_p', 'logprobs']);
    expect(thinking.sent).not.toHaveProperty('temperature');
    const plain = encode(openai, { ...sampling, reasoning_effort: 'none' }, 'gpt-6-luna');
    expect(plain.droppedParameters).toEqual([]);
    expect(plain.sent).toMatchObject(sampling);
  });

  it.each([
    ['gpt-6.2-sol', 'none', 'minimal'],
    ['gpt-6.2-astra', 'minimal', 'low'],
    ['gpt-6-luna', 'none', 'none'],
    ['gpt-6-luna', 'max', 'max'],
    ['gpt-6-luna', 'unheard-of', undefined],
    ['gpt-4o-mini', 'high', undefined],
  ])('%s with effort %s gets %s', (model, asked, expected) => {
    const { sent, droppedParameters } = encode(openai, { reasoning_effort: asked }, model);
    expect(sent.reasoning_effort).toBe(expected);
    expect(droppedParameters).toEqual(asked === expected ? [] : ['reasoning_effort']);
  });

  it.each([
    ['openai/gpt-oss-20b', 'none', 'low'],
    ['openai/gpt-oss-20b', 'xhigh', 'high'],
    ['qwen/qwen3.6-27b', 'high', undefined],
    ['qwen/qwen3.6-27b', 'none', 'none'],
  ])('Groq’s %s with effort %s gets %s', (model, asked, expected) => {
    expect(encode(groq, { reasoning_effort: asked }, model).sent.reasoning_effort).toBe(expected);
  });

  it.each([
    [{ max_tokens: 50 }, { max_completion_tokens: 50 }, []],
    [{ max_completion_tokens: 50 }, { max_completion_tokens: 50 }, []],
    [{ max_tokens: 60, max_completion_tokens: 50 }, { max_completion_tokens: 50 }, []],
    [{ max_tokens: 500_000 }, { max_completion_tokens: 128_000 }, ['max_tokens']],
    [{ max_tokens: null }, {}, []],
  ])('a reasoning model gets the limit %j as %j', (given, expected, dropped) => {
    const { sent, droppedParameters } = encode(openai, given, 'gpt-6-luna');
    expect(sent).toMatchObject(expected);
    expect(sent.max_tokens ?? null).toBeNull();
    expect(droppedParameters).toEqual(dropped);
  });

  it('other models and servers keep max_tokens', () => {
    expect(encode(openai, { max_tokens: 5 }, 'gpt-4o-mini').sent.max_tokens).toBe(5);
    expect(encode(groq, { max_tokens: 5 }, 'openai/gpt-oss-20b').sent.max_tokens).toBe(5);
  });

  it('fields that a strict provider does not know go, and are named', () => {
    const given = { verbosity: 'low', top_k: 5, prompt_cache_key: 'k', include_reasoning: true };
    expect(encode(openai, given).droppedParameters).toEqual(['top_k', 'include_reasoning']);
    expect(encode(groq, given).droppedParameters).toEqual(['verbosity', 'top_k', 'prompt_cache_key']);
    const local = encode(vllm, { ...given, guided_json: { type: 'object' } });
    expect(local.droppedParameters).toEqual([]);
    expect(local.sent).toMatchObject({ top_k: 5, guided_json: { type: 'object' } });
  });

  it.each([
    [{ tags: ['a'] }, undefined],
    [{ tags: ['a'], run: 'r1' }, { run: 'r1' }],
    [{ tags: 'a' }, { tags: 'a' }],
    [{ nested: { a: 1 }, run: 'r1' }, { run: 'r1' }],
  ])('metadata %j goes out as %j', (metadata, expected) => {
    const given: object = { metadata };
    const { sent, droppedParameters } = encode(openai, given);
    expect(sent.metadata).toEqual(expected);
    expect(droppedParameters).toEqual([]);
  });
});

describe('messages', () => {
  const messages = [
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello', refusal: null, annotations: [], reasoning_content: 'hm' },
    { role: 'user', content: 'Bye' },
  ];

  it('lose fields of other providers where the provider refuses them', () => {
    expect(encode(openai, { messages }).sent.messages[2]).toEqual({
      role: 'assistant',
      content: 'Hello',
      refusal: null,
    });
    expect(encode(groq, { messages }).sent.messages[2]).toEqual({ role: 'assistant', content: 'Hello' });
    expect(encode(vllm, { messages }).sent.messages[2]).toEqual(messages[2]);
  });

  it('keep the developer role only where it exists', () => {
    expect(encode(openai, { messages }).sent.messages[0].role).toBe('developer');
    expect(encode(groq, { messages }).sent.messages[0].role).toBe('system');
    expect(encode(vllm, { messages }).sent.messages[0].role).toBe('system');
  });
});
