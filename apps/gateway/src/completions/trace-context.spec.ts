import { describe, expect, it } from 'vitest';
import { clientRetriesOf, traceHeaders, traceIdOf } from './trace-context.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const GOOD = `00-${ID}-00f067aa0ba902b7-01`;

function sent(headers: Record<string, string>) {
  return { header: (name: string) => headers[name] ?? null };
}

describe('the trace of a client', () => {
  it('is known by its id and goes on unchanged', () => {
    const exchange = sent({ traceparent: GOOD, tracestate: 'vendor=1' });
    expect(traceIdOf(exchange)).toBe(ID);
    expect(traceHeaders(exchange)).toEqual(['traceparent', GOOD, 'tracestate', 'vendor=1']);
  });

  it.each([
    { name: 'of zeros', traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` },
    { name: 'without a parent', traceparent: `00-${ID}-0000000000000000-01` },
    { name: 'of a version that cannot be', traceparent: `ff-${ID}-00f067aa0ba902b7-01` },
    { name: 'with more behind it', traceparent: `${GOOD}-x` },
    { name: 'in capitals', traceparent: GOOD.toUpperCase() },
  ])('$name is no trace and goes nowhere', ({ traceparent }) => {
    const exchange = sent({ traceparent, tracestate: 'vendor=1' });
    expect(traceIdOf(exchange)).toBeNull();
    expect(traceHeaders(exchange)).toEqual([]);
  });

  it('goes on without a state that no header can hold', () => {
    expect(traceHeaders(sent({ traceparent: GOOD, tracestate: 'a'.repeat(600) }))).toEqual(['traceparent', GOOD]);
  });
});

describe('the retries that a client tells', () => {
  it.each([
    { said: '2', retries: 2 },
    { said: '0', retries: null },
    { said: '-1', retries: null },
    { said: 'many', retries: null },
    { said: '1e9', retries: null },
  ])('are $retries when it says $said', ({ said, retries }) => {
    expect(clientRetriesOf(sent({ 'x-stainless-retry-count': said }))).toBe(retries);
  });
});
