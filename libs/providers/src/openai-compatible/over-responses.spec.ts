import { describe, expect, it } from 'vitest';
import { callOf, deploymentOf } from '../conformance/call-builder.ts';
import { viewOfStream } from '../conformance/client-view.ts';
import { readStream } from '../conformance/read-stream.ts';
import { createOpenAiAdapter } from '../openai/openai.adapter.ts';

const adapter = createOpenAiAdapter();
const deployment = deploymentOf('openai', 'gpt-x', {
  toolsApi: 'responses',
  maxOutputTokens: 1_000,
  rejectedParameters: ['temperature'],
  reasoningEfforts: ['low', 'high'],
});
const TOOL = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } };

function encode(fields: object) {
  const { body, ...call } = adapter.encode(callOf(deployment, { tools: [TOOL], ...fields }));
  return { ...call, body: JSON.parse(Buffer.from(body).toString('utf8')) };
}

describe('a chat whose model takes tools in the Responses API only', () => {
  it('goes there with tools, and to chat completions without', () => {
    expect(encode({}).path).toBe('/responses');
    for (const tools of [null, [], undefined]) expect(encode({ tools }).path).toBe('/chat/completions');
    const plain = deploymentOf('openai', 'gpt-y');
    expect(adapter.encode(callOf(plain, { tools: [TOOL] })).path).toBe('/chat/completions');
  });

  it('has its turns, calls and results as items', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look.' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,eA==' } },
          { type: 'file', file: { file_id: 'file-1' } },
        ],
      },
      {
        role: 'assistant',
        content: 'I call.',
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
          { id: 'b', type: 'custom', custom: { name: 'g', input: 'free' } },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: 'one' },
      { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'two' }] },
    ];
    expect(encode({ messages }).body.input).toEqual([
      { type: 'message', role: 'system', content: 'Be brief.' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'Look.' },
          { type: 'input_image', image_url: 'data:image/png;base64,eA==', detail: 'auto' },
          { type: 'input_file', file_id: 'file-1' },
        ],
      },
      { type: 'message', role: 'assistant', content: 'I call.' },
      { type: 'function_call', name: 'f', arguments: '{"x":1}', call_id: 'a' },
      { type: 'custom_tool_call', call_id: 'b', name: 'g', input: 'free' },
      { type: 'function_call_output', call_id: 'a', output: 'one' },
      { type: 'custom_tool_call_output', call_id: 'b', output: [{ type: 'input_text', text: 'two' }] },
    ]);
  });

  it('means the same by its parameters', () => {
    const schema = { name: 's', schema: { type: 'object' }, strict: true };
    const { body, droppedParameters } = encode({
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 500,
      tool_choice: { type: 'function', function: { name: 'f' } },
      parallel_tool_calls: false,
      response_format: { type: 'json_schema', json_schema: schema },
      reasoning_effort: 'high',
      verbosity: 'low',
      logprobs: true,
      top_logprobs: 2,
      user: 'u',
      lco: { mode: 'cost' },
    });
    expect(body).toEqual({
      model: 'gpt-x',
      input: [{ type: 'message', role: 'user', content: 'Hello' }],
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' }, strict: false }],
      store: false,
      parallel_tool_calls: false,
      user: 'u',
      tool_choice: { type: 'function', name: 'f' },
      max_output_tokens: 500,
      text: { format: { type: 'json_schema', ...schema }, verbosity: 'low' },
      reasoning: { effort: 'high' },
      include: ['message.output_text.logprobs'],
      top_logprobs: 2,
      stream: true,
    });
    expect(droppedParameters).toEqual([]);
  });

  it('names what is left out or changed', () => {
    const { body, droppedParameters } = encode({
      temperature: 0.3,
      seed: 7,
      stop: ['x'],
      n: 2,
      max_completion_tokens: 5_000,
      reasoning_effort: 'medium',
      frequency_penalty: 0,
      presence_penalty: null,
    });
    expect(droppedParameters.toSorted()).toEqual(
      ['max_completion_tokens', 'n', 'reasoning_effort', 'seed', 'stop', 'temperature'].toSorted(),
    );
    expect(body).toMatchObject({ max_output_tokens: 1_000, reasoning: { effort: 'low' } });
    expect(encode({ max_tokens: 3 }).body.max_output_tokens).toBe(16);
  });

  it.each([
    [
      {
        type: 'custom',
        custom: { name: 'g', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'd' } } },
      },
      { type: 'custom', name: 'g', format: { type: 'grammar', syntax: 'lark', definition: 'd' } },
    ],
    [
      { type: 'custom', custom: { name: 'g' } },
      { type: 'custom', name: 'g' },
    ],
    [
      { type: 'function', function: { name: 'g', description: 'd', strict: true } },
      { type: 'function', name: 'g', description: 'd', parameters: { type: 'object', properties: {} }, strict: true },
    ],
  ])('writes the tool %j', (tool, expected) => {
    const { tools } = encode({ tools: [tool] }).body;
    expect(tools).toHaveLength(1);
    expect(tools[0]).toMatchObject(expected);
  });
});

const USAGE = { input_tokens: 20, output_tokens: 9, output_tokens_details: { reasoning_tokens: 4 } };
const ITEMS = [
  { type: 'reasoning', id: 'r', summary: [{ type: 'summary_text', text: 'Hm.' }] },
  { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: 'Hi', annotations: [] }] },
  { type: 'function_call', id: 'f', call_id: 'a', name: 'f', arguments: '{"x":1}' },
  { type: 'function_call', id: 'g', call_id: 'b', name: 'f', arguments: '{}' },
];
const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  created_at: 5,
  model: 'gpt-x-1',
  status: 'completed',
  usage: USAGE,
};
const CALLS = [
  { id: 'a', name: 'f', arguments: '{"x":1}' },
  { id: 'b', name: 'f', arguments: '{}' },
];

function readerOf() {
  const { answer } = adapter.encode(callOf(deployment, { tools: [TOOL] }));
  if (answer === undefined) throw new Error('not over the Responses API');
  return answer;
}

describe('its answer', () => {
  it('is a chat completion', () => {
    const answer = readerOf().decode(
      Buffer.from(JSON.stringify({ ...RESPONSE, output: ITEMS, service_tier: 'default' })),
    );
    expect(JSON.parse(Buffer.from(answer.body).toString('utf8'))).toEqual({
      id: 'resp_1',
      object: 'chat.completion',
      created: 5,
      model: 'gpt-x-1',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Hi',
            refusal: null,
            annotations: [],
            reasoning_content: 'Hm.',
            tool_calls: CALLS.map(({ id, ...fn }) => ({ id, type: 'function', function: fn })),
          },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: expect.objectContaining({ prompt_tokens: 20, completion_tokens: 9, total_tokens: 29 }),
      service_tier: 'default',
    });
    expect(answer).toMatchObject({ finishReason: 'tool_calls', isComplete: true, usage: { reasoningTokens: 4 } });
  });

  it.each([
    [
      'a refusal',
      { output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }] },
      { refusal: 'No.', content: null },
      'stop',
    ],
    [
      'a cut text',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [ITEMS[1]] },
      { content: 'Hi' },
      'length',
    ],
    [
      'a call with free text',
      { output: [{ type: 'custom_tool_call', call_id: 'a', name: 'g', input: 'x' }] },
      { content: null, tool_calls: [{ id: 'a', type: 'custom', custom: { name: 'g', input: 'x' } }] },
      'tool_calls',
    ],
  ])('with %s keeps it', (_, fields, message, finish) => {
    const answer = readerOf().decode(Buffer.from(JSON.stringify({ ...RESPONSE, ...fields })));
    const { choices } = JSON.parse(Buffer.from(answer.body).toString('utf8'));
    expect(choices[0]).toMatchObject({ message, finish_reason: finish });
  });

  const event = (type: string, fields: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  const begun = event('response.created', {
    response: { ...RESPONSE, status: 'in_progress', output: [], usage: null },
  });
  const added = (at: number, item: object) => event('response.output_item.added', { output_index: at, item });
  const delta = (type: string, at: number, text: string) =>
    event(`response.${type}.delta`, { output_index: at, delta: text });

  it('is a stream of chunks, wherever it is cut', () => {
    const stream = Buffer.from(
      begun +
        delta('reasoning_summary_text', 0, 'Hm.') +
        delta('output_text', 1, 'H') +
        delta('output_text', 1, 'i') +
        added(2, { type: 'function_call', call_id: 'a', name: 'f', arguments: '' }) +
        delta('function_call_arguments', 2, '{"x"') +
        delta('function_call_arguments', 2, ':1}') +
        event('response.output_item.done', { output_index: 2, item: ITEMS[2] }) +
        added(3, { type: 'function_call', call_id: 'b', name: 'f', arguments: '' }) +
        event('response.output_item.done', { output_index: 3, item: ITEMS[3] }) +
        event('response.completed', { response: { ...RESPONSE, output: ITEMS } }),
    );
    for (const pieces of [[stream], Array.from(stream, (_, at) => stream.subarray(at, at + 1))]) {
      const { decoder, forwarded, errors } = readStream(readerOf().openStream(), pieces);
      expect(errors).toEqual([]);
      expect(viewOfStream(forwarded)).toMatchObject({
        text: 'Hi',
        reasoning: 'Hm.',
        calls: CALLS,
        finish: ['tool_calls'],
        problems: [],
      });
      expect(decoder).toMatchObject({ chunkId: 'resp_1', created: 5, model: 'gpt-x-1', isTerminated: true });
      expect(decoder.usage).toMatchObject({ promptTokens: 20, completionTokens: 9, reasoningTokens: 4 });
    }
  });

  it('that fails in the middle is a failure, and one that is cut is broken', () => {
    const error = { code: 'server_error', message: 'x' };
    const failed = begun + event('response.failed', { response: { ...RESPONSE, status: 'failed', error } });
    expect(readStream(readerOf().openStream(), [Buffer.from(failed)]).errors).toHaveLength(1);
    const cut = begun + delta('output_text', 1, 'H');
    expect(readStream(readerOf().openStream(), [Buffer.from(cut)]).errors).toMatchObject([{ kind: 'broken_stream' }]);
  });
});
