import type { ChatBody, Deployment, LcoOptions, ModelCapabilities } from '@llm-cost-optimizer/contracts';
import { createAdapterRegistry } from '@llm-cost-optimizer/providers';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, END, factsFor, SMALLEST } from './__testing__/facts.ts';
import { samples, toCompletion } from './__testing__/sample.ts';
import type { Fields } from './surface.ts';
import { SURFACES } from './surfaces.ts';

/** Both directions of the Messages API live in different libraries; here they meet. */
const { messages } = SURFACES;
const adapters = createAdapterRegistry();
const CAPABILITIES = {
  contextTokens: null,
  maxInputTokens: null,
  maxOutputTokens: null,
  acceptsImages: true,
  acceptsTools: true,
  acceptsJsonSchema: true,
  isReasoning: true,
  rejectedParameters: [],
  reasoningEfforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  acceptsSamplingWithoutReasoning: false,
  acceptsPrefill: true,
} satisfies ModelCapabilities;
const NO_OPTIONS = { mode: null, cacheRead: true, cacheWrite: true, cacheOnly: false, cacheTtlSeconds: null } as const;
const OPTIONS: LcoOptions = {
  ...NO_OPTIONS,
  cacheNamespace: null,
  tags: [],
  sessionId: null,
  baseline: null,
  maxCostUsd: null,
  allowedModels: null,
  wantsUsage: false,
};

function encode(provider: string, body: ChatBody): { readonly body: Fields; readonly dropped: readonly string[] } {
  const deployment: Deployment = {
    id: `${provider}/m`,
    provider,
    model: 'm',
    isSimulated: true,
    capabilities: CAPABILITIES,
  };
  const raw = bytesOf(JSON.stringify(body));
  const request = { body, raw, isStreaming: false, wantsUsageChunk: false, options: OPTIONS };
  const call = adapters.get(provider)?.encode({ deployment, request, apiKey: 'k' });
  if (call === undefined) throw new Error(`no adapter ${provider}`);
  return { body: JSON.parse(new TextDecoder().decode(call.body)), dropped: call.droppedParameters };
}

const MARK = { type: 'ephemeral' };
const REQUEST = {
  ...SMALLEST.messages,
  system: [{ type: 'text', text: 'Be short.', cache_control: MARK }],
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'What is here?' }] },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 'abc' },
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: [1, 2] } },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_1',
          content: [{ type: 'text', text: 'A cat' }],
          cache_control: MARK,
        },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        { type: 'text', text: 'Sure?' },
      ],
    },
  ],
  tools: [
    { name: 'look', description: 'Looks', input_schema: { type: 'object', properties: {} }, cache_control: MARK },
  ],
  tool_choice: { type: 'auto', disable_parallel_tool_use: true },
  stop_sequences: ['END'],
  thinking: { type: 'adaptive' },
  output_config: { effort: 'high' },
  metadata: { user_id: 'user-1' },
};

describe('a request to the Messages API that is translated there and back', () => {
  it('reaches an Anthropic target as the client wrote it', () => {
    const { extended, chat } = messages.toChat(REQUEST);
    const { body, dropped } = encode('anthropic', extended?.() ?? chat);
    expect(body).toEqual({ ...REQUEST, model: 'm' });
    expect(dropped).toEqual([]);
  });

  it.each(['openai', 'groq', 'ollama', 'vllm'])('reaches %s without anything of Anthropic in it', (provider) => {
    const text = JSON.stringify(encode(provider, messages.toChat(REQUEST).chat).body);
    expect(text).not.toMatch(/cache_control|signature|"thinking"|tool_use|input_schema|stop_sequences/);
  });
});

describe('an answer that is translated to a message and back', () => {
  it('is the same, but for thoughts', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const end = { ...END, usage: sample.usage };
        const message = messages.encodeAnswer(toCompletion(sample), factsFor(messages), end);
        const decoded = adapters.get('anthropic')?.decode(bytesOf(message));
        const [choice] = JSON.parse(new TextDecoder().decode(decoded?.body)).choices;
        expect(choice.message.content ?? '').toBe(sample.text.join(''));
        expect(choice.message.refusal ?? '').toBe(sample.refusal.join(''));
        expect((choice.message.tool_calls ?? []).map((call: Fields) => call.function)).toEqual(
          sample.calls.map(({ name, input }) => ({ name, arguments: JSON.stringify(input) })),
        );
        if (sample.refusal.length === 0) expect(choice.finish_reason).toBe(sample.finish);
        if (sample.usage.promptTokens > 0) expect(decoded?.usage).toEqual(sample.usage);
      }),
    );
  });
});
