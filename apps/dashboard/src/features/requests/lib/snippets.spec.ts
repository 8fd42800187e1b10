import { describe, expect, it } from 'vitest';
import { KEY_PLACEHOLDER, type RepeatableRequest, requestSnippets } from './snippets.ts';

const request: RepeatableRequest = {
  requestedModel: 'auto',
  isStreaming: false,
  tags: ["it's", 'b'],
  endUser: 'user "7"',
  mode: 'cost',
};

const code = (id: string, changes: Partial<RepeatableRequest> = {}) =>
  requestSnippets({ ...request, ...changes }, 'http://127.0.0.1:8000').find((snippet) => snippet.id === id)?.code ?? '';

describe('programs that repeat a request', () => {
  it.each(['curl', 'typescript', 'python'])('%s carries a placeholder and no key', (id) => {
    expect(code(id)).toContain(KEY_PLACEHOLDER);
    expect(code(id)).toContain('http://127.0.0.1:8000/v1');
  });

  it('curl protects a single quote in a tag from the shell', () => {
    expect(code('curl')).toContain(`'x-lco-tags: it'\\''s,b'`);
  });

  it('every language escapes the name of the end user', () => {
    for (const id of ['curl', 'typescript', 'python']) expect(code(id)).toContain('user \\"7\\"');
  });

  it('asks for a stream only when the request was one', () => {
    expect(code('python')).not.toContain('stream');
    expect(code('python', { isStreaming: true })).toContain('stream=True');
    expect(code('typescript', { isStreaming: true })).toContain('for await (const chunk of stream)');
    expect(code('curl', { isStreaming: true })).toContain('"stream": true');
  });

  it('sends no headers of ours where the request had none', () => {
    const plain = { tags: [], mode: null, endUser: null };
    for (const id of ['curl', 'typescript', 'python']) expect(code(id, plain)).not.toContain('x-lco');
  });
});
