import { describe, expect, it } from 'vitest';
import { OPTION_HEADERS } from './option-headers.ts';
import { readOptions } from './options.ts';

function options(body: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const asked: string[] = [];
  const header = (name: string) => {
    asked.push(name);
    return headers[name] ?? null;
  };
  return { read: readOptions(body, { header }), asked };
}

describe('options of a request', () => {
  it.each([
    {
      name: 'our namespace',
      body: { lco: { mode: 'cost', tags: ['a'], usage: true } },
      want: { mode: 'cost', tags: ['a'], wantsUsage: true },
    },
    { name: 'the preference', body: { preference: 'speed' }, want: { mode: 'speed' } },
    {
      name: 'LiteLLM’s cache',
      body: { cache: { 'no-cache': true, ttl: 60 } },
      want: { cacheRead: false, cacheWrite: true, cacheTtlSeconds: 60 },
    },
    { name: 'LiteLLM’s oldest age', body: { cache: { 's-maxage': 600 } }, want: { cacheMaxAgeSeconds: 600 } },
    { name: 'OpenRouter’s models', body: { models: ['a', 'b/c'] }, want: { fallbacks: ['a', 'b/c'] } },
    {
      name: 'fallbacks, deadline and strictness of ours',
      body: { models: ['a'], lco: { fallbacks: ['x'], deadline: '24h', strict_params: true } },
      want: { fallbacks: ['x'], deadlineMs: 86_400_000, isStrict: true },
    },
    { name: 'a deadline as a number of seconds', body: { lco: { deadline: 1.5 } }, want: { deadlineMs: 1_500 } },
    {
      name: 'a cache without a semantic part',
      body: { lco: { cache: { semantic: false } } },
      want: { cacheRead: true },
    },
    { name: 'LiteLLM’s tags', body: { metadata: { tags: 'a, b ,' } }, want: { tags: ['a', 'b'] } },
    {
      name: 'OpenAI’s metadata as labels behind those that were given',
      body: { lco: { tags: ['x'] }, metadata: { team: 'a', user_id: 'u', long: 'l'.repeat(300), n: 5, none: '' } },
      want: { tags: ['x', 'team:a'] },
    },
    { name: 'OpenRouter’s session', body: { session_id: 's' }, want: { sessionId: 's' } },
    {
      name: 'a cost limit as an exact decimal',
      body: { lco: { max_cost_usd: 1e-7 } },
      want: { maxCostUsd: '0.000000100000' },
    },
  ])('are read from $name', ({ body, want }) => {
    expect(options(body).read).toMatchObject(want);
  });

  it.each<{ headers: Record<string, string>; want: Record<string, unknown> }>([
    { headers: { 'x-lco-mode': 'quality' }, want: { mode: 'quality' } },
    { headers: { 'x-lco-tags': 'x,y' }, want: { tags: ['x', 'y'] } },
    { headers: { 'x-session-id': 's1', 'x-lco-session-id': 's2' }, want: { sessionId: 's2' } },
    { headers: { 'cache-control': 'no-store, max-age=0' }, want: { cacheRead: true, cacheWrite: false } },
    { headers: { 'x-lco-cache': 'off' }, want: { cacheRead: false, cacheWrite: false } },
    { headers: { 'x-lco-cache': 'only' }, want: { cacheOnly: true } },
    { headers: { 'x-lco-max-cost-usd': '0.5' }, want: { maxCostUsd: '0.5' } },
    { headers: { 'x-lco-deadline': '250ms' }, want: { deadlineMs: 250 } },
    { headers: { 'x-lco-deadline': '30' }, want: { deadlineMs: 30_000 } },
    { headers: { 'x-lco-strict-params': 'False' }, want: { isStrict: false } },
  ])('are read from headers, which win over the body: $headers', ({ headers, want }) => {
    expect(options({ lco: { mode: 'cost', tags: ['t'] }, session_id: 'b' }, headers).read).toMatchObject(want);
  });

  it('are read from no header that repeats are not told apart by', () => {
    const { asked } = options();
    expect(asked.filter((name) => !(OPTION_HEADERS as readonly string[]).includes(name))).toEqual([]);
  });

  it.each<{ lco: unknown; param: string }>([
    { lco: 'cost', param: 'lco' },
    { lco: { mode: 'cheap' }, param: 'lco.mode' },
    { lco: { max_cost_usd: -1 }, param: 'lco.max_cost_usd' },
    { lco: { allowed_models: 'openai/*' }, param: 'lco.allowed_models' },
    { lco: { cache: { ttl_s: 0 } }, param: 'lco.cache.ttl_s' },
    { lco: { cache: { read: 'no' } }, param: 'lco.cache.read' },
    { lco: { cache: { tll_s: 5 } }, param: 'lco.cache.tll_s' },
    { lco: { cache: { semantic: true } }, param: 'lco.cache.semantic' },
    { lco: { fallbacks: 'gpt-4o' }, param: 'lco.fallbacks' },
    { lco: { fallbacks: [''] }, param: 'lco.fallbacks' },
    { lco: { deadline: 'soon' }, param: 'lco.deadline' },
    { lco: { deadline: 0 }, param: 'lco.deadline' },
    { lco: { strict_params: 'yes' }, param: 'lco.strict_params' },
    { lco: { constructor: 1 }, param: 'lco.constructor' },
  ])('of ours with a wrong value are refused by name: $param', ({ lco, param }) => {
    expect(() => options({ lco })).toThrow(expect.objectContaining({ code: 'invalid_request', param }));
  });

  it('in our header for the cache with an unknown word are refused: a cache that stays on by a slip shows old answers', () => {
    const wrong = expect.objectContaining({ code: 'invalid_request', param: 'x-lco-cache' });
    expect(() => options({}, { 'x-lco-cache': 'non-store' })).toThrow(wrong);
    expect(() => options({}, { 'cache-control': 'private, max-age=5' })).not.toThrow();
  });

  it('of other gateways with a wrong value are ignored', () => {
    const body = { cache: 'x', metadata: 5, session_id: 7, models: 'gpt-4o' };
    const { read } = options(body);
    expect(read).toMatchObject({ cacheRead: true, tags: [], sessionId: null });
    expect(read.fallbacks).toBeUndefined();
  });
});
