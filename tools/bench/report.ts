import { cpus, totalmem } from 'node:os';
import type { BenchResult, LatencySample, Sample } from './bench.ts';
import { COMPARISONS, type Comparison, LATENCY_GOAL_MS } from './cases.ts';
import { CORES } from './processes.ts';

/** Everything a run found, as data. Rates in requests a second, CPU in microseconds, latencies in milliseconds. */
export interface Report {
  readonly machine: string;
  readonly rounds: number;
  readonly cases: readonly {
    name: string;
    rate: number;
    bestRate: number;
    cpuUs: number | null;
    bestCpuUs: number | null;
  }[];
  readonly latencies: readonly {
    name: string;
    p50: number;
    p99: number;
    addedP50: number;
    addedP99: number;
    bestAddedP50: number;
  }[];
  readonly comparisons: readonly { text: string; value: number; goal: string | null; isMet: boolean | null }[];
  readonly memory: BenchResult['memory'];
  readonly books: BenchResult['books'] & { readonly areHonest: boolean };
}

export function makeReport(result: BenchResult, rounds: number): Report {
  const { sent, booked, misses, upstream } = result.books;
  const latencies = [...result.latencies].map(([name, samples]) => latencyLine(name, samples));
  const ratios = COMPARISONS.map((comparison) => compare(comparison, result)).filter((line) => line !== null);
  const miss = latencies.find(({ name }) => name.startsWith('gateway, miss'));
  const added =
    miss === undefined
      ? []
      : [
          {
            text: 'Added p50 of a miss at 500 requests a second, ms',
            value: miss.addedP50,
            goal: `<= ${LATENCY_GOAL_MS}`,
            isMet: miss.addedP50 <= LATENCY_GOAL_MS,
          },
        ];
  return {
    machine: describeMachine(),
    rounds,
    cases: [...result.samples].map(([name, samples]) => caseLine(name, samples)),
    latencies,
    comparisons: [...ratios, ...added],
    memory: result.memory,
    // Of the constant prompts the first of each kind is a miss too.
    books: { ...result.books, areHonest: sent === booked && upstream >= misses && upstream <= misses + 2 * 64 },
  };
}

function caseLine(name: string, samples: readonly Sample[]) {
  const cpu = samples.map(({ cpuUs }) => cpuUs).filter((value) => value !== null);
  const rates = samples.map(({ rate }) => rate);
  return {
    name,
    rate: median(rates),
    bestRate: Math.max(...rates),
    cpuUs: cpu.length === 0 ? null : median(cpu),
    bestCpuUs: cpu.length === 0 ? null : Math.min(...cpu),
  };
}

function latencyLine(name: string, samples: readonly LatencySample[]) {
  const added = samples.map(({ p50, directP50 }) => p50 - directP50);
  return {
    name,
    p50: median(samples.map(({ p50 }) => p50)),
    p99: median(samples.map(({ p99 }) => p99)),
    addedP50: median(added),
    addedP99: median(samples.map(({ p99, directP99 }) => p99 - directP99)),
    bestAddedP50: Math.min(...added),
  };
}

/** The median of the ratios of each round: what slows a whole round down slows both sides. */
function compare({ text, of, to, figure, goal }: Comparison, { samples }: BenchResult) {
  const value = (sample: Sample | undefined) => (figure === 'cpu' ? sample?.cpuUs : sample?.rate) ?? null;
  const others = samples.get(to) ?? [];
  const ratios = (samples.get(of) ?? []).flatMap((sample, round) => {
    const [ours, theirs] = [value(sample), value(others[round])];
    return ours === null || theirs === null ? [] : [ours / theirs];
  });
  if (ratios.length === 0) return null;
  const ratio = median(ratios);
  if (goal === null) return { text, value: ratio, goal: null, isMet: null };
  const isMet = goal.kind === 'atMost' ? ratio <= goal.value : ratio >= goal.value;
  return { text, value: ratio, goal: `${goal.kind === 'atMost' ? '<=' : '>='} ${goal.value}`, isMet };
}

/** The report for people. */
export function formatReport(report: Report): string {
  const { books } = report;
  return [
    report.machine,
    `${report.rounds} interleaved rounds; medians, best round in brackets.`,
    '',
    row(['Closed loop, 64 connections', 'requests/s', 'CPU per request, us']),
    ...report.cases.map(({ name, rate, bestRate, cpuUs, bestCpuUs }) =>
      row([name, `${whole(rate)} (${whole(bestRate)})`, `${tenths(cpuUs)} (${tenths(bestCpuUs)})`]),
    ),
    '',
    row(['500 requests/s, first byte, ms', 'p50 / p99', 'added p50 / p99']),
    ...report.latencies.map(({ name, p50, p99, addedP50, addedP99, bestAddedP50 }) =>
      row([
        name,
        `${hundredths(p50)} / ${hundredths(p99)}`,
        `${hundredths(addedP50)} (${hundredths(bestAddedP50)}) / ${hundredths(addedP99)}`,
      ]),
    ),
    '',
    ...report.comparisons.map(({ text, value, goal, isMet }) =>
      row([text, hundredths(value), goal === null ? '' : `goal ${goal}: ${isMet ? 'met' : 'MISSED'}`]),
    ),
    '',
    `Resident memory of the gateway: ${whole(report.memory.idle)} MB idle, ${whole(report.memory.loaded)} MB at most under load (answers in its cache included).`,
    `Books: ${books.sent} requests sent to the gateway, ${books.booked} rows in its database; ${books.misses} misses sent, ${books.upstream} reached the upstream: ${books.areHonest ? 'they agree' : 'THEY DISAGREE'}.`,
  ].join('\n');
}

function describeMachine(): string {
  const [first] = cpus();
  const pinning =
    CORES === null
      ? 'nothing is pinned'
      : 'the server under test has one core, load, upstream and database share another';
  return `${first?.model.trim() ?? 'Unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, Node ${process.version}; ${pinning}.`;
}

function row([name = '', first = '', second = '']: readonly string[]): string {
  return `  ${name.padEnd(56)}${first.padStart(18)}  ${second.padStart(22)}`.trimEnd();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

const whole = (value: number | null) => (value === null ? 'unknown' : Math.round(value).toLocaleString('en-US'));
const tenths = (value: number | null) => value?.toFixed(1) ?? 'unknown';
const hundredths = (value: number) => value.toFixed(2);
