import type { VirtualKey } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { keyFields, keyProblems, toChangeKey, toCreateKey } from './key-form.ts';
import { filterKeys, keyState } from './key-rows.ts';
import { CLIENTS, keySnippet } from './key-snippets.ts';

const NOW = Date.parse('2026-11-25T00:00:00Z');
const inDays = (days: number) => new Date(NOW + days * 86_400_000).toISOString();

function keyOf(name: string, changes: Partial<VirtualKey> = {}): VirtualKey {
  return {
    id: name,
    name,
    prefix: 'sk-lco-12345678',
    project: null,
    scopes: ['inference', 'usage'],
    allowedModels: [],
    requestsPerMinute: null,
    tokensPerMinute: null,
    replacesId: null,
    createdAt: inDays(-1),
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    ...changes,
  };
}

describe('state of a key', () => {
  it.each([
    ['working', {}],
    ['working', { expiresAt: inDays(8) }],
    ['ending', { expiresAt: inDays(7) }],
    ['expired', { expiresAt: inDays(0) }],
    ['revoked', { expiresAt: inDays(8), revokedAt: inDays(-1) }],
  ])('is %s for %j', (state, changes) => {
    expect(keyState(keyOf('app', changes), NOW)).toBe(state);
  });
});

describe('filters of the keys page', () => {
  const keys = [
    keyOf('app', { project: 'shop', lastUsedAt: inDays(-1) }),
    keyOf('old', { createdAt: inDays(-200), lastUsedAt: inDays(-90) }),
    keyOf('gone', { createdAt: inDays(-200), revokedAt: inDays(-1) }),
  ];
  const names = (changes: object) =>
    filterKeys(keys, { search: null, project: null, show: 'all', ...changes }, NOW).map(({ name }) => name);

  it.each([
    [{}, ['app', 'old', 'gone']],
    [{ show: 'working' }, ['app', 'old']],
    [{ show: 'ended' }, ['gone']],
    [{ show: 'unused' }, ['old']],
    [{ project: 'shop' }, ['app']],
    [{ search: 'SHOP app' }, ['app']],
    [{ search: '12345678' }, ['app', 'old', 'gone']],
  ])('%j leaves %j', (changes, expected) => {
    expect(names(changes)).toEqual(expected);
  });
});

describe('the key dialog', () => {
  it('begins with everything allowed and no limits', () => {
    const fields = { ...keyFields(null), name: ' app ' };
    expect(keyProblems(fields)).toEqual([]);
    expect(toCreateKey(fields)).toEqual({
      name: 'app',
      scopes: ['inference', 'usage'],
      allowedModels: [],
      requestsPerMinute: null,
      tokensPerMinute: null,
    });
  });

  it('names the fields that are wrong', () => {
    expect(keyProblems({ ...keyFields(null), scopes: [], requests: '0', tokens: '1.5' })).toEqual([
      'scopes',
      'requests',
      'tokens',
    ]);
  });

  it('sends of a change only what differs, and nothing for none', () => {
    const key = keyOf('app', { allowedModels: ['openai/*'], requestsPerMinute: 60, expiresAt: inDays(8) });
    expect(toChangeKey(keyFields(key), key)).toBeNull();
    expect(toChangeKey({ ...keyFields(key), requests: '', models: 'gpt-6-luna , openai/*' }, key)).toEqual({
      allowedModels: ['gpt-6-luna', 'openai/*'],
      requestsPerMinute: null,
    });
    expect(toChangeKey({ ...keyFields(key), expires: '' }, key)).toEqual({ expiresAt: null });
  });
});

describe('snippets', () => {
  it.each(CLIENTS)('%s names this gateway and the key', (client) => {
    const text = keySnippet(client, 'http://127.0.0.1:8000', 'sk-lco-secret');
    expect(text).toContain('http://127.0.0.1:8000');
    expect(text).toContain('sk-lco-secret');
  });
});
