import { describe, expect, it } from 'vitest';
import { readStream } from '../conformance/read-stream.ts';
import { createAnthropicAdapter } from './anthropic.adapter.ts';

const adapter = createAnthropicAdapter({ now: () => 0 });
const PAGE = {
  type: 'web_search_result_location',
  url: 'https://a.example',
  title: 'A',
  cited_text: 'x',
  encrypted_index: 'e',
};
const PLACE = { type: 'char_location', document_index: 0, cited_text: 'y', start_char_index: 0, end_char_index: 1 };
const ANNOTATION = {
  type: 'url_citation',
  url_citation: { url: 'https://a.example', title: 'A', start_index: 5, end_index: 10 },
};
const usage = { input_tokens: 5, output_tokens: 5 };

describe('citations of pages in chat completions', () => {
  it('are annotations of a whole answer, with the place of the passage', () => {
    const content = [
      { type: 'text', text: 'Rome ' },
      { type: 'text', text: 'is old.'.slice(0, 5), citations: [PAGE, PLACE] },
    ];
    const body = JSON.stringify({ id: 'm', type: 'message', model: 'c', content, stop_reason: 'end_turn', usage });
    const { choices } = JSON.parse(Buffer.from(adapter.decode(Buffer.from(body)).body).toString('utf8'));
    expect(choices[0].message).toMatchObject({ content: 'Rome is ol', annotations: [ANNOTATION] });
  });

  it('are annotations of a stream, told when the passage has ended', () => {
    const block = (index: number, deltas: object[]) => [
      { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ];
    const events = [
      { type: 'message_start', message: { id: 'm', model: 'c', usage } },
      ...block(0, [{ type: 'text_delta', text: 'Rome ' }]),
      ...block(1, [
        { type: 'citations_delta', citation: PAGE },
        { type: 'text_delta', text: 'is ol' },
        { type: 'citations_delta', citation: PLACE },
      ]),
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage },
      { type: 'message_stop' },
    ];
    const stream = Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
    const { forwarded, errors } = readStream(adapter.openStream(), [stream]);
    expect(errors).toEqual([]);
    const chunks = forwarded.toString('utf8').split('\n\n').filter(Boolean);
    const deltas = chunks.map((chunk) => JSON.parse(chunk.slice('data: '.length)).choices[0].delta);
    expect(deltas.filter((delta) => delta.annotations !== undefined)).toEqual([{ annotations: [ANNOTATION] }]);
  });

  it('are not mentioned where there are none', () => {
    const content = [{ type: 'text', text: 'Rome', citations: null }];
    const body = JSON.stringify({ id: 'm', type: 'message', model: 'c', content, stop_reason: 'end_turn', usage });
    expect(Buffer.from(adapter.decode(Buffer.from(body)).body).toString('utf8')).not.toContain('annotations');
  });
});
