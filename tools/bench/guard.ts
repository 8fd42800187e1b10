// `npm run bench:guard`: fails when the gateway has become dearer against the yardsticks of the same run. See docs/performance.md.
import { bench } from './bench.ts';
import { GUARDS } from './cases.ts';
import { stopAll } from './processes.ts';
import { makeReport } from './report.ts';

const ROUNDS = 6;

async function main(): Promise<void> {
  const result = await bench({
    rounds: ROUNDS,
    secondsPerCase: 1,
    latencySeconds: 0,
    warmUpSeconds: 8,
    only: '1 KB',
    profileDir: null,
    onProgress: (text) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const { cases, books } = makeReport(result, ROUNDS);
  // The best round of each: what else runs on the machine only ever makes a round dearer.
  const cpuOf = (name: string) => cases.find((one) => one.name === name)?.bestCpuUs ?? null;
  for (const { text, of, to, limit } of GUARDS) {
    const [ours, theirs] = [cpuOf(of), cpuOf(to)];
    if (ours === null || theirs === null) {
      console.log(`${text}: cannot be measured on this system.`);
      continue;
    }
    const ratio = ours / theirs;
    const isMet = ratio <= limit;
    console.log(`${text}: ${ratio.toFixed(2)}, limit ${limit.toFixed(2)}: ${isMet ? 'met' : 'EXCEEDED'}`);
    if (!isMet) process.exitCode = 1;
  }
  if (!books.areHonest) throw new Error('The books do not agree: what was measured is not the whole work.');
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  })
  .finally(stopAll);
