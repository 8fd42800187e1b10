import type { ChatBody, ModelCapabilities } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { callOf, deploymentOf } from '../conformance/call-builder.ts';
import { encodeMessages } from './anthropic.request.ts';

const catalogue = createCatalogue();

function encode(given: Partial<ChatBody>, model: string | Partial<ModelCapabilities> = {}) {
  const deployment =
    typeof model === 'string'
      ? deploymentOf('anthropic', model, catalogue.capabilities({ provider: 'anthropic', model }))
      : deploymentOf('anthropic', 'm', model);
  const { body, droppedParameters } = encodeMessages(callOf(deployment, given));
  return { sent: JSON.parse(JSON.stringify(body)), droppedParameters };
}

function messages(...given: object[]): Partial<ChatBody> {
  const body: object = { messages: given };
  return body;
}

describe('length', () => {
  it.each<[Partial<ChatBody>, string, number]>([
    [{}, 'claude-haiku-5-5', 128_000],
    [{}, 'claude-haiku-4-5', 64_000],
    [{}, 'claude-fable-5-2', 32_000],
    [{ max_tokens: 7 }, 'claude-haiku-5-5', 7],
    [{ max_tokens: 9, max_completion_tokens: 7 }, 'claude-haiku-5-5', 7],
    [{ max_tokens: 500_000 }, 'claude-haiku-5-5', 128_000],
  ])('%j at %s allows %d tokens', (given, model, expected) => {
    expect(encode(given, model).sent.max_tokens).toBe(expected);
  });

  it('the default leaves room for a very long prompt, and images are no text', () => {
    const model = { contextTokens: 200_000, maxOutputTokens: 64_000 };
    const long = 'x'.repeat(300_000);
    expect(encode(messages({ role: 'user', content: long }), model).sent.max_tokens).toBeLessThan(51_000);
    const url = `data:image/png;base64,${long}`;
    const image = messages({ role: 'user', content: [{ type: 'image_url', image_url: { url } }] });
    expect(encode(image, model).sent.max_tokens).toBe(64_000);
  });
});

describe('parameters', () => {
  it('sampling goes where the model refuses it', () => {
    const { sent, droppedParameters } = encode({ temperature: 0.2, top_p: 0.9, top_k: 5 }, 'claude-haiku-5-5');
    expect(sent).not.toHaveProperty('temperature');
    expect(droppedParameters).toEqual(['temperature', 'top_p', 'top_k']);
  });

  it.each([
    [{ temperature: 0.2 }, { temperature: 0.2 }, []],
    [{ temperature: 1.7 }, { temperature: 1 }, ['temperature']],
    [{ temperature: 0.2, top_p: 0.9 }, { temperature: 0.2 }, ['top_p']],
    [{ top_p: 0.9 }, { top_p: 0.9 }, []],
  ])('an older model gets %j as %j', (given, expected, dropped) => {
    const { sent, droppedParameters } = encode(given, 'claude-haiku-4-5');
    expect({ temperature: sent.temperature, top_p: sent.top_p }).toEqual({
      temperature: undefined,
      top_p: undefined,
      ...expected,
    });
    expect(droppedParameters).toEqual(dropped);
  });

  it.each([
    ['claude-haiku-5-5', 'low', { effort: 'low' }, []],
    ['claude-haiku-5-5', 'none', { effort: 'low' }, ['reasoning_effort']],
    ['claude-haiku-5-5', 'xhigh', { effort: 'high' }, ['reasoning_effort']],
    ['claude-haiku-4-5', 'high', undefined, ['reasoning_effort']],
    ['claude-haiku-4-5', 'none', undefined, []],
  ])('%s with effort %s gets %j', (model, effort, expected, dropped) => {
    const { sent, droppedParameters } = encode({ reasoning_effort: effort }, model);
    expect(sent.output_config).toEqual(expected);
    expect(droppedParameters).toEqual(dropped);
  });

  it.each([
    ['claude-haiku-5-5', { type: 'adaptive' }, ['thinking.budget_tokens']],
    ['claude-haiku-4-5', { type: 'enabled', budget_tokens: 2_000 }, []],
  ])('%s thinks as it can', (model, expected, dropped) => {
    const { sent, droppedParameters } = encode({ thinking: { type: 'enabled', budget_tokens: 2_000 } }, model);
    expect(sent.thinking).toEqual(expected);
    expect(droppedParameters).toEqual(dropped);
  });

  it('what has no counterpart is named, defaults and our own fields are not', () => {
    const { sent, droppedParameters } = encode({
      n: 2,
      seed: 1,
      logprobs: false,
      frequency_penalty: 0,
      presence_penalty: 0.5,
      logit_bias: { '1': 2 },
      metadata: { run: 'r' },
      lco: {},
      store: true,
      verbosity: null,
    });
    expect(droppedParameters.toSorted()).toEqual(['logit_bias', 'n', 'presence_penalty', 'seed']);
    expect(Object.keys(sent).toSorted()).toEqual(['max_tokens', 'messages', 'model']);
  });

  it.each([
    ['###', ['###'], []],
    [['a', '\n'], ['a'], ['stop']],
    ['\n\n', undefined, ['stop']],
    [null, undefined, []],
  ])('stop %j goes out as %j', (stop, expected, dropped) => {
    const { sent, droppedParameters } = encode({ stop });
    expect(sent.stop_sequences).toEqual(expected);
    expect(droppedParameters).toEqual(dropped);
  });

  it.each([
    [{ user: 'u-17' }, 'u-17'],
    [{ user: 'u-17', safety_identifier: 's_1' }, 's_1'],
    [{ user: 'ann@example.com' }, expect.stringMatching(/^[0-9a-f]{64}$/)],
    [{ user: '+49 170 1234567' }, expect.stringMatching(/^[0-9a-f]{64}$/)],
    [{ user: '01701234567' }, expect.stringMatching(/^[0-9a-f]{64}$/)],
  ])('the end user %j is opaque', (given, expected) => {
    expect(encode(given).sent.metadata).toEqual({ user_id: expected });
  });

  it.each([
    ['auto', undefined, []],
    ['default', 'standard_only', []],
    ['flex', undefined, ['service_tier']],
  ])('the tier %s goes out as %s', (tier, expected, dropped) => {
    const { sent, droppedParameters } = encode({ service_tier: tier });
    expect(sent.service_tier).toBe(expected);
    expect(droppedParameters).toEqual(dropped);
  });
});

describe('formats', () => {
  const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 1 } }, required: ['n'] };
  const format = { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } };

  it('a schema becomes the output format, closed and without limits', () => {
    const { sent, droppedParameters } = encode({ response_format: format }, 'claude-haiku-5-5');
    expect(sent.output_config.format).toEqual({
      type: 'json_schema',
      schema: {
        type: 'object',
        properties: { n: { type: 'integer', description: '{minimum: 1}' } },
        required: ['n'],
        additionalProperties: false,
      },
    });
    expect(droppedParameters).toEqual([]);
  });

  it('a model without it is told the schema', () => {
    const { sent, droppedParameters } = encode({ response_format: format }, { acceptsJsonSchema: false });
    expect(sent).not.toHaveProperty('output_config');
    expect(sent.system[0].text).toContain('"required":["n"]');
    expect(droppedParameters).toEqual(['response_format']);
  });

  it('JSON mode becomes an instruction', () => {
    const { sent } = encode({ response_format: { type: 'json_object' } });
    expect(sent.system[0].text).toContain('JSON object');
  });

  it('plain text needs nothing', () => {
    const { sent, droppedParameters } = encode({ response_format: { type: 'text' }, stream: true });
    expect(sent).not.toHaveProperty('system');
    expect(sent.stream).toBe(true);
    expect(droppedParameters).toEqual([]);
  });
});
