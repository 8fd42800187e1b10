import { describe, expect, it } from 'vitest';
import { randomOf } from '../conformance/cuts.ts';
import { type BodyEdit, editBody } from './body-edits.ts';

function edit(raw: string, edits: readonly BodyEdit[]): string {
  return Buffer.from(editBody(Buffer.from(raw), JSON.parse(raw), edits)).toString('utf8');
}

const MODEL: BodyEdit = { kind: 'set', key: 'model', json: '"new"' };

describe('changes to the raw body', () => {
  it.each([
    ['{"model":"old","messages":[]}', '{"model":"new","messages":[]}'],
    [
      '{"messages":[{"content":"say \\"model\\": 1"}],"model":"old"}',
      '{"messages":[{"content":"say \\"model\\": 1"}],"model":"new"}',
    ],
    ['{ "model" : "old" ,\n "n": 1.50 }', '{ "model" : "new" ,\n "n": 1.50 }'],
    ['{"seed":12345678901234567890,"model":"o\\"ld"}', '{"seed":12345678901234567890,"model":"new"}'],
    [
      '{"tools":[{"model":"x","n":1.0}],"model" : "old","metadata":{"model":1}}',
      '{"tools":[{"model":"x","n":1.0}],"model" : "new","metadata":{"model":1}}',
    ],
    ['{"enum":["model"],"n":1.0, "model":"old"}', '{"enum":["model"],"n":1.0, "model":"new"}'],
  ])('replace the model and no other byte: %s', (raw, expected) => {
    expect(edit(raw, [MODEL])).toBe(expected);
  });

  it('write anew a body with hundreds of fields to leave out, in one go', () => {
    const fields = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]));
    const removals = Object.keys(fields).map((key): BodyEdit => ({ kind: 'remove', key }));
    const raw = JSON.stringify({ model: 'old', ...fields, n: 1 });
    expect(edit(raw, [MODEL, ...removals])).toBe('{"model":"new","n":1}');
  });

  it.each([
    ['a key that stands elsewhere too', '{"tools":[{"model":"x"}],"model":"old"}'],
    ['a text that is the key', '{"enum":["model"],"model":"old"}'],
    ['a key written twice', '{"model":"first","model":"old"}'],
    ['a key in disguise beside a nested one', '{"mod\\u0065l":"old","metadata":{"model":"old"}}'],
  ])('never touch the wrong place: %s', (_, raw) => {
    const before = JSON.parse(raw);
    expect(JSON.parse(edit(raw, [MODEL]))).toEqual({ ...before, model: 'new' });
  });

  it.each([
    ['{"a":1,"b":2,"c":3}', ['a'], '{"b":2,"c":3}'],
    ['{"a":1,"b":2,"c":3}', ['b'], '{"a":1,"c":3}'],
    ['{"a":1,"b":2,"c":3}', ['c'], '{"a":1,"b":2}'],
    ['{"a":1,"b":2,"c":3}', ['a', 'b'], '{"c":3}'],
    ['{"a":1,"b":2,"c":3}', ['b', 'c'], '{"a":1}'],
    ['{"a":1,"b":2,"c":3}', ['a', 'c'], '{"b":2}'],
    ['{"a":1,"b":{"x":[1,"}"]},"c":3}', ['b'], '{"a":1,"c":3}'],
    ['{"a":1}', ['a'], '{}'],
  ])('take fields out of %s: %j', (raw, keys, expected) => {
    expect(
      edit(
        raw,
        keys.map((key) => ({ kind: 'remove', key })),
      ),
    ).toBe(expected);
  });

  it('rename a field and add one', () => {
    const edits: BodyEdit[] = [
      { kind: 'rename', key: 'max_tokens', to: 'max_completion_tokens' },
      { kind: 'append', key: 'stream_options', json: '{"include_usage":true}' },
    ];
    expect(edit('{"max_tokens":5,"stream":true}\n', edits)).toBe(
      '{"max_completion_tokens":5,"stream":true,"stream_options":{"include_usage":true}}\n',
    );
  });

  it('mean the same as changing the parsed body, for random bodies and random changes', () => {
    const random = randomOf(99);
    const below = (n: number): number => Math.floor(random() * n);
    const values = [
      '1',
      '-2.5e3',
      '"x"',
      '"a\\"b\\\\"',
      'null',
      'true',
      '[]',
      '[1,{"k1":2}]',
      '{"k0":"k1"}',
      '"k2"',
      '"\\u006b1"',
      '{"s":"}]"}',
    ];
    for (let round = 0; round < 3_000; round++) {
      const keys = ['k0', 'k1', 'k2', 'k3', 'k4'].filter(() => random() < 0.7);
      const space = random() < 0.3 ? ' \n' : '';
      const fields = keys.map((key) => `${space}"${key}"${space}:${space}${values[below(values.length)]}${space}`);
      const raw = `${space}{${[...fields, '"model":"m"'].sort(() => random() - 0.5).join(',')}}${space}`;
      const edits = keys.flatMap((key): BodyEdit[] => {
        const kind = below(5);
        if (kind === 0) return [{ kind: 'remove', key }];
        if (kind === 1) return [{ kind: 'set', key, json: '{"new":1}' }];
        return kind === 2 ? [{ kind: 'rename', key, to: `${key}x` }] : [];
      });
      if (random() < 0.5) edits.push({ kind: 'append', key: 'last', json: '[7]' });
      expect(JSON.parse(edit(raw, edits))).toEqual(expectedOf(JSON.parse(raw), edits));
    }
  });
});

function expectedOf(body: Record<string, unknown>, edits: readonly BodyEdit[]): Record<string, unknown> {
  const result: Record<string, unknown> = { ...body };
  for (const one of edits) {
    if (one.kind === 'remove') delete result[one.key];
    else if (one.kind === 'rename') {
      result[one.to] = body[one.key];
      delete result[one.key];
    } else result[one.key] = JSON.parse(one.json);
  }
  return result;
}
