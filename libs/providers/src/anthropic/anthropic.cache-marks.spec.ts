import type { PromptCacheMark } from '@llm-cost-optimizer/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertCacheMarks } from './anthropic.cache-marks.ts';

const marked = (text: string, ...marks: PromptCacheMark[]) => {
  const bytes = insertCacheMarks(Buffer.from(text), marks);
  return bytes === null ? null : Buffer.from(bytes).toString();
};
const MARK = '"cache_control":{"type":"ephemeral"}';
const LONG = '"cache_control":{"type":"ephemeral","ttl":"1h"}';

describe('marks written into the bytes of a request', () => {
  it('wrap a text where it stands, with its own spelling', () => {
    const text = '{ "system" : "a \\u0041 \\"quoted\\" text", "model":"m" ,"messages":[]}';
    expect(marked(text, { at: 'system', ttl: '5m' })).toBe(
      `{ "system" : [{"type":"text","text":"a \\u0041 \\"quoted\\" text",${MARK}}], "model":"m" ,"messages":[]}`,
    );
  });

  it('go into the last block of a list, and into the last tool', () => {
    const text =
      '{"tools":[{"name":"a"}, {"name":"b","input_schema":{}} ],"system":[{"type":"text","text":"x"}],"messages":[]}';
    expect(marked(text, { at: 'tools', ttl: '1h' }, { at: 'system', ttl: '5m' })).toBe(
      `{"tools":[{"name":"a"}, {"name":"b","input_schema":{},${LONG}} ],"system":[{"type":"text","text":"x",${MARK}}],"messages":[]}`,
    );
  });

  it('find a message by its index, whatever its texts look like', () => {
    const text =
      '{"messages":[{"role":"user","content":"{\\"messages\\":[1]}"},{"content":[{"type":"text","text":"]}"},{"type":"image"}],"role":"user"}]}';
    expect(marked(text, { at: 1, ttl: '5m' }, { at: 0, ttl: '5m' })).toBe(
      `{"messages":[{"role":"user","content":[{"type":"text","text":"{\\"messages\\":[1]}",${MARK}}]},{"content":[{"type":"text","text":"]}"},{"type":"image",${MARK}}],"role":"user"}]}`,
    );
  });

  it.each([
    ['a message that is not there', '{"messages":[{"content":"a"}]}', { at: 3, ttl: '5m' }],
    ['system text that is not there', '{"messages":[]}', { at: 'system', ttl: '5m' }],
    ['a key that stands there twice', '{"system":"a","system":"b"}', { at: 'system', ttl: '5m' }],
    ['an empty list', '{"tools":[]}', { at: 'tools', ttl: '5m' }],
    ['a list of no objects', '{"system":["a"]}', { at: 'system', ttl: '5m' }],
    ['no content', '{"messages":[{"role":"user","content":null}]}', { at: 0, ttl: '5m' }],
  ] as const)('are not set at %s', (_name, text, mark) => {
    expect(marked(text, mark)).toBeNull();
  });

  it('change nothing but the marks, in any request', () => {
    const content = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.array(fc.record({ type: fc.constant('text'), text: fc.string() }), { minLength: 1, maxLength: 3 }),
    );
    const body = fc.record({
      model: fc.string(),
      system: content,
      messages: fc.array(fc.record({ role: fc.constantFrom('user', 'assistant'), content }), {
        minLength: 1,
        maxLength: 4,
      }),
      metadata: fc.jsonValue(),
    });
    fc.assert(
      fc.property(body, fc.nat(3), fc.nat(4), (given, index, indent) => {
        const at = Math.min(index, given.messages.length - 1);
        const text = marked(JSON.stringify(given, null, indent), { at: 'system', ttl: '5m' }, { at, ttl: '5m' });
        expect(text).not.toBeNull();
        const parsed = JSON.parse(text ?? '');
        expect(JSON.stringify(parsed).split(MARK)).toHaveLength(3);
        const plain = (value: unknown) => (typeof value === 'string' ? [{ type: 'text', text: value }] : value);
        const bare = JSON.parse(JSON.stringify(parsed), (key, value) => (key === 'cache_control' ? undefined : value));
        expect(bare.system).toEqual(plain(given.system));
        expect(bare.messages[at].content).toEqual(plain(given.messages[at]?.content));
        expect({ ...bare, system: 0, messages: 0 }).toEqual({
          ...JSON.parse(JSON.stringify(given)),
          system: 0,
          messages: 0,
        });
      }),
    );
  });
});
