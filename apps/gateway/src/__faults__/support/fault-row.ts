import type { AttemptDetail, RequestDetail } from '@llm-cost-optimizer/contracts';
import type { FaultRuleInput } from '@llm-cost-optimizer/simulator';
import type { Script } from '@llm-cost-optimizer/testing';
import { describe, expect, it } from 'vitest';
import { type FaultLab, KEY, type LabSetup, type Seen } from './fault-lab.ts';
import type { MetricSamples } from './metric-samples.ts';

/** What an attempt row must say. */
type ExpectedAttempt = Partial<
  Pick<AttemptDetail, 'outcome' | 'httpStatus' | 'usageSource' | 'costUsd' | 'provider'>
> & {
  /** Completion tokens; `some` = more than none. */
  readonly tokens?: number | 'some';
};

/** One row of the catalogue of faults, played once: what is done, and the three views that must agree. */
export interface FaultRow {
  /** `F01: …` */
  readonly name: string;
  /** A function where addresses are known only when the servers run. */
  readonly setup?: LabSetup | (() => LabSetup);
  /** What the scripted provider does. */
  readonly script?: Script;
  /** What the simulated providers do; the rule holds for this case alone. */
  readonly simulate?: FaultRuleInput['fault'];
  readonly body?: Readonly<Record<string, unknown>>;
  readonly client: {
    readonly status: number;
    /** `code` in OpenAI's error object. */
    readonly code?: string;
    /** Null = must be absent. */
    readonly headers?: Readonly<Record<string, string | RegExp | null>>;
    /** The stream ends in one error event with this code, and never in `[DONE]`. */
    readonly brokenBy?: string;
    readonly check?: (seen: Seen) => void;
  };
  readonly ledger: {
    readonly outcome: RequestDetail['outcome'];
    readonly attempts: readonly ExpectedAttempt[];
    readonly check?: (row: RequestDetail) => void;
  };
  /** Series of the metrics and by how much they move. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Attempts of this row that no provider received. */
  readonly unreached?: number;
}

/** Rows of this file in the order in which they are played, and the ids of their requests. */
const played: { readonly row: FaultRow; id: string | null }[] = [];

/** Writes one test for a row: what the client sees, and what the metrics count. */
export function faultRow(lab: () => FaultLab, row: FaultRow): void {
  it(`fault ${row.name}`, () => playRow(lab(), row));
  played.push({ row, id: null });
}

/** Writes a test of its own for what the ledger holds of each row. Behind all rows, when their rows have arrived. */
export function ledgerMustHold(lab: () => FaultLab): void {
  describe('what the ledger holds', () => {
    it('every row was played', () => {
      expect(played.filter(({ id }) => id === null).map(({ row }) => row.name)).toEqual([]);
    });
    it.each(played.map((one) => ({ ...one, name: one.row.name, find: () => one.id })))(
      'fault $name',
      async ({ row, find }) => {
        const id = find();
        if (id === null) throw new Error('The row was not played.');
        checkLedger(row, await lab().row(id), id);
      },
    );
  });
}

/** Plays a row and checks client and metrics; rows that are not written with `faultRow` are checked whole. */
export async function playRow(lab: FaultLab, row: FaultRow): Promise<void> {
  await lab.use(typeof row.setup === 'function' ? row.setup() : (row.setup ?? {}));
  if (row.script !== undefined) lab.scripted.play(row.script);
  if (row.simulate !== undefined) {
    lab.simulator.faults.add({ match: { promptContains: row.name }, fault: row.simulate });
  }
  const before = await lab.metrics();
  const seen = await lab.ask({ prompt: row.name, ...row.body });
  lab.unreached += row.unreached ?? 0;
  const planned = played.find((one) => one.row === row);
  if (planned !== undefined) planned.id = seen.id;
  checkClient(row, seen);
  checkMetrics(row, before, await lab.metrics());
  if (planned === undefined) checkLedger(row, await lab.row(seen.id), seen.id);
  if (row.ledger.attempts.some(({ outcome }) => outcome !== 'ok')) await lab.heal();
}

function checkClient({ client, body }: FaultRow, seen: Seen): void {
  const error = errorOf(seen);
  expect({ status: seen.status, code: error?.code ?? null }, seen.text).toEqual({
    status: client.status,
    code: client.code ?? client.brokenBy ?? null,
  });
  expect(seen.headers.get('x-request-id')).toBe(seen.id);
  expect(seen.text).not.toContain(KEY);
  expect(seen.text).not.toMatch(/127\.0\.0\.1|<html|node:|\.ts:\d/);
  for (const [name, expected] of Object.entries(client.headers ?? {})) {
    const value = seen.headers.get(name);
    if (expected instanceof RegExp) expect(value, name).toMatch(expected);
    else expect(value, name).toBe(expected);
  }
  if (client.status >= 500) expect(seen.headers.get('x-should-retry')).toBe('false');
  if (body?.stream === true && seen.status === 200) checkStreamEnd(client.brokenBy, seen);
  client.check?.(seen);
}

function checkStreamEnd(brokenBy: string | undefined, { text }: Seen): void {
  const errors = text.match(/^data: \{"error"/gm) ?? [];
  expect(errors).toHaveLength(brokenBy === undefined ? 0 : 1);
  if (brokenBy === undefined) expect(text.endsWith('data: [DONE]\n\n'), text).toBe(true);
  else {
    expect(text).not.toContain('[DONE]');
    expect(text).not.toContain('"finish_reason":"');
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^data: \{"error"/);
  }
}

/** The error object of the answer, whole or as the last event of a stream; null = there is none. */
export function errorOf({ text }: Seen): { code: string | null; message: string; type: string } | null {
  const json = /^(?:data: )?(\{"error":.*\})$/m.exec(text)?.[1];
  return json === undefined ? null : JSON.parse(json).error;
}

function checkLedger({ ledger, client }: FaultRow, row: RequestDetail, id: string): void {
  expect(row.outcome).toBe(ledger.outcome);
  expect(row.httpStatus).toBe(client.status);
  expect(row.clientRequestId).toBe(id);
  const attempts = row.attempts.map((attempt, index) => shownLike(ledger.attempts[index] ?? {}, attempt));
  expect(attempts).toEqual(ledger.attempts);
  expect(row.attempts.map(({ number }) => number)).toEqual(row.attempts.map((_, index) => index + 1));
  for (const attempt of row.attempts.filter(({ usageSource }) => usageSource === 'none')) {
    expect(attempt).toMatchObject({ costUsd: '0', usage: { promptTokens: 0, completionTokens: 0 } });
  }
  expect(Number(row.costUsd)).toBeCloseTo(
    row.attempts.reduce((total, { costUsd }) => total + Number(costUsd), 0),
    12,
  );
  ledger.check?.(row);
}

/** The fields of an attempt that the row speaks of. */
function shownLike(expected: ExpectedAttempt, { usage, ...attempt }: AttemptDetail): ExpectedAttempt {
  const { completionTokens } = usage;
  const values = { ...attempt, tokens: expected.tokens === 'some' && completionTokens > 0 ? 'some' : completionTokens };
  const names = Object.keys(expected).length === 0 ? ['outcome'] : Object.keys(expected);
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

function checkMetrics({ metrics }: FaultRow, before: MetricSamples, after: MetricSamples): void {
  const moved = Object.keys(metrics).map((selector) => [selector, after.sum(selector) - before.sum(selector)]);
  expect(Object.fromEntries(moved)).toEqual(metrics);
}
