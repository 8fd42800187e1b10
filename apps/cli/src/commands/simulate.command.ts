import { type Simulation, type SimulationGate, simulationSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { ask } from '../client.ts';
import { count, money, type Output, percent, plain, printJson, printTable } from '../output.ts';
import { readTextFile } from '../text-file.ts';
import { type CliContext, connectionOf } from './command.ts';

interface SimulateOptions {
  readonly config?: string;
  readonly version?: string;
  readonly window: string;
  readonly sample?: string;
  readonly maxCostIncrease?: string;
  readonly minQuality?: string;
}

/** A large sample takes the gateway some seconds, more when it is busy. */
const TIMEOUT_MS = 300_000;
const LISTED = 10;

/** `lco simulate`: what a draft would have done with recorded requests. Fails when a gate fails. */
export function addSimulate(program: Command, context: CliContext): void {
  program
    .command('simulate')
    .description('What a draft configuration would do with recorded requests; no provider is called')
    .option('--config <file>', 'YAML file of the draft; - = standard input')
    .option('--version <number>', 'an earlier version instead of a file')
    .option('--window <time>', 'time back from now, such as 24h or 7d', '7d')
    .option('--sample <number>', 'requests decided again at most, 100 to 10000 (default 5000)')
    .option('--max-cost-increase <percent>', 'fail when the predicted cost rises by more')
    .option('--min-quality <share>', 'fail when the expected quality (0 to 1) is lower')
    .action(async (options: SimulateOptions, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const body = {
        ...(await draftOf(options, context)),
        window: options.window,
        ...(options.sample === undefined ? {} : { sample: numberOf('--sample', options.sample) }),
        ...gateOf(options),
      };
      const call = { method: 'POST', body, timeoutMs: TIMEOUT_MS } as const;
      const simulation = await ask(connection, '/api/v1/simulations', simulationSchema, call);
      if (isJson) printJson(context.output, simulation);
      else printSimulation(context.output, simulation);
      const { gate } = simulation;
      if (gate !== null && !gate.isPassed) throw new CliError(gate.failures.join('\n'));
    });
}

async function draftOf({ config, version }: SimulateOptions, context: CliContext) {
  if ((config === undefined) === (version === undefined)) {
    throw new CliError('Give the draft with --config <file>, or an earlier version with --version <number>.');
  }
  if (version !== undefined) return { config_version: numberOf('--version', version) };
  const file = config ?? '-';
  return { config: file === '-' ? await context.readStdin() : readTextFile(context.env, file, 'The draft') };
}

function gateOf({ maxCostIncrease, minQuality }: SimulateOptions): { gate?: SimulationGate } {
  if (maxCostIncrease === undefined && minQuality === undefined) return {};
  return {
    gate: {
      ...(maxCostIncrease === undefined
        ? {}
        : { max_cost_increase_pct: numberOf('--max-cost-increase', maxCostIncrease) }),
      ...(minQuality === undefined ? {} : { min_expected_quality: numberOf('--min-quality', minQuality) }),
    },
  };
}

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new CliError(`${option} must be a number, not "${text}".`);
  return value;
}

function printSimulation(output: Output, simulation: Simulation): void {
  const { cost, quality, lostCaches, budget } = simulation;
  output.line(`${simulation.from} to ${simulation.to}, against version ${simulation.configVersion}`);
  output.line(
    `requests  ${count(simulation.requestsInWindow)}, sampled ${count(simulation.sampled)}, decided again ${count(simulation.replayed)}, another model for ${count(simulation.changed)}`,
  );
  output.line(`now       ${money(cost.nowUsd)} (${money(cost.now.low)} to ${money(cost.now.high)})`);
  output.line(`draft     ${money(cost.draftUsd)} (${money(cost.draft.low)} to ${money(cost.draft.high)})`);
  output.line(`change    ${change(simulation)}`);
  output.line(`quality   ${percent(quality.now)} now, ${percent(quality.draft)} with the draft`);
  if (simulation.unpriced > 0) output.line(`unpriced  ${count(simulation.unpriced)} requests stand in no amount`);
  if (lostCaches.requests > 0) {
    output.line(
      `caches    ${count(lostCaches.sessions)} conversations would lose a warm prompt cache, ${money(lostCaches.usd)} in the sample`,
    );
  }
  if (budget !== null) {
    const state = budget.isExceeded ? 'OVER the budget of' : 'within the budget of';
    output.line(`month     ${money(budget.projectedUsd)} at this rate, ${state} ${money(budget.limitUsd)}`);
  }
  printCounts(output, 'Would be refused', simulation.refused);
  printCounts(output, 'A model of the route lacks', simulation.capabilityViolations);
  printCounts(output, 'Not decided again', simulation.notReplayed);
  const moves = simulation.modelMoves.filter(({ from, to }) => from !== to);
  if (moves.length > 0) {
    output.line('\nModel moves');
    printTable(
      output,
      ['now', 'draft', 'requests'],
      moves.map(({ from, to, requests }) => [from, to, count(requests)]),
    );
    output.line('\nMost changed');
    printTable(
      output,
      ['request', 'now', 'draft', 'cost'],
      simulation.mostChanged
        .slice(0, LISTED)
        .map(({ id, from, to, costDeltaUsd }) => [id, from, to ?? 'refused', money(costDeltaUsd)]),
    );
  }
  for (const note of simulation.notes) output.line(`\n${plain(note)}`);
}

function change({ cost: { changePct, changePctInterval } }: Simulation): string {
  if (changePct === null) return '-';
  const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(1)} %`;
  const range = changePctInterval;
  return range === null ? signed(changePct) : `${signed(changePct)} (${signed(range.low)} to ${signed(range.high)})`;
}

function printCounts(output: Output, title: string, counts: Readonly<Record<string, number>>): void {
  const entries = Object.entries(counts);
  if (entries.length === 0) return;
  output.line(`\n${title}`);
  printTable(
    output,
    ['why', 'requests'],
    entries.map(([name, requests]) => [name, count(requests)]),
  );
}
