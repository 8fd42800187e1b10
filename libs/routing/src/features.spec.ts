import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { extractFeatures } from './features.ts';

function featuresOf(body: Pick<ChatBody, 'messages'> & Partial<ChatBody>) {
  const whole: ChatBody = { model: 'auto', ...body };
  return extractFeatures(whole, Buffer.byteLength(JSON.stringify(whole)));
}

const user = (content: ChatBody['messages'][number]['content']) => ({ role: 'user', content });

describe('extractFeatures', () => {
  it('counts about a token per four characters of English', () => {
    const features = featuresOf({ messages: [user('word '.repeat(800))] });
    expect(features.promptTokensEstimated).toBeGreaterThan(900);
    expect(features.promptTokensEstimated).toBeLessThan(1_100);
  });

  it.each([
    { name: 'Chinese', text: '机器学习模型需要大量数据'.repeat(100), min: 600, max: 900 },
    { name: 'Russian', text: 'Машинное обучение требует данных '.repeat(50), min: 450, max: 750 },
  ])('counts more tokens per character in $name', ({ text, min, max }) => {
    const { promptTokensEstimated } = featuresOf({ messages: [user(text)] });
    expect(promptTokensEstimated).toBeGreaterThan(min);
    expect(promptTokensEstimated).toBeLessThan(max);
  });

  it('counts an image flat, not by its bytes', () => {
    const url = `data:image/png;base64,${'A'.repeat(400_000)}`;
    const features = featuresOf({
      messages: [
        user([
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url } },
        ]),
      ],
    });
    expect(features.hasImages).toBe(true);
    expect(features.promptTokensEstimated).toBeGreaterThan(1_000);
    expect(features.promptTokensEstimated).toBeLessThan(1_400);
  });

  it('counts other media flat too', () => {
    const part = { type: 'input_audio', input_audio: { data: 'A'.repeat(400_000), format: 'wav' } };
    const features = featuresOf({ messages: [user([part])] });
    expect(features.hasImages).toBe(false);
    expect(features.promptTokensEstimated).toBeLessThan(2_000);
  });

  it('counts tool definitions as prompt by the bytes they take', () => {
    const parameters = { type: 'object', properties: { city: { type: 'string', description: 'x'.repeat(8_000) } } };
    const tools = [{ type: 'function', function: { name: 'weather', parameters } }];
    const features = featuresOf({ messages: [user('Hi')], tools });
    expect(features.hasTools).toBe(true);
    expect(features.promptTokensEstimated).toBeGreaterThan(1_900);
    expect(features.promptTokensEstimated).toBeLessThan(2_300);
  });

  it('knows the last user turn apart from the whole', () => {
    const features = featuresOf({
      messages: [
        { role: 'system', content: 's'.repeat(4_000) },
        user('u'.repeat(400)),
        { role: 'tool', content: 't'.repeat(400) },
      ],
    });
    expect(features.lastUserTokensEstimated).toBe(100);
    expect(features.promptTokensEstimated).toBeGreaterThan(1_190);
    expect(features.messageCount).toBe(3);
  });

  it.each([
    { name: 'max_completion_tokens before max_tokens', body: { max_tokens: 5, max_completion_tokens: 7 }, expected: 7 },
    { name: 'max_tokens', body: { max_tokens: 5 }, expected: 5 },
    { name: 'null when no limit is given', body: { max_tokens: null }, expected: null },
  ])('reads the limit on the answer: $name', ({ body, expected }) => {
    expect(featuresOf({ messages: [user('Hi')], ...body }).maxOutputTokens).toBe(expected);
  });

  it('tells JSON schema from plain JSON mode, and an empty tool list from tools', () => {
    const messages = [user('Hi')];
    expect(featuresOf({ messages, response_format: { type: 'json_schema', json_schema: {} } }).hasJsonSchema).toBe(
      true,
    );
    expect(featuresOf({ messages, response_format: { type: 'json_object' } }).hasJsonSchema).toBe(false);
    expect(featuresOf({ messages, tools: [] }).hasTools).toBe(false);
    expect(featuresOf({ messages, functions: [{ name: 'f' }] }).hasTools).toBe(true);
  });

  it('survives messages without content and without any user', () => {
    const features = featuresOf({ messages: [{ role: 'assistant', content: null, tool_calls: [] }] });
    expect(features.lastUserTokensEstimated).toBe(0);
    expect(Number.isInteger(features.promptTokensEstimated)).toBe(true);
  });
});
