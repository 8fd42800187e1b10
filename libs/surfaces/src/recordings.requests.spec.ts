import { type ChatBody, GatewayError } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { hasRecordings, type Recording, recordings } from './__testing__/shared.ts';
import type { SurfaceCodec, SurfaceRequest } from './surface.ts';
import { SURFACES } from './surfaces.ts';

const { messages, responses, completions, ollama_chat, ollama_generate } = SURFACES;

type Entry = readonly [name: string, recording: Recording];

const withRequest = (provider: string, endpoint: string): Entry[] =>
  recordings(provider, endpoint)
    .filter(({ request }) => request !== null)
    .map((one) => [one.name, one]);

/** Every text that stands under one of the names, however deep. */
function textsIn(value: unknown, names: ReadonlySet<string>): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, names));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    typeof one === 'string' ? (names.has(name) ? [one] : []) : textsIn(one, names),
  );
}

/** Null for a request that the provider refused as we do. */
function translate(codec: SurfaceCodec, request: unknown, status: number): SurfaceRequest | null {
  try {
    return codec.toChat(request);
  } catch (error) {
    expect(error).toBeInstanceOf(GatewayError);
    expect(status).toBe(400);
    return null;
  }
}

/** All text a model reads. */
function promptOf(chat: ChatBody): string {
  return textsIn(chat.messages, new Set(['content', 'text', 'refusal'])).join('\n');
}

function toolNames({ chat }: SurfaceRequest): unknown[] {
  return (chat.tools ?? []).map((tool) => (tool as { function: { name: string } }).function.name);
}

function expectKept(request: SurfaceRequest, texts: readonly string[]): void {
  const prompt = promptOf(request.chat);
  for (const text of texts) expect(prompt).toContain(text);
}

/** Tools of the kinds that become functions. */
function functionsIn(tools: unknown, kinds: readonly unknown[]): unknown[] {
  const list = Array.isArray(tools) ? tools : [];
  return list.filter((tool) => kinds.includes(tool.type)).map((tool) => tool.name);
}

describe.skipIf(!hasRecordings)('recorded requests keep all texts and tools (needs ../shared/fixtures)', () => {
  it.each(withRequest('anthropic', '/messages'))('messages: %s', (_name, { request, status }) => {
    const translated = translate(messages, request, status);
    if (translated === null) return;
    const dropped = new Set(['thinking', 'redacted_thinking']);
    const turns = (request?.messages ?? []) as { content: unknown }[];
    const blocks = turns.map(({ content }) =>
      Array.isArray(content)
        ? content.filter(({ type }) => !dropped.has(type) && !/^server_|._tool_result$/.test(type))
        : { text: content },
    );
    expectKept(translated, textsIn([request?.system, blocks], new Set(['text'])));
    if (typeof request?.system === 'string') expectKept(translated, [request.system]);
    expect(toolNames(translated)).toEqual(functionsIn(request?.tools, [undefined, null, 'custom']));
  });

  it.each(withRequest('openai', '/responses'))('responses: %s', (_name, { request, status }) => {
    const translated = translate(responses, request, status);
    if (translated === null) return;
    const input = typeof request?.input === 'string' ? { text: request.input } : request?.input;
    const items = Array.isArray(input)
      ? input.filter(({ type }) => type !== 'reasoning' && type !== 'compaction')
      : input;
    expectKept(translated, textsIn([{ text: request?.instructions }, items], new Set(['text', 'content', 'output'])));
    expect(toolNames(translated)).toEqual(expect.arrayContaining(functionsIn(request?.tools, ['function'])));
  });

  it.each([...withRequest('openai', '/completions'), ...withRequest('vllm', '/completions')])(
    'completions: %s',
    (_name, { request }) => {
      const prompts = [request?.prompt].flat();
      const translated = completions.toChat(request);
      if (prompts.length === 1) expectKept(translated, prompts as string[]);
      else expect(translated.unsupported.map(({ field }) => field)).toContain('prompt');
    },
  );

  it('names what needs the provider itself', () => {
    const refused = withRequest('anthropic', '/messages').filter(([, { request }]) =>
      JSON.stringify(request?.tools ?? []).includes('web_search_2'),
    );
    expect(refused.length).toBeGreaterThan(0);
    for (const [, { request }] of refused) {
      const fields = messages.toChat(request).unsupported.map(({ field }) => field);
      expect(fields.join()).toMatch(/tools\.web_search_\d+/);
    }
  });

  it.each(withRequest('ollama', '/api/chat'))('ollama chat: %s', (_name, { request, status }) => {
    const translated = translate(ollama_chat, request, status);
    if (translated === null) return;
    expectKept(translated, textsIn(request?.messages, new Set(['content'])));
    expect(toolNames(translated)).toEqual(toolNames({ ...translated, chat: { ...translated.chat, ...request } }));
    expect(translated.unsupported).toEqual([]);
  });

  it.each(withRequest('ollama', '/api/generate'))('ollama generate: %s', (_name, { request, status }) => {
    const translated = translate(ollama_generate, request, status);
    if (translated === null) return;
    expectKept(translated, textsIn(request, new Set(['prompt', 'system'])));
    expect(translated.unsupported).toEqual([]);
  });
});
