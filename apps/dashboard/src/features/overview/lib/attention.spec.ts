import type { ConfigDocument, Status } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { buildTotals } from '../../../lib/__testing__/overview.builder.ts';
import { findAttention } from './attention.ts';

const calm = buildTotals({ failed: 0 });
const provider = (id: string, state: Status['providers'][number]['state']) => ({
  id,
  state,
  isSimulated: false,
  models: 1,
});
const status = (overrides: Partial<Status> = {}): Status => ({
  version: '1',
  mode: 'embedded',
  isLocal: true,
  simulated: 'none',
  simulatorUrl: null,
  providers: [provider('first', 'healthy')],
  configVersion: 1,
  catalogueVersion: '1',
  instanceId: 'a',
  uptimeSeconds: 1,
  ledger: { pendingRows: 0 },
  ...overrides,
});
const config = (overrides: Partial<ConfigDocument> = {}): ConfigDocument => ({
  active: {
    version: 1,
    source: 'file',
    message: null,
    author: null,
    createdAt: '2026-07-03T12:00:00.000Z',
    isActive: true,
  },
  yaml: '',
  warnings: [],
  routing: {},
  file: null,
  ...overrides,
});

describe('needs attention', () => {
  it('is empty when all is well, and while nothing is known yet', () => {
    expect(findAttention(calm, status(), config())).toEqual([]);
    expect(findAttention(calm, null, null)).toEqual([]);
  });

  it('names each key that rests once, with its longest rest', () => {
    const rests = [
      { model: null, cause: 'credentials' as const, seconds: 30 },
      { model: 'm', cause: 'rate_limited' as const, seconds: 2 },
    ];
    const keys = [
      { name: 'main', state: 'resting' as const, rests },
      { name: 'other', state: 'ok' as const, rests: [] },
    ];
    const providers = [{ ...provider('first', 'degraded'), keys }];
    expect(findAttention(calm, status({ providers }), config())).toEqual([
      { kind: 'breaker', provider: 'first', state: 'degraded' },
      { kind: 'keyRests', provider: 'first', key: 'main', model: null, cause: 'credentials', seconds: 30 },
    ]);
  });

  it('names open breakers before anything else', () => {
    const providers = [provider('slow', 'degraded'), provider('dead', 'open')];
    const found = findAttention(buildTotals({ failed: 0, unpricedRequests: 2 }), status({ providers }), null);
    expect(found.map((item) => (item.kind === 'breaker' ? item.provider : item.kind))).toEqual([
      'dead',
      'slow',
      'unpriced',
    ]);
  });

  it('reports failures only when they are more than bad luck', () => {
    expect(findAttention(buildTotals({ requests: 100, failed: 5 }), null, null)).toEqual([]);
    expect(findAttention(buildTotals({ requests: 100, failed: 6 }), null, null)).toEqual([
      { kind: 'failures', failed: 6, requests: 100 },
    ]);
  });

  it('reports what money figures leave out or rest on', () => {
    const found = findAttention(buildTotals({ failed: 0, unpricedRequests: 3, estimatedRequests: 4 }), null, null);
    expect(found).toEqual([
      { kind: 'unpriced', requests: 3 },
      { kind: 'estimated', requests: 4 },
    ]);
  });

  it('reports a configuration file that was not taken over, and warnings', () => {
    const warning = { severity: 'warning' as const, path: 'cache', message: 'old name', line: 1, column: 1 };
    const document = config({ file: { path: 'config.yaml', problem: 'line 3' }, warnings: [warning] });
    expect(findAttention(calm, null, document).map((item) => item.kind)).toEqual(['configFile', 'configWarning']);
  });

  it('reports a ledger that does not come through', () => {
    expect(findAttention(calm, status({ ledger: { pendingRows: 5_001 } }), null)).toEqual([
      { kind: 'pending', rows: 5_001 },
    ]);
  });

  it('reports rows that the database refused, and says nothing while their number is unknown', () => {
    expect(findAttention(calm, status({ ledger: { pendingRows: 0, refusedRows: 2 } }), null)).toEqual([
      { kind: 'refusedRows', rows: 2 },
    ]);
    expect(findAttention(calm, status({ ledger: { pendingRows: 0, refusedRows: null } }), null)).toEqual([]);
  });

  it('names a router that has become a constant, with what to make of it', () => {
    const routing = { scorer: 'quality-1', isConstant: true, advice: 'Look at the scores.' };
    expect(findAttention(calm, status({ routing }), config())).toEqual([
      { kind: 'constantRouter', advice: 'Look at the scores.' },
    ]);
    expect(findAttention(calm, status({ routing: { ...routing, isConstant: false } }), config())).toEqual([]);
  });
});
