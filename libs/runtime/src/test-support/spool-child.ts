import { writeSync } from 'node:fs';
import { createSpool } from '../spool/spool.ts';
import { ledgerEntry } from './ledger-entry.ts';

/**
 * A gateway that records rows without end until it is killed. Tells on standard output, before anything else can
 * happen, which rows were flushed (`flushed <n>`: all rows below n) and which batches were handed over.
 */
const [dir = ''] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const spool = await createSpool({
  dir,
  instanceId: 'child',
  flushMs: 5,
  appendMs: 1,
  maxRows: 37,
  maxPendingBytes: 1e9,
  deliver: async (batch) => say(`delivered ${JSON.stringify(batch)}`),
  committed: async () => [],
  now: () => performance.now(),
  onError: (error) => say(`error ${error.message}`),
});

say('started');
let next = 0;
const long = 'x'.repeat(500);
for (;;) {
  for (let count = 0; count < 50; count += 1) {
    spool.record(ledgerEntry({ id: `row-${next}`, note: long }));
    next += 1;
  }
  await spool.flush();
  say(`flushed ${next}`);
  for (let count = 0; count < 20; count += 1) {
    spool.record(ledgerEntry({ id: `row-${next}`, note: long }));
    next += 1;
  }
  await new Promise((resolve) => setImmediate(resolve));
}
