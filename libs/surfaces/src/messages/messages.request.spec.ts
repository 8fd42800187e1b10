import { GatewayError } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { SMALLEST } from '../__testing__/facts.ts';
import { messagesCodec } from './messages.codec.ts';

const translate = (fields: object) => messagesCodec.toChat({ ...SMALLEST.messages, ...fields });
const messagesOf = (content: unknown, role = 'user') => translate({ messages: [{ role, content }] }).chat.messages;
const fieldsOf = (notes: readonly { field: string }[]) => notes.map(({ field }) => field);

const IMAGE = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
const MARK = { type: 'ephemeral' };
const TOOL = { name: 'look', description: 'Looks', input_schema: { type: 'object', properties: { at: {} } } };
const FUNCTION = {
  type: 'function',
  function: { name: 'look', description: 'Looks', parameters: { type: 'object', properties: { at: {} } } },
};

describe('messages of a request to the Messages API', () => {
  it.each([
    ['a text stays a text', 'Hi', [{ role: 'user', content: 'Hi' }]],
    ['one text block becomes a text', [{ type: 'text', text: 'Hi' }], [{ role: 'user', content: 'Hi' }]],
    [
      'several blocks stay apart',
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
      [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    ],
    [
      'an image becomes a data URL',
      [IMAGE],
      [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }],
    ],
    [
      'an image by address keeps it',
      [{ type: 'image', source: { type: 'url', url: 'https://x.test/a.png' } }],
      [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.test/a.png' } }] }],
    ],
    [
      'results of tools come first, each as a message',
      [
        { type: 'tool_result', tool_use_id: 'a', content: 'one' },
        { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'two' }] },
        { type: 'text', text: 'And now?' },
      ],
      [
        { role: 'tool', tool_call_id: 'a', content: 'one' },
        { role: 'tool', tool_call_id: 'b', content: 'two' },
        { role: 'user', content: 'And now?' },
      ],
    ],
    [
      'images of a result follow it',
      [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'See' }, IMAGE] }],
      [
        { role: 'tool', tool_call_id: 'a', content: 'See' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Returned by the tool call a:' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          ],
        },
      ],
    ],
    [
      'a failed tool says so in words',
      [{ type: 'tool_result', tool_use_id: 'a', content: 'no such file', is_error: true }],
      [{ role: 'tool', tool_call_id: 'a', content: 'Error: no such file' }],
    ],
    [
      'a result without content is an empty text',
      [{ type: 'tool_result', tool_use_id: 'a' }],
      [{ role: 'tool', tool_call_id: 'a', content: '' }],
    ],
    [
      'a document of text is written out',
      [{ type: 'document', title: 'T', source: { type: 'text', media_type: 'text/plain', data: 'Body' } }],
      [{ role: 'user', content: 'T\nBody' }],
    ],
  ])('%s', (_name, content, expected) => {
    expect(messagesOf(content)).toEqual(expected);
  });

  it('turns tool use of the assistant into calls beside its words', () => {
    const content = [
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'a', name: 'look', input: { at: 1 } },
    ];
    expect(messagesOf(content, 'assistant')).toEqual([
      {
        role: 'assistant',
        content: 'I look.',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
      },
    ]);
  });

  it.each([
    ['Be short.', [{ role: 'system', content: 'Be short.' }]],
    [[{ type: 'text', text: 'Be short.' }], [{ role: 'system', content: 'Be short.' }]],
    ['', []],
  ])('puts the system prompt %j in front', (system, expected) => {
    expect(translate({ system }).chat.messages.slice(0, -1)).toEqual(expected);
  });
});

describe('extensions that only some targets understand', () => {
  const system = [{ type: 'text', text: 'Long', cache_control: MARK }];

  it('are not in the request for all, and named', () => {
    const { chat, adapted } = translate({ system, tools: [{ ...TOOL, cache_control: MARK }] });
    expect(JSON.stringify(chat)).not.toContain('cache_control');
    expect(fieldsOf(adapted)).toEqual(['cache_control']);
  });

  it('stand in the extended request: marks on parts and tools', () => {
    const chat = translate({ system, tools: [{ ...TOOL, cache_control: MARK }] }).extended?.();
    expect(chat?.messages[0]?.content).toEqual(system);
    expect(chat?.tools).toEqual([{ ...FUNCTION, cache_control: MARK }]);
  });

  it('stand in the extended request: a mark on the whole request as one on its last part', () => {
    const chat = translate({ cache_control: MARK }).extended?.();
    expect(chat?.messages.at(-1)?.content).toEqual([{ type: 'text', text: 'Hi', cache_control: MARK }]);
  });

  it('stand in the extended request: signed thoughts, and no unsigned ones', () => {
    const signed = { type: 'thinking', thinking: 'Hm', signature: 'abc' };
    const text = { type: 'text', text: 'Yes' };
    const content = [signed, { type: 'thinking', thinking: 'Hm', signature: '' }, text];
    const { chat, extended, adapted } = translate({ messages: [{ role: 'assistant', content }] });
    expect(chat.messages).toEqual([{ role: 'assistant', content: 'Yes' }]);
    expect(extended?.().messages).toEqual([{ role: 'assistant', content: [signed, text] }]);
    expect(fieldsOf(adapted)).toContain('messages.content.thinking');
  });

  it('do not exist for a plain request', () => {
    expect(translate({}).extended).toBeNull();
  });
});

describe('parameters of a request to the Messages API', () => {
  it.each([
    [{ max_tokens: 7 }, { max_completion_tokens: 7 }],
    [
      { temperature: 0.5, top_p: 0.9, top_k: 5 },
      { temperature: 0.5, top_p: 0.9, top_k: 5 },
    ],
    [{ stop_sequences: ['a', 'b'] }, { stop: ['a', 'b'] }],
    [{ stop_sequences: ['a', 'b', 'c', 'd', 'e'] }, { stop: ['a', 'b', 'c', 'd'] }],
    [{ stream: true }, { stream: true }],
    [{ metadata: { user_id: 'u' } }, { user: 'u' }],
    [{ service_tier: 'standard_only' }, { service_tier: 'default' }],
    [{ output_config: { effort: 'xhigh' } }, { reasoning_effort: 'xhigh' }],
    [{ thinking: { type: 'disabled' } }, { reasoning_effort: 'none' }],
    [{ thinking: { type: 'enabled', budget_tokens: 1_024 } }, { reasoning_effort: 'low' }],
    [{ thinking: { type: 'enabled', budget_tokens: 10_000 } }, { reasoning_effort: 'medium' }],
    [{ thinking: { type: 'enabled', budget_tokens: 32_000 } }, { reasoning_effort: 'high' }],
    [{ thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }, { reasoning_effort: 'low' }],
    [{ lco: { mode: 'cost' } }, { lco: { mode: 'cost' } }],
    [{ tools: [TOOL] }, { tools: [FUNCTION] }],
    [
      { tools: [TOOL], tool_choice: { type: 'auto' } },
      { tools: [FUNCTION], tool_choice: 'auto' },
    ],
    [
      { tools: [TOOL], tool_choice: { type: 'any' } },
      { tools: [FUNCTION], tool_choice: 'required' },
    ],
    [
      { tools: [TOOL], tool_choice: { type: 'none' } },
      { tools: [FUNCTION], tool_choice: 'none' },
    ],
    [
      { tools: [TOOL], tool_choice: { type: 'tool', name: 'look', disable_parallel_tool_use: true } },
      {
        tools: [FUNCTION],
        tool_choice: { type: 'function', function: { name: 'look' } },
        parallel_tool_calls: false,
      },
    ],
  ])('%j', (fields, expected) => {
    const { model: _model, messages: _messages, max_completion_tokens, ...rest } = translate(fields).chat;
    const limit = 'max_tokens' in fields ? { max_completion_tokens } : {};
    expect({ ...limit, ...rest }).toEqual(expected);
  });

  it.each([
    [{ type: 'object', properties: { a: {} }, required: ['a'], additionalProperties: false }, true],
    [{ type: 'object', properties: { a: {} }, additionalProperties: false }, false],
    [{ type: 'array', items: { type: 'object', properties: {} } }, false],
  ])('asks for a strict format only where OpenAI takes the schema: %j', (schema, strict) => {
    const { chat } = translate({ output_config: { format: { type: 'json_schema', schema } } });
    expect(chat.response_format).toEqual({ type: 'json_schema', json_schema: { name: 'answer', schema, strict } });
  });

  it('keeps thinking and all stop sequences for targets that know them', () => {
    const thinking = { type: 'enabled', budget_tokens: 5_000 };
    const chat = translate({ thinking, stop_sequences: ['a', 'b', 'c', 'd', 'e'] }).extended?.();
    expect(chat).toMatchObject({ thinking, stop: ['a', 'b', 'c', 'd', 'e'] });
    expect(chat).not.toHaveProperty('reasoning_effort');
  });
});

describe('what no chat model can do', () => {
  it.each([
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 'tools.web_search_20250305'],
    [{ tools: [{ ...TOOL, allowed_callers: ['code_execution_20250825'] }] }, 'tools.allowed_callers'],
    [{ mcp_servers: [{ type: 'url' }] }, 'mcp_servers'],
    [{ container: 'c' }, 'container'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [
      { messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'url', url: 'https://x.test' } }] }] },
      'messages.content.document',
    ],
    [
      { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'file', file_id: 'f' } }] }] },
      'messages.content.image.source',
    ],
    [
      {
        messages: [
          { role: 'assistant', content: [{ type: 'server_tool_use', id: 'a', name: 'web_search', input: {} }] },
        ],
      },
      'messages.content.server_tool_use',
    ],
    [{ messages: [{ role: 'user', content: [{ type: 'hologram' }] }] }, 'messages.content.hologram'],
  ])('%j is unsupported', (fields, field) => {
    const { unsupported } = translate(fields);
    expect(fieldsOf(unsupported)).toEqual([field]);
    expect(unsupported[0]?.reason).toMatch(/^[A-Z].*\.$/);
  });

  it('leaves out and names fields without counterpart', () => {
    const { chat, adapted, unsupported } = translate({ context_management: { edits: [] }, diagnostics: {} });
    expect(fieldsOf(adapted)).toEqual(['context_management', 'diagnostics']);
    expect(unsupported).toEqual([]);
    expect(chat).not.toHaveProperty('context_management');
  });
});

describe('mistakes are refused in words of the Messages API', () => {
  it.each([
    [{ max_tokens: undefined }, 'max_tokens', 'max_tokens: Field required'],
    [{ messages: [] }, 'messages', 'messages: Input should be a list with at least one message'],
    [{ messages: [{ role: 'robot', content: '' }] }, 'messages.0.role', /one of user, assistant, system/],
    [{ messages: [{ role: 'user' }] }, 'messages.0.content', 'messages.0.content: Field required'],
    [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages.0.content.0.text', /Field required/],
    [{ temperature: 1.5 }, 'temperature', /from 0 to 1/],
    [{ tool_choice: { type: 'some' }, tools: [TOOL] }, 'tool_choice.type', /one of auto, any, tool, none/],
    [{ tools: [{ name: 'x' }] }, 'tools.0.input_schema', /Field required/],
    [{ system: 7 }, 'system', /a list/],
    [{ model: '' }, 'model', /non-empty string/],
  ])('%j', (fields, param, message) => {
    const call = () => translate(fields);
    expect(call).toThrow(GatewayError);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code: 'invalid_request', param }));
  });

  it.each([null, 7, 'text', []])('a body that is no object: %j', (body) => {
    expect(() => messagesCodec.toChat(body)).toThrow('body: Input should be an object');
  });
});
