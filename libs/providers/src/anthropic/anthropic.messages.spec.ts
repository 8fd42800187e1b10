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

describe('messages', () => {
  it('system and developer messages become the system text, in their order', () => {
    const { sent } = encode(
      messages(
        { role: 'system', content: 'One.' },
        { role: 'user', content: 'Hi' },
        { role: 'developer', content: [{ type: 'text', text: 'Two.', cache_control: { type: 'ephemeral' } }] },
      ),
    );
    expect(sent.system).toEqual([
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.', cache_control: { type: 'ephemeral' } },
    ]);
    expect(sent.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }]);
  });

  it.each([
    ['data:image/jpeg;base64,AAAA', { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' }],
    ['data:image/png;charset=x;base64,AAAA', { type: 'base64', media_type: 'image/png', data: 'AAAA' }],
    ['https://example.com/a.png', { type: 'url', url: 'https://example.com/a.png' }],
  ])('the image %s becomes a source', (url, source) => {
    const { sent } = encode(messages({ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }));
    expect(sent.messages[0].content).toEqual([{ type: 'image', source }]);
  });

  it('a file becomes a document', () => {
    const file = { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' };
    const { sent } = encode(messages({ role: 'user', content: [{ type: 'file', file }] }));
    const source = { type: 'base64', media_type: 'application/pdf', data: 'AAAA' };
    expect(sent.messages[0].content).toEqual([{ type: 'document', source, title: 'a.pdf' }]);
  });

  it('parts that the API does not have are left for it to refuse, not lost', () => {
    const audio = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } };
    expect(encode(messages({ role: 'user', content: [audio] })).sent.messages[0].content).toEqual([audio]);
  });

  it('parallel calls and their results become one turn each, the results first', () => {
    const call = (id: string, text: string) => ({ id, type: 'function', function: { name: 'f', arguments: text } });
    const { sent } = encode(
      messages(
        { role: 'user', content: 'Go' },
        {
          role: 'assistant',
          content: 'Looking.',
          tool_calls: [call('a', '{"x":1}'), call('b.1', ''), call('c', '[1]')],
        },
        { role: 'tool', tool_call_id: 'a', content: 'A' },
        { role: 'tool', tool_call_id: 'b.1', content: '' },
        { role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: 'C' }] },
        { role: 'user', content: 'And?' },
      ),
    );
    expect(sent.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Looking.' },
          { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } },
          { type: 'tool_use', id: 'b_1', name: 'f', input: {} },
          { type: 'tool_use', id: 'c', name: 'f', input: { arguments: '[1]' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'A' }] },
          { type: 'tool_result', tool_use_id: 'b_1' },
          { type: 'tool_result', tool_use_id: 'c', content: [{ type: 'text', text: 'C' }] },
          { type: 'text', text: 'And?' },
        ],
      },
    ]);
  });

  it('the old function calls find their results', () => {
    const { sent } = encode(
      messages(
        { role: 'user', content: 'Go' },
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
        { role: 'function', name: 'f', content: 'R' },
      ),
    );
    expect(sent.messages[1].content[0]).toMatchObject({ type: 'tool_use', id: 'call_f', name: 'f' });
    expect(sent.messages[2].content[0]).toMatchObject({ type: 'tool_result', tool_use_id: 'call_f' });
  });

  it('empty texts, which the API refuses, are left out', () => {
    const { sent } = encode(
      messages(
        { role: 'system', content: '' },
        { role: 'user', content: 'a' },
        { role: 'assistant', content: ' ' },
        {
          role: 'user',
          content: [
            { type: 'text', text: '' },
            { type: 'text', text: 'b' },
          ],
        },
      ),
    );
    expect(sent).not.toHaveProperty('system');
    expect(sent.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    ]);
  });

  it('a begun answer does not end in white space', () => {
    const { sent } = encode(messages({ role: 'user', content: 'x' }, { role: 'assistant', content: 'Sure, \n' }));
    expect(sent.messages[1].content).toEqual([{ type: 'text', text: 'Sure,' }]);
  });
});

describe('tools', () => {
  const tool = { type: 'function', function: { name: 'f', description: 'd', parameters: { type: 'object' } } };
  const sentTool = { name: 'f', description: 'd', input_schema: { type: 'object', properties: {} } };

  it.each([
    [undefined, undefined, undefined],
    ['auto', undefined, undefined],
    ['none', undefined, { type: 'none' }],
    ['required', undefined, { type: 'any' }],
    [{ type: 'function', function: { name: 'f' } }, undefined, { type: 'tool', name: 'f' }],
    ['auto', false, { type: 'auto', disable_parallel_tool_use: true }],
    ['required', false, { type: 'any', disable_parallel_tool_use: true }],
    [undefined, true, undefined],
  ])('the choice %j with parallel calls %j is %j', (choice, parallel, expected) => {
    const given = { tools: [tool], tool_choice: choice, parallel_tool_calls: parallel };
    const { sent, droppedParameters } = encode(given);
    expect(sent.tools).toEqual([sentTool]);
    expect(sent.tool_choice).toEqual(expected);
    expect(droppedParameters).toEqual([]);
  });

  it('a choice without tools is not sent', () => {
    expect(encode({ tool_choice: 'auto', parallel_tool_calls: false }).sent).not.toHaveProperty('tool_choice');
  });

  it('tools outside the allowed ones are not offered', () => {
    const other = { type: 'function', function: { name: 'g' } };
    const allowed = { mode: 'required', tools: [{ type: 'function', function: { name: 'f' } }] };
    const { sent } = encode({ tools: [tool, other], tool_choice: { type: 'allowed_tools', allowed_tools: allowed } });
    expect(sent.tools.map(({ name }: { name: string }) => name)).toEqual(['f']);
    expect(sent.tool_choice).toEqual({ type: 'any' });
  });

  it('a function without parameters gets the empty object, one of Anthropic’s own kind stays', () => {
    const own = { type: 'web_search_20260318', name: 'web_search' };
    const { sent } = encode({ tools: [{ type: 'function', function: { name: 'g' } }, own] });
    expect(sent.tools).toEqual([{ name: 'g', input_schema: { type: 'object', properties: {} } }, own]);
  });
});
