// `npm run bench`: what the gateway costs next to a bare proxy and an empty answer. See docs/performance.md.
import { parseArgs } from 'node:util';
import { bench } from './bench.ts';
import { stopAll } from './processes.ts';
import { formatReport, makeReport } from './report.ts';

const HELP = `npm run bench -- [--quick] [--json] [--rounds 5] [--seconds 2] [--latency-seconds 4] [--only text] [--profile folder]

Measures the built gateway (npm run build) next to a bare JSON proxy and an empty Fastify answer, in one run.
  --quick            about a minute: shorter stretches
  --json             the report as JSON
  --only text        only the cases whose name holds the text
  --latency-seconds  0 leaves the latencies out
  --profile folder   writes a CPU profile of the gateway there`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string' },
      'latency-seconds': { type: 'string' },
      only: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const rounds = numberOption('rounds', values.rounds);
  const result = await bench({
    rounds,
    secondsPerCase: numberOption('seconds', values.seconds ?? (values.quick ? '0.4' : '2')),
    latencySeconds: numberOption('latency-seconds', values['latency-seconds'] ?? (values.quick ? '0.5' : '4')),
    warmUpSeconds: values.quick ? 1 : 6,
    only: values.only ?? null,
    profileDir: values.profile ?? null,
    onProgress: (text) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const report = makeReport(result, rounds);
  console.log(values.json ? JSON.stringify(report, null, 2) : formatReport(report));
  if (!report.books.areHonest) process.exitCode = 1;
}

function numberOption(name: string, text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 3_600) || text.trim() === '')
    throw new Error(`--${name} must be a number from 0 to 3600.`);
  return value;
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  })
  .finally(stopAll);
