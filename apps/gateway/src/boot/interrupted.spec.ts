import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallIntent } from '@llm-cost-optimizer/contracts';
import { createCatalogue, usd } from '@llm-cost-optimizer/pricing';
import { afterAll, describe, expect, it } from 'vitest';
import { idsInSpool, interruptedEntries } from './interrupted.ts';

const folder = mkdtempSync(join(tmpdir(), 'lco-interrupted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function intent(changes: Partial<CallIntent> = {}): CallIntent {
  return {
    requestId: 'r1',
    clientRequestId: 'mine',
    organizationId: 'org_default',
    projectId: null,
    keyId: null,
    surface: 'messages',
    requestStartedAt: '2026-11-25T10:00:00.000Z',
    requestedModel: 'auto',
    mode: 'cost',
    isStreaming: true,
    configVersion: '1',
    catalogueVersion: 'test',
    attemptId: 'a1',
    attemptNumber: 1,
    attemptStartedAt: '2026-11-25T10:00:01.000Z',
    provider: 'openai',
    model: 'gpt-6-luna',
    isSimulated: false,
    promptTokensEstimated: 1_000,
    ...changes,
  };
}

describe('fault F55: what a killed gateway was in the middle of', () => {
  it('becomes one failed request with an interrupted attempt for each call, charged with its prompt', () => {
    const calls = [
      intent(),
      intent({ attemptId: 'a2', attemptNumber: 2 }),
      intent({ requestId: 'r2', attemptId: 'b1' }),
    ];
    const entries = interruptedEntries(calls, createCatalogue(), Date.parse('2026-11-25T10:00:05.000Z'));
    expect(entries.map(({ request, attempts }) => [request.id, attempts.length])).toEqual([
      ['r1', 2],
      ['r2', 1],
    ]);
    expect(entries[0]?.request).toMatchObject({
      outcome: 'failed',
      errorCode: 'gateway_interrupted',
      surface: 'messages',
      // Twice 1,000 tokens at $0.10 per million.
      costUsd: '0.0002',
      savings: { overheadUsd: '0.0002', savedUsd: '-0.0002' },
      isEstimated: true,
    });
    for (const attempt of entries.flatMap(({ attempts }) => attempts)) {
      expect(attempt).toMatchObject({
        outcome: 'interrupted',
        usageSource: 'estimated',
        usage: { promptTokens: 1_000 },
      });
      expect(usd(attempt.costUsd ?? 'none')).toBe(usd('0.0001'));
    }
  });

  it('has no cost where the price is unknown', () => {
    const [entry] = interruptedEntries([intent({ model: 'gpt-99' })], createCatalogue(), 0);
    expect(entry?.request).toMatchObject({ costUsd: null, savings: null });
  });

  it('is told from what the spool has a row of', async () => {
    writeFileSync(
      join(folder, 'one.jsonl'),
      '{"request":{"id":"r1","x":1},"attempts":[]}\n{"request":{"id":"other"}}\n',
    );
    expect(await idsInSpool(folder, new Set(['r1', 'r2']))).toEqual(new Set(['r1']));
    expect(await idsInSpool(join(folder, 'none'), new Set(['r1']))).toEqual(new Set());
  });
});
