import { promptCachingReportSchema } from '@llm-cost-optimizer/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';

const SYSTEM = 'You are the agent of a travel office. Never invent a train. Ask before you book. '.repeat(250);

describe('GET /api/v1/prompt-caching', () => {
  let test: TestGateway;

  beforeAll(async () => {
    test = await startTestGateway();
    for (let one = 1; one <= 6; one += 1) {
      const messages = [
        { role: 'system', content: SYSTEM },
        { role: 'user', content: `Question ${one}` },
      ];
      await test.chat({ model: 'anthropic/claude-haiku-5-5', max_tokens: 50, messages });
    }
  });
  afterAll(() => test.stop());

  it('advises by default: tells of each beginning what marks would have saved, and its text nowhere', async () => {
    const { status, json } = await test.call('GET', '/api/v1/prompt-caching');
    expect(status).toBe(200);
    const report = promptCachingReportSchema.parse(json);
    expect(report).toMatchObject({ mode: 'advise', totals: { writes: 0, reads: 0, savedUsd: '0' } });
    expect(report.prefixes[0]).toMatchObject({ deploymentId: 'anthropic/claude-haiku-5-5', requests: 6, ttl: '5m' });
    expect(Number(report.totals.wouldSaveUsd)).toBeGreaterThan(0);
    expect(report.prefixes[0]?.advice).toMatchObject({ kind: 'enable', usdPerMonth: null });
    expect(JSON.stringify(json)).not.toContain('travel');
  });

  it('shows the decision in the trace of a request', async () => {
    const messages = [
      { role: 'system', content: SYSTEM },
      { role: 'user', content: 'And back?' },
    ];
    const answer = await test.chat({ model: 'anthropic/claude-haiku-5-5', max_tokens: 50, messages });
    const id = answer.headers.get('x-request-id');
    // Rows reach the database a moment after the answer.
    const detail = await vi.waitUntil(
      async () => {
        const { status, json } = await test.call('GET', `/api/v1/requests/${id}`);
        return status === 200 ? json : null;
      },
      { timeout: 20_000, interval: 100 },
    );
    expect(detail.trace.promptCaching).toMatchObject({ action: 'advised', reason: 'pays', marks: 1 });
  });

  it('wants a session', async () => {
    const { status } = await test.call('GET', '/api/v1/prompt-caching', undefined, { authorization: 'Bearer wrong' });
    expect(status).toBe(401);
  });
});
