import { describe, expect, it } from 'vitest';
import type { Fields } from '../surface.ts';
import { ollamaChatCodec, ollamaGenerateCodec } from './ollama.codec.ts';
import { asksForNothing } from './ollama.request.ts';

const chat = (fields: Fields) =>
  ollamaChatCodec.toChat({ model: 'auto', messages: [{ role: 'user', content: 'Hi' }], ...fields });
const generate = (fields: Fields) => ollamaGenerateCodec.toChat({ model: 'auto', prompt: 'Hi', ...fields });
const PNG = 'iVBORw0KGgo=';
const fieldsOf = (notes: readonly { readonly field: string }[]) => notes.map(({ field }) => field);

describe('requests of both APIs', () => {
  it.each([
    [chat, undefined, true],
    [chat, true, true],
    [chat, false, false],
    [generate, undefined, true],
    [generate, false, false],
  ])('%#: are streams unless the client says no', (read, stream, expected) => {
    expect(read(stream === undefined ? {} : { stream }).chat.stream).toBe(expected);
  });

  it.each<[Fields, Fields]>([
    [
      { temperature: 0.5, top_p: 0.9, top_k: 40, seed: 42 },
      { temperature: 0.5, top_p: 0.9, top_k: 40, seed: 42 },
    ],
    [{ temperature: 7 }, { temperature: 2 }],
    [{ num_predict: 50 }, { max_completion_tokens: 50 }],
    [{ num_predict: -1 }, {}],
    [{ num_predict: -2 }, {}],
    [{ stop: ['a', 'b'] }, { stop: ['a', 'b'] }],
    [{ stop: 'a' }, { stop: ['a'] }],
    [{ stop: [''] }, {}],
    [{ stop: ['1', '2', '3', '4', '5'] }, { stop: ['1', '2', '3', '4'] }],
    [
      { presence_penalty: 1, frequency_penalty: -1 },
      { presence_penalty: 1, frequency_penalty: -1 },
    ],
  ])('options %j become %j', (options, expected) => {
    const { model: _model, messages: _messages, stream: _stream, ...rest } = chat({ options }).chat;
    expect(rest).toEqual(expected);
  });

  it('settings of the engine are left out by name', () => {
    const { adapted } = chat({ options: { num_ctx: 4_096, mirostat: 1, top_k: 5, num_gpu: null }, keep_alive: '5m' });
    expect(fieldsOf(adapted)).toEqual(['keep_alive', 'options.num_ctx', 'options.mirostat']);
  });

  it.each([
    [true, 'medium'],
    [false, 'none'],
    ['high', 'high'],
    [undefined, undefined],
    [null, undefined],
  ])('think %j is the effort %j', (think, effort) => {
    expect(chat({ think }).chat.reasoning_effort).toBe(effort);
    expect(generate({ think }).chat.reasoning_effort).toBe(effort);
  });

  it('a schema is asked for strictly only where it is strict itself', () => {
    const closed = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    };
    for (const [schema, strict] of [
      [closed, true],
      [{ ...closed, additionalProperties: true }, false],
    ] as const) {
      expect(chat({ format: schema }).chat.response_format).toEqual({
        type: 'json_schema',
        json_schema: { name: 'answer', schema, strict },
      });
    }
  });

  it('JSON mode is also asked for in words, unless the prompt does', () => {
    const silent = chat({ format: 'json' });
    expect(silent.chat.messages[0]).toEqual({ role: 'system', content: 'Answer with a JSON object.' });
    expect(fieldsOf(silent.adapted)).toEqual(['format']);
    const said = generate({ format: 'json', prompt: 'Give me JSON.' });
    expect(said.chat.messages).toEqual([{ role: 'user', content: 'Give me JSON.' }]);
    expect(said.chat.response_format).toEqual({ type: 'json_object' });
  });

  it('empty values, which older clients send, ask for nothing', () => {
    const old = { system: '', template: '', context: [], raw: false, images: [], format: '', options: {}, suffix: '' };
    const { chat: read, adapted, unsupported } = generate({ ...old, keep_alive: null });
    expect(read).toEqual({ model: 'auto', messages: [{ role: 'user', content: 'Hi' }], stream: true });
    expect([...adapted, ...unsupported]).toEqual([]);
  });

  it('log probabilities are asked for with their alternatives', () => {
    expect(chat({ logprobs: true, top_logprobs: 3 }).chat).toMatchObject({ logprobs: true, top_logprobs: 3 });
    expect(chat({ logprobs: false, top_logprobs: 3 }).chat).not.toHaveProperty('top_logprobs');
  });

  it('our own fields are kept', () => {
    expect(chat({ lco: { mode: 'cost' } }).chat.lco).toEqual({ mode: 'cost' });
  });

  it.each<[() => unknown, string, string]>([
    [() => chat({ model: undefined }), 'model', 'model is required'],
    [() => chat({ messages: 'Hi' }), 'messages', 'messages must be a list'],
    [() => chat({ messages: [{ role: 'robot' }] }), 'messages[0].role', 'messages[0].role must be one of'],
    [() => chat({ options: { temperature: 'hot' } }), 'options.temperature', 'options.temperature must be a number'],
    [() => chat({ format: 'xml' }), 'format', 'format must be one of json'],
    [() => chat({ think: 'hard' }), 'think', 'think must be one of low, medium, high'],
    [() => generate({ context: 'x' }), 'context', 'context must be a list'],
    [() => ollamaChatCodec.toChat([]), '', 'the body must be an object'],
  ])('%#: a mistake is told with its place: %s', (read, param, message) => {
    expect(read).toThrow(expect.objectContaining({ code: 'invalid_request', param: param === '' ? null : param }));
    expect(read).toThrow(message);
  });
});

describe('chats', () => {
  const call = (name: string, more: object = {}) => ({ ...more, function: { name, arguments: { city: name } } });
  const read = (...messages: Fields[]) => chat({ messages }).chat.messages;

  it('images go with the words of the user', () => {
    expect(read({ role: 'user', content: 'What?', images: [PNG, '/9j/4AAQ', 'data:image/gif;base64,R0lG'] })).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
          { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,/9j/4AAQ' } },
          { type: 'image_url', image_url: { url: 'data:image/gif;base64,R0lG' } },
        ],
      },
    ]);
  });

  it('images of others than the user are left out by name', () => {
    const { chat: body, adapted } = chat({ messages: [{ role: 'system', content: 'Look.', images: [PNG] }] });
    expect(body.messages).toEqual([{ role: 'system', content: 'Look.' }]);
    expect(fieldsOf(adapted)).toEqual(['messages.images']);
  });

  it('results find their calls by id, by name, else in order', () => {
    const messages = read(
      { role: 'assistant', content: '', tool_calls: [call('a'), call('b'), call('c', { id: 'mine' }), call('a')] },
      { role: 'tool', content: 'C', tool_call_id: 'mine' },
      { role: 'tool', content: 'B', tool_name: 'b' },
      { role: 'tool', content: 'A1' },
      { role: 'tool', content: 'A2', tool_name: 'unknown' },
    );
    expect(messages[0]).toMatchObject({ content: null, tool_calls: [{ id: 'call_0' }, {}, { id: 'mine' }, {}] });
    expect(messages.slice(1).map((message) => [message.content, message.tool_call_id])).toEqual([
      ['C', 'mine'],
      ['B', 'call_1'],
      ['A1', 'call_0'],
      ['A2', 'call_3'],
    ]);
  });

  it('a result without a call is words of the user', () => {
    expect(read({ role: 'user', content: 'Hi' }, { role: 'tool', content: '7', tool_name: 'sum' })[1]).toEqual({
      role: 'user',
      content: 'Returned by the tool sum:\n7',
    });
  });

  it('tools are offered with what all providers know of them', () => {
    const parameters = { type: 'object', properties: {} };
    const fn = { name: 'f', description: 'Does.', parameters, strict: true };
    expect(chat({ tools: [{ type: 'function', function: fn }] }).chat.tools).toEqual([
      { type: 'function', function: { name: 'f', description: 'Does.', parameters } },
    ]);
    expect(chat({ tools: [] }).chat).not.toHaveProperty('tools');
  });

  it('thoughts of earlier turns are left out', () => {
    const { chat: body, adapted } = chat({ messages: [{ role: 'assistant', content: 'A', thinking: 'Hm' }] });
    expect(body.messages).toEqual([{ role: 'assistant', content: 'A' }]);
    expect(fieldsOf(adapted)).toEqual(['messages.thinking']);
  });
});

describe('texts to go on with', () => {
  it('system and prompt become messages', () => {
    expect(generate({ system: 'Be short.', images: [PNG] }).chat.messages).toMatchObject([
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: [{ type: 'text', text: 'Hi' }, { type: 'image_url' }] },
    ]);
  });

  it.each([
    ['suffix', 'end'],
    ['template', '{{ .Prompt }}'],
    ['raw', true],
    ['context', [1, 2]],
  ])('%s needs Ollama itself', (field, value) => {
    expect(fieldsOf(generate({ [field]: value }).unsupported)).toEqual([field]);
  });
});

describe('requests that only load or unload a model', () => {
  it.each<[Fields, boolean]>([
    [{ messages: [] }, true],
    [{ messages: [{ role: 'user', content: 'Hi' }] }, false],
    [{}, true],
    [{ prompt: '' }, true],
    [{ prompt: '', images: [PNG] }, false],
    [{ prompt: 'Hi' }, false],
  ])('%j: %j', (source, expected) => {
    expect(asksForNothing(source)).toBe(expected);
  });

  it('are for Ollama alone', () => {
    expect(fieldsOf(chat({ messages: [], keep_alive: 0 }).unsupported)).toEqual(['messages']);
    expect(fieldsOf(generate({ prompt: undefined }).unsupported)).toEqual(['prompt']);
  });
});
