import { GatewayError } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { SMALLEST } from '../__testing__/facts.ts';
import { responsesCodec } from './responses.codec.ts';

const translate = (fields: object) => responsesCodec.toChat({ ...SMALLEST.responses, ...fields });
const fieldsOf = (notes: readonly { field: string }[]) => notes.map(({ field }) => field);
const text = (value: string) => ({ type: 'input_text', text: value });
const callItem = (id: string) => ({ type: 'function_call', call_id: id, name: 'look', arguments: '{}' });
const call = (id: string) => ({ id, type: 'function', function: { name: 'look', arguments: '{}' } });
const result = (id: string, output: unknown) => ({ type: 'function_call_output', call_id: id, output });
const TOOL = { type: 'function', name: 'look', description: 'Looks', parameters: { type: 'object' }, strict: true };
const FUNCTION = {
  type: 'function',
  function: { name: 'look', description: 'Looks', parameters: { type: 'object' }, strict: true },
};

describe('input of a request to the Responses API', () => {
  it.each([
    ['a text is a message of the user', 'Hi', [{ role: 'user', content: 'Hi' }]],
    ['messages need no type', [{ role: 'developer', content: 'Hi' }], [{ role: 'developer', content: 'Hi' }]],
    [
      'one part becomes a text',
      [{ type: 'message', role: 'user', content: [text('Hi')] }],
      [{ role: 'user', content: 'Hi' }],
    ],
    [
      'images keep address and detail',
      [{ role: 'user', content: [text('See'), { type: 'input_image', image_url: 'https://x.test/a', detail: 'low' }] }],
      [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image_url', image_url: { url: 'https://x.test/a', detail: 'low' } },
          ],
        },
      ],
    ],
    [
      "calls join the assistant's words before them",
      [
        { role: 'user', content: 'Hi' },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.', annotations: [] }] },
        callItem('a'),
        callItem('b'),
        result('a', 'one'),
        result('b', [text('two')]),
      ],
      [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'I look.', tool_calls: [call('a'), call('b')] },
        { role: 'tool', tool_call_id: 'a', content: 'one' },
        { role: 'tool', tool_call_id: 'b', content: 'two' },
      ],
    ],
    [
      'thoughts between calls are left out',
      [{ type: 'reasoning', id: 'rs_1', summary: [] }, callItem('a'), result('a', ''), { role: 'user', content: 'Go' }],
      [
        { role: 'assistant', content: null, tool_calls: [call('a')] },
        { role: 'tool', tool_call_id: 'a', content: '' },
        { role: 'user', content: 'Go' },
      ],
    ],
    [
      'images of results follow all results of the turn',
      [callItem('a'), callItem('b'), result('a', [{ type: 'input_image', image_url: 'data:x' }]), result('b', 'two')],
      [
        { role: 'assistant', content: null, tool_calls: [call('a'), call('b')] },
        { role: 'tool', tool_call_id: 'a', content: '' },
        { role: 'tool', tool_call_id: 'b', content: 'two' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Returned by the tool call a:' },
            { type: 'image_url', image_url: { url: 'data:x' } },
          ],
        },
      ],
    ],
    [
      'a refusal is one',
      [{ type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] }],
      [{ role: 'assistant', content: null, refusal: 'No.' }],
    ],
  ])('%s', (_name, input, expected) => {
    expect(translate({ input }).chat.messages).toEqual(expected);
  });

  it('puts the instructions in front', () => {
    expect(translate({ instructions: 'Be short.' }).chat.messages[0]).toEqual({ role: 'system', content: 'Be short.' });
  });

  it('names thoughts that were left out', () => {
    const input = [
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' },
      { role: 'user', content: 'Hi' },
    ];
    const { adapted, unsupported } = translate({ input });
    expect(fieldsOf(adapted)).toEqual(['input.reasoning']);
    expect(unsupported).toEqual([]);
  });

  it('adds tools that come in the middle of the input', () => {
    const input = [
      { type: 'additional_tools', role: 'developer', tools: [TOOL] },
      { role: 'user', content: 'Hi' },
    ];
    expect(translate({ input }).chat.tools).toEqual([FUNCTION]);
  });
});

describe('parameters of a request to the Responses API', () => {
  const schema = { type: 'object', properties: {} };
  it.each([
    [{ max_output_tokens: 7 }, { max_completion_tokens: 7 }],
    [
      { temperature: 1.5, top_p: 0.5 },
      { temperature: 1.5, top_p: 0.5 },
    ],
    [{ reasoning: { effort: 'high', summary: 'auto' } }, { reasoning_effort: 'high' }],
    [{ text: { format: { type: 'text' }, verbosity: 'low' } }, { verbosity: 'low' }],
    [{ text: { format: { type: 'json_object' } } }, { response_format: { type: 'json_object' } }],
    [
      { text: { format: { type: 'json_schema', name: 'n', schema, strict: true } } },
      { response_format: { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } } },
    ],
    [
      { metadata: { team: 'a' }, user: 'u' },
      { metadata: { team: 'a' }, user: 'u' },
    ],
    [
      { service_tier: 'flex', prompt_cache_key: 'k' },
      { service_tier: 'flex', prompt_cache_key: 'k' },
    ],
    [{ include: ['message.output_text.logprobs'] }, { logprobs: true }],
    [{ top_logprobs: 3 }, { logprobs: true, top_logprobs: 3 }],
    [{ top_logprobs: 0 }, {}],
    [{ stream: true, stream_options: { include_obfuscation: false } }, { stream: true }],
    [{ tools: [TOOL] }, { tools: [FUNCTION] }],
    [
      { tools: [TOOL], tool_choice: 'required', parallel_tool_calls: false },
      { tools: [FUNCTION], tool_choice: 'required', parallel_tool_calls: false },
    ],
    [
      { tools: [TOOL], tool_choice: { type: 'function', name: 'look' } },
      { tools: [FUNCTION], tool_choice: { type: 'function', function: { name: 'look' } } },
    ],
    [
      {
        tools: [TOOL],
        tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'look' }] },
      },
      {
        tools: [FUNCTION],
        tool_choice: {
          type: 'allowed_tools',
          allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'look' } }] },
        },
      },
    ],
    [{ store: false, background: false, truncation: 'disabled', previous_response_id: null }, {}],
    [{ parallel_tool_calls: true, tool_choice: 'auto', tools: [] }, {}],
    [{ lco: { mode: 'cost' } }, { lco: { mode: 'cost' } }],
  ])('%j', (fields, expected) => {
    const { chat, unsupported } = translate(fields);
    const { model: _model, messages: _messages, ...rest } = chat;
    expect(rest).toEqual(expected);
    expect(unsupported).toEqual([]);
  });
});

describe('what no chat model can do', () => {
  it.each([
    [{ previous_response_id: 'resp_1' }, 'previous_response_id'],
    [{ conversation: 'conv_1' }, 'conversation'],
    [{ background: true }, 'background'],
    [{ store: true }, 'store'],
    [{ prompt: { id: 'p' }, input: undefined, model: undefined }, 'prompt'],
    [{ tools: [{ type: 'web_search' }] }, 'tools.web_search'],
    [{ tools: [{ type: 'custom', name: 'c' }] }, 'tools.custom'],
    [{ tool_choice: { type: 'web_search' } }, 'tool_choice.web_search'],
    [{ input: [{ type: 'item_reference', id: 'x' }] }, 'input.item_reference'],
    [{ input: [{ id: 'x' }] }, 'input.item_reference'],
    [{ input: [{ type: null, id: 'x' }] }, 'input.item_reference'],
    [{ input: [{ type: 'computer_call' }] }, 'input.computer_call'],
    [
      { input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'f' }] }] },
      'input.content.input_image.file_id',
    ],
    [{ input: [{ role: 'user', content: [{ type: 'input_file', file_url: 'u' }] }] }, 'input.content.input_file'],
  ])('%j is unsupported', (fields, field) => {
    const { unsupported } = translate(fields);
    expect(fieldsOf(unsupported)).toEqual([field]);
    expect(unsupported[0]?.reason).toMatch(/^[A-Z].*\.$/);
  });
});

describe('mistakes are refused in words of the Responses API', () => {
  it.each([
    [{ model: undefined }, 'model', "Missing required parameter: 'model'."],
    [{ input: undefined }, 'input', "Missing required parameter: 'input'."],
    [{ input: [] }, 'input', /at least one item/],
    [{ input: [{ role: 'user' }] }, 'input[0].content', "Missing required parameter: 'input[0].content'."],
    [{ input: [{ role: 'user', content: [{ type: 'input_text', text: 7 }] }] }, 'input[0].content[0].text', /a string/],
    [{ input: ['Hi'] }, 'input[0]', /an object/],
    [{ input: [{ type: 'function_call', call_id: 'a', name: 'x' }] }, 'input[0].arguments', /Missing/],
    [{ temperature: 'hot' }, 'temperature', /from 0 to 2/],
    [{ text: { format: { type: 'xml' } } }, 'text.format.type', /one of text, json_object, json_schema/],
    [{ metadata: { a: 1 } }, 'metadata.a', /a string/],
    [{ max_output_tokens: 0.5 }, 'max_output_tokens', /whole number/],
  ])('%j', (fields, param, message) => {
    const refused = () => translate(fields);
    expect(refused).toThrow(GatewayError);
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ code: 'invalid_request', param }));
  });
});
