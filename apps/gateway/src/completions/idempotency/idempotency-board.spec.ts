import { GatewayError } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { fakeExchange } from '../__testing__/fake-response.ts';
import { testServices } from '../__testing__/test-services.ts';
import { openRun } from '../open-run.ts';
import type { Run } from '../run.ts';
import { IdempotencyBoard } from './idempotency-board.ts';

const HOUR_MS = 3_600_000;

function newRun(): Run {
  return openRun(fakeExchange({}).exchange, testServices().services);
}

/** A request that held `key` and got `body` as its answer. */
function answered(board: IdempotencyBoard, key: string, body: string): void {
  const run = newRun();
  const claim = board.claim(key, 'print', run);
  run.exchange.send(200, ['content-type', 'application/json'], body);
  run.outcome = 'ok';
  claim.settle(run);
}

describe('the board of idempotency keys', () => {
  it('keeps a good answer for 24 hours from the first request, however often it is asked for', async () => {
    let now = 1;
    const board = new IdempotencyBoard({ now: () => now });
    answered(board, 'key', 'the answer');
    now += 23 * HOUR_MS;
    const end = await board.find('key')?.end;
    expect(end).toMatchObject({ kind: 'answered', answer: { status: 200, body: Buffer.from('the answer') } });
    now += 2 * HOUR_MS;
    expect(board.find('key')).toBeNull();
  });

  it('is bounded in bytes: the keys unused for longest go first', () => {
    const board = new IdempotencyBoard();
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 100; i++) answered(board, `key-${i}`, megabyte);
    expect(board.size).toBeLessThan(64);
    expect(board.find('key-0')).toBeNull();
    expect(board.find('key-99')).not.toBeNull();
  });

  it('frees the key after an error, a client that left and an answer too long to keep', async () => {
    const board = new IdempotencyBoard();
    const failing = newRun();
    const claim = board.claim('failed', 'print', failing);
    const waiting = board.find('failed')?.end;
    failing.error = new GatewayError('upstream_unavailable', 'No provider.');
    failing.outcome = 'failed';
    claim.settle(failing);
    expect(await waiting).toMatchObject({ kind: 'failed', error: { code: 'upstream_unavailable' } });
    const leaving = newRun();
    const left = board.claim('left', 'print', leaving);
    const next = board.find('left')?.end;
    leaving.outcome = 'cancelled';
    left.settle(leaving);
    expect(await next).toEqual({ kind: 'free' });
    answered(board, 'long', 'x'.repeat(9 * 1024 * 1024));
    expect(['failed', 'left', 'long'].map((key) => board.find(key))).toEqual([null, null, null]);
  });
});
