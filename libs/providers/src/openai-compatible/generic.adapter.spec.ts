import { type ChatBody, type ModelCapabilities, providerQuirksSchema } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { callOf, deploymentOf } from '../conformance/call-builder.ts';
import { nativeCallOf, wireOf } from '../conformance/describe-native.ts';
import { createOpenAiCompatibleAdapter } from './generic.adapter.ts';

const adapterOf = (quirks: object) =>
  createOpenAiCompatibleAdapter({ id: 'p', displayName: 'P', quirks: providerQuirksSchema.parse(quirks) });

function encode(quirks: object, given: Partial<ChatBody>, model: Partial<ModelCapabilities> = {}) {
  const call = adapterOf(quirks).encode(callOf(deploymentOf('p', 'a/b c', model), given));
  const sent = JSON.parse(Buffer.from(call.body).toString('utf8'));
  return { ...call, sent, fields: Object.keys(sent) };
}

describe('a described provider', () => {
  it('is called like OpenAI where the description says nothing else', () => {
    const { path, headers, fields } = encode({}, { temperature: 0.5, some_news: 1, stream: true });
    expect(path).toBe('/chat/completions');
    expect(headers[headers.indexOf('authorization') + 1]).toBe('Bearer sk-test');
    expect(fields).toEqual(['model', 'messages', 'temperature', 'some_news', 'stream', 'stream_options']);
    expect(adapterOf({})).toMatchObject({ id: 'p', displayName: 'P', native: {} });
  });

  it('may have the model in its path and its version in the query', () => {
    const azure = { pathPrefix: '/openai/deployments/{model}', apiVersion: '2024-10-21' };
    expect(encode(azure, {}).path).toBe('/openai/deployments/a%2Fb%20c/chat/completions?api-version=2024-10-21');
    const wire = wireOf(adapterOf({ ...azure, supportedSurfaces: ['chat_completions', 'embeddings'] }), 'embeddings');
    const { path } = wire.encode(nativeCallOf(deploymentOf('p', 'm'), { input: 'x' }));
    expect(path).toBe('/openai/deployments/m/embeddings?api-version=2024-10-21');
  });

  it.each([
    ['api-key', ['api-key', 'sk-test']],
    ['x-api-key', ['x-api-key', 'sk-test']],
    ['none', []],
  ])('may take its key as %s, and further headers', (authHeader, expected) => {
    const { headers } = encode({ authHeader, extraHeaders: { 'x-title': 'gateway' } }, {});
    expect(headers.slice(6)).toEqual([...expected, 'x-title', 'gateway']);
  });

  it.each([
    ['max_tokens', { max_completion_tokens: 5 }, { max_tokens: 5 }],
    ['max_tokens', { max_tokens: 5 }, { max_tokens: 5 }],
    ['max_completion_tokens', { max_tokens: 5 }, { max_completion_tokens: 5 }],
    ['max_completion_tokens', { max_tokens: 5, max_completion_tokens: 7 }, { max_completion_tokens: 7 }],
    ['max_completion_tokens', { max_tokens: 500 }, { max_completion_tokens: 100 }],
    ['as_sent', { max_completion_tokens: 5 }, { max_completion_tokens: 5 }],
  ])('may know the limit of an answer as %s: %j', (maxTokensField, given, expected) => {
    const { sent } = encode({ maxTokensField }, given, { maxOutputTokens: 100 });
    const { model: _, messages: __, ...limits } = sent;
    expect(limits).toEqual(expected);
  });

  it.each(['always', 'none'])('is not asked for usage of streams that comes %s', (streamUsage) => {
    const quirks = { streamUsage, supportedSurfaces: ['chat_completions', 'completions'] };
    expect(encode(quirks, { stream: true, stream_options: { include_usage: true } }).fields).toEqual([
      'model',
      'messages',
      'stream',
    ]);
    const call = nativeCallOf(deploymentOf('p', 'm'), { prompt: 'x', stream: true });
    const { body } = wireOf(adapterOf(quirks), 'completions').encode(call);
    expect(Buffer.from(body).toString('utf8')).not.toContain('stream_options');
  });

  it('may refuse single fields, or all that OpenAI does not know', () => {
    const given = { seed: 1, temperature: 0.5, some_news: 1 };
    const single = encode({ rejectedFields: ['seed'] }, given);
    expect(single.fields).toEqual(['model', 'messages', 'temperature', 'some_news']);
    expect(single.droppedParameters).toEqual(['seed']);
    const strict = encode({ acceptsUnknownFields: false }, given);
    expect(strict.droppedParameters).toEqual(['some_news']);
  });

  it('may refuse developers and reasoning in messages', () => {
    const messages = [
      { role: 'developer', content: 'x' },
      { role: 'assistant', content: 'y', reasoning_content: 'z' },
    ];
    expect(encode({ acceptsDeveloperRole: true }, { messages }).sent.messages).toEqual(messages);
    expect(encode({ hasReasoningContent: false }, { messages }).sent.messages).toEqual([
      { role: 'system', content: 'x' },
      { role: 'assistant', content: 'y' },
    ]);
  });
});

describe('descriptions', () => {
  it.each([
    { maxTokens: 'x' },
    { authHeader: 'basic' },
    { extraHeaders: { Authorization: 'x' } },
    { extraHeaders: { authorization: 'x' } },
    { extraHeaders: { host: 'x' } },
    { extraHeaders: { 'x-a': 'b\r\nx-c: d' } },
    { pathPrefix: 'openai' },
    { pathPrefix: '/openai?x=' },
    { pathPrefix: '/{tenant}' },
    { apiVersion: '2024&x=y' },
    { supportedSurfaces: [] },
    { supportedSurfaces: ['chat_completions', 'messages'] },
  ])('%j is none', (quirks) => {
    expect(providerQuirksSchema.safeParse(quirks).success).toBe(false);
  });
});
