import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallIntent } from '@llm-cost-optimizer/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openIntentJournal } from './intent-journal.ts';

let dir = '';
let clock = 0;
const errors: Error[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lco-intents-'));
  clock = 0;
  errors.length = 0;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = (maxBytes?: number) =>
  openIntentJournal({
    dir,
    now: () => clock,
    onError: (error) => errors.push(error),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });

function intent(requestId: string, attemptNumber = 1): CallIntent {
  return {
    requestId,
    clientRequestId: requestId,
    organizationId: 'org_default',
    projectId: null,
    keyId: null,
    surface: 'chat_completions',
    requestStartedAt: '2026-11-25T10:00:00.000Z',
    requestedModel: 'auto',
    mode: 'cost',
    isStreaming: true,
    configVersion: '1',
    catalogueVersion: 'test',
    attemptId: `${requestId}-${attemptNumber}`,
    attemptNumber,
    attemptStartedAt: '2026-11-25T10:00:00.100Z',
    provider: 'openai',
    model: 'gpt-6-luna',
    isSimulated: false,
    promptTokensEstimated: 12,
  };
}

describe('the journal of intents', () => {
  it('leaves every call that began to the next run, without being closed', () => {
    const killed = open();
    killed.begin(intent('r1'));
    killed.begin(intent('r1', 2));
    killed.begin(intent('r2'));
    expect(open().leftovers).toEqual([intent('r1'), intent('r1', 2), intent('r2')]);
  });

  it('leaves nothing after a clean end, nor once the leftovers are forgotten', () => {
    const first = open();
    first.begin(intent('r1'));
    first.close();
    expect(open().leftovers).toEqual([]);
    const killed = open();
    killed.begin(intent('r2'));
    const next = open();
    expect(next.leftovers).toHaveLength(1);
    next.forgetLeftovers();
    next.close();
    expect(open().leftovers).toEqual([]);
  });

  it('stays small: a new file begins with the calls that run and those that ended a moment ago', () => {
    const journal = open(2_000);
    journal.begin(intent('runs'));
    for (let at = 0; at < 200; at += 1) {
      clock += 1_000;
      journal.begin(intent(`r${at}`));
      journal.end(`r${at}`);
    }
    expect(readdirSync(dir)).toHaveLength(1);
    const left = open().leftovers.map(({ requestId }) => requestId);
    expect(left).toContain('runs');
    expect(left).toContain('r199');
    expect(left).not.toContain('r0');
    expect(left.length).toBeLessThan(30);
  });

  it('takes a line that the kill has torn for no call', () => {
    const killed = open();
    killed.begin(intent('r1'));
    const [name = ''] = readdirSync(dir);
    appendFileSync(join(dir, name), JSON.stringify(intent('r2')).slice(0, 40));
    expect(open().leftovers.map(({ requestId }) => requestId)).toEqual(['r1']);
    expect(errors).toEqual([]);
  });
});
