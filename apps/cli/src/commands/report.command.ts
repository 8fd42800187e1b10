import {
  type Overview,
  overviewSchema,
  type PromptCachingReport,
  promptCachingReportSchema,
  RANGES,
} from '@llm-cost-optimizer/contracts';
import { type Command, Option } from 'commander';
import { ask } from '../client.ts';
import { count, milliseconds, money, type Output, percent, printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

/** `lco report`: what was paid, what the baseline would have cost, what was saved and why. */
export function addReport(program: Command, context: CliContext): void {
  program
    .command('report')
    .description('Paid, baseline and saved over a period, split by cause')
    .addOption(new Option('--range <range>', 'period ending now').choices([...RANGES]).default('24h'))
    .action(async (options: { range: string }, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const overview = await ask(connection, `/api/v1/overview?range=${options.range}`, overviewSchema);
      if (isJson) {
        printJson(context.output, overview);
        return;
      }
      printReport(context.output, overview);
      printCaching(context.output, await ask(connection, '/api/v1/prompt-caching', promptCachingReportSchema));
    });
}

function printReport(output: Output, { period, totals, baselines, models }: Overview): void {
  output.line(`${period.from} to ${period.to}`);
  output.line(
    `saved     ${money(totals.savedUsd)} (${percent(totals.savingsRate)}) against ${baselineNames(baselines)}`,
  );
  output.line(`paid      ${money(totals.costUsd)}, baseline ${money(totals.baselineUsd)}`);
  output.line(
    `requests  ${count(totals.requests)}: ${count(totals.succeeded)} answered, ${count(totals.failed)} failed, ${count(totals.rejected)} rejected, ${count(totals.cancelled)} cancelled`,
  );
  output.line(
    `cache     ${percent(totals.cache.hitRate)} hits; latency p50 ${milliseconds(totals.latencyMs.p50)}, p95 ${milliseconds(totals.latencyMs.p95)}; uptime ${percent(totals.uptime)}`,
  );
  if (totals.unpricedRequests > 0)
    output.line(`unpriced  ${count(totals.unpricedRequests)} requests have no known price and stand in no sum.`);
  if (totals.estimatedRequests > 0)
    output.line(`estimated ${count(totals.estimatedRequests)} requests rest on estimates.`);
  if (totals.simulatedRequests > 0)
    output.line(
      `SIMULATED ${count(totals.simulatedRequests)} of these requests are simulated traffic: no real model was called.`,
    );
  const levers = Object.entries(totals.levers).filter(([, amount]) => Number(amount) !== 0);
  output.line('\nSaved by cause');
  printTable(
    output,
    ['cause', 'amount'],
    [...levers.map(([name, amount]) => [name, money(amount)]), ['overhead', money(negated(totals.overheadUsd))]],
  );
  output.line('\nModels');
  printTable(
    output,
    ['model', 'requests', 'paid', 'saved', 'p50'],
    models.map((one) => [
      `${one.provider}/${one.model}${one.isSimulated ? ' (simulated)' : ''}`,
      count(one.requests),
      money(one.costUsd),
      money(one.savedUsd),
      milliseconds(one.latencyP50Ms),
    ]),
  );
}

/** Since the gateway was started, whatever the range: it remembers no longer. */
function printCaching(output: Output, { mode, totals, prefixes }: PromptCachingReport): void {
  const advised = prefixes.filter(({ advice }) => advice !== null).length;
  const parts = [`prompt caching ${mode}`];
  if (totals.writes > 0)
    parts.push(
      `${count(totals.reads)} reads, ${count(totals.writes)} writes, ${money(totals.savedUsd)} saved, ${count(totals.unreadWrites)} writes never read (${money(totals.wasteUsd)})`,
    );
  if (Number(totals.wouldSaveUsd) > 0) parts.push(`would have saved ${money(totals.wouldSaveUsd)} with marks`);
  if (advised > 0) parts.push(`${count(advised)} beginnings with advice: GET /api/v1/prompt-caching`);
  output.line(`\nSince the gateway was started: ${parts.join('; ')}`);
}

/** The baseline that weighs most by name, the others as a number: one name for all would be wrong. */
function baselineNames([first, ...others]: Overview['baselines']): string {
  if (first === undefined) return 'no baseline';
  const model = first.model ?? 'no baseline';
  const name = first.isHistoric ? `${model}, historic price` : model;
  if (others.length === 0) return name;
  return `${name}, and ${others.length === 1 ? 'one other baseline' : `${others.length} other baselines`}`;
}

/** Overhead is money lost: it stands in the list with a minus, so that the list adds up. */
function negated(usd: string): string {
  if (Number(usd) === 0) return '0';
  return usd.startsWith('-') ? usd.slice(1) : `-${usd}`;
}
