import { type BeliefsView, beliefsViewSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { ask } from '../client.ts';
import { type Output, percent, printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

/** `lco routing`: what the router has learned. */
export function addRouting(program: Command, context: CliContext): void {
  const routing = program.command('routing').description('What feedback has taught the router');
  routing
    .command('beliefs')
    .description('Per model: the shipped chance of a good answer, what was learned, and what decisions take')
    .option('--reset', 'forget everything that was learned')
    .action(async (options: { reset?: boolean }, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const view =
        options.reset === true
          ? await ask(connection, '/api/v1/routing/beliefs/reset', beliefsViewSchema, { method: 'POST' })
          : await ask(connection, '/api/v1/routing/beliefs', beliefsViewSchema);
      if (isJson) printJson(context.output, view);
      else printBeliefs(context.output, view);
    });
}

function printBeliefs(output: Output, { version, isLearning, leastLabels, models }: BeliefsView): void {
  output.line(`beliefs   version ${version}, learning is ${isLearning ? 'on' : 'off'}`);
  if (models.length === 0) {
    output.line(`Nothing was learned yet: POST /v1/feedback, at least ${leastLabels} times for a model.`);
    return;
  }
  printTable(
    output,
    ['model', 'labels', 'good', '95 % interval', 'shipped', 'learned', 'used', 'state'],
    models.map((one) => [
      one.model,
      one.labels.toFixed(1),
      percent(one.goodShare),
      `${percent(one.interval[0])} - ${percent(one.interval[1])}`,
      percent(one.shippedGood),
      percent(one.learnedGood),
      percent(one.usedGood),
      one.state,
    ]),
  );
}
