import { GatewayError } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { checkStructure } from './structure.ts';

const PADDING = 'x'.repeat(5_000);

/** The field that is blamed; undefined = nothing is. */
function blamed(body: string): string | null | undefined {
  try {
    checkStructure(Buffer.from(body));
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError) return error.param;
    throw error;
  }
}

const inField = (name: string, json: string) => `{"model":"auto","pad":"${PADDING}", "${name}" : ${json}}`;
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('the structure of a body, before it is parsed', () => {
  it.each([
    ['127 levels in a field', inField('metadata', nested(127))],
    ['100,000 objects less a few', inField('messages', `[${'{},'.repeat(99_000)}{}]`)],
    ['300,000 numbers, a full batch of tokens for embeddings', inField('input', `[${'1234,'.repeat(300_000)}1]`)],
    ['brackets, commas and escaped quotes in a text', inField('text', JSON.stringify('[{,:"\\'.repeat(200_000)))],
    ['a text that ends in backslashes', inField('text', JSON.stringify(`${'y'.repeat(200)}\\\\`))],
    ['a text with an escape at every place of the border between walking and searching', borders()],
    ['a small body, however deep', `{"a":${nested(1_000)}}`],
    ['half a document', inField('messages', '[{"role":"user')],
  ])('passes %s', (_, body) => {
    expect(blamed(body)).toBeUndefined();
  });

  it.each([
    ['128 levels in a field that nobody reads', inField('metadata', nested(128)), 'metadata'],
    ['levels of objects', inField('tools', '{"a":'.repeat(10_000)), 'tools'],
    ['more than 100,000 objects', inField('messages', `[${'{},'.repeat(100_001)}{}]`), 'messages'],
    ['more than 200,000 fields', inField('metadata', `{${'"k":1,'.repeat(200_001)}"k":1}`), 'metadata'],
    ['more than half a million values', inField('input', `[${'1,'.repeat(500_001)}1]`), 'input'],
    ['a value at the top that looks like a name', `{"a":"messages","b":["${PADDING}",${nested(200)}]}`, 'b'],
    ['a name that is no name', inField('no <name>', nested(200)), null],
    ['levels without any name', `[${JSON.stringify(PADDING)},${nested(200)}]`, null],
  ])('blames the field for %s', (_, body, field) => {
    expect(blamed(body)).toBe(field);
  });
});

/** Escaped quotes and backslashes that begin at each offset around the length up to which strings are walked through. */
function borders(): string {
  const texts = Array.from({ length: 80 }, (_, length) =>
    ['"', '\\', '\\"', '"\\'].map((end) => 'z'.repeat(length) + end),
  );
  return inField('messages', JSON.stringify(texts.flat().map((text) => `${text}[[[${'z'.repeat(70)}`)));
}
