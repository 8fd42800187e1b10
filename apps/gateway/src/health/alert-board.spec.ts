import type { Alert, AttemptRecord } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { failure, fakeAdapter } from '../completions/__testing__/fake-provider.ts';
import { NOW, testProvider } from '../completions/__testing__/test-services.ts';
import { ProviderWays, type Upstream } from '../snapshot/upstream.ts';
import { AlertBoard } from './alert-board.ts';

const ways = new ProviderWays({ config: testProvider('openai'), adapter: fakeAdapter('openai') });

function wayTo(model: string): Upstream {
  const [way] = ways.to(`openai/${model}`, model);
  if (way === undefined) throw new Error('no way');
  return way;
}

function attempt(model: string, fields: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    ...({} as AttemptRecord),
    provider: 'openai',
    model,
    answeredModel: null,
    costUsd: '0',
    usageSource: 'none',
    ...fields,
  };
}

function board() {
  const clock = { ms: NOW };
  const heard: string[] = [];
  const alerts = new AlertBoard(
    () => clock.ms,
    ({ kind, model }: Alert, isNew) => heard.push(`${isNew ? 'raised' : 'ended'} ${kind} ${model}`),
  );
  const call = (model: string, kind: Parameters<typeof failure>[0] | null, fields: Partial<AttemptRecord> = {}) =>
    alerts.onAttempt(wayTo(model), kind === null ? null : failure(kind), attempt(model, fields));
  return { clock, heard, alerts, call };
}

describe('alerts', () => {
  it.each([
    ['F09', 'credentials', 'credentials_refused'],
    ['F06', 'quota', 'quota_exhausted'],
  ] as const)(
    'fault %s: a key with %s is told once, counted, and ends with the first call that goes well',
    (_, kind, name) => {
      const { clock, heard, alerts, call } = board();
      call('a', kind);
      clock.ms += 1_000;
      call('a', kind);
      expect(alerts.list()).toEqual([
        {
          kind: name,
          provider: 'openai',
          key: 'default',
          address: null,
          model: 'a',
          since: new Date(NOW).toISOString(),
          lastAt: new Date(NOW + 1_000).toISOString(),
          calls: 2,
        },
      ]);
      call('b', null);
      expect(alerts.list()).toHaveLength(1);
      call('a', null);
      expect(alerts.list()).toEqual([]);
      expect(heard).toEqual([`raised ${name} a`, `ended ${name} a`]);
    },
  );

  it('fault F21: a certificate that does not hold is one of the address, whatever the model', () => {
    const { alerts, call } = board();
    const tls = failure('network', { outcome: 'tls_failed' });
    alerts.onAttempt(wayTo('a'), tls, attempt('a'));
    alerts.onAttempt(wayTo('b'), tls, attempt('b'));
    expect(alerts.list()).toMatchObject([{ kind: 'tls_failed', key: null, address: 'default', model: null, calls: 2 }]);
    call('c', null);
    expect(alerts.list()).toEqual([]);
  });

  it('fault F74: a model without a price is one of the model that answered, until it has one', () => {
    const { alerts, call } = board();
    call('a', null, { answeredModel: 'mystery-9', costUsd: null, usageSource: 'provider' });
    expect(alerts.list()).toMatchObject([{ kind: 'price_unknown', model: 'mystery-9', key: null }]);
    call('a', null, { answeredModel: 'mystery-9', costUsd: '0.1', usageSource: 'provider' });
    expect(alerts.list()).toEqual([]);
  });

  it('are none of what passes by itself', () => {
    const { alerts, call } = board();
    for (const kind of ['rate_limited', 'overloaded', 'unavailable', 'network', 'timeout', 'invalid_request'] as const)
      call('a', kind);
    expect(alerts.list()).toEqual([]);
  });

  it('are forgotten after an hour in which nobody ran into them, and bounded in number', () => {
    const { clock, heard, alerts, call } = board();
    for (let index = 0; index < 150; index += 1) call(`model-${index}`, 'credentials');
    expect(alerts.list()).toHaveLength(100);
    expect(alerts.list()[0]?.model).toBe('model-149');
    clock.ms += 3_600_001;
    expect(alerts.list()).toEqual([]);
    call('model-149', 'credentials');
    expect(heard.at(-1)).toBe('raised credentials_refused model-149');
  });
});
