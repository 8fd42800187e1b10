import { describe, expect, it } from 'vitest';
import { afterUsageBrace, withCost } from './usage-place.ts';

/** The text with a mark behind the brace that was found. */
function marked(text: string): string {
  const bytes = Buffer.from(text);
  const at = afterUsageBrace(bytes);
  return at < 0 ? text : `${bytes.toString('utf8', 0, at)}^${bytes.toString('utf8', at)}`;
}

function priced(text: string): unknown {
  const bytes = Buffer.from(text);
  const at = afterUsageBrace(bytes);
  const { cost, resumeAt } = withCost(bytes, at, '0.5');
  return JSON.parse(`${bytes.toString('latin1', 0, at)}${cost}${bytes.toString('latin1', resumeAt)}`);
}

describe('the usage of an answer', () => {
  it.each([
    ['at the end', '{"id":"x","usage":{"a":1}}', '{"id":"x","usage":{^"a":1}}'],
    ['with white space', '{"usage": \n{ "a":1}}', '{"usage": \n{^ "a":1}}'],
    ['never inside a text', '{"usage":{"a":1},"text":"\\"usage\\":{"}', '{"usage":{^"a":1},"text":"\\"usage\\":{"}'],
    ['not where it is null', '{"usage":null}', '{"usage":null}'],
    [
      'before a breakdown',
      '{"usage":{"a":1},"usage_breakdown":{"models":[{"usage":{"b":1}}]}}',
      '{"usage":{^"a":1},"usage_breakdown":{"models":[{"usage":{"b":1}}]}}',
    ],
    [
      'not the schema of a tool',
      '{"type":"e","response":{"usage":{"a":1},"tools":[{"properties":{"usage":{"type":"string"}}}]}}',
      '{"type":"e","response":{"usage":{^"a":1},"tools":[{"properties":{"usage":{"type":"string"}}}]}}',
    ],
    [
      'in the last of several events',
      'data: {"usage":{"a":1},"t":"}\\\\"}\n\ndata: {"usage":{"a":2}}\n\n',
      'data: {"usage":{"a":1},"t":"}\\\\"}\n\ndata: {"usage":{^"a":2}}\n\n',
    ],
  ])('is found %s', (_, text, expected) => {
    expect(marked(text)).toBe(expected);
  });

  it('gets our cost', () => {
    expect(priced('{"usage":{"a":1}}')).toEqual({ usage: { cost: 0.5, a: 1 } });
    expect(priced('{"usage":{ }}')).toEqual({ usage: { cost: 0.5 } });
  });

  it("has our cost instead of the provider's, whose details stay", () => {
    const text = '{"usage":{"a":1,"cost":0.25,"cost_details":{"b":"é}"}},"cost":3}';
    expect(priced(Buffer.from(text).toString('utf8'))).toMatchObject({ usage: { a: 1, cost: 0.5 }, cost: 3 });
    expect(priced('{"usage":{"cost":7}}')).toEqual({ usage: { cost: 0.5 } });
  });
});
