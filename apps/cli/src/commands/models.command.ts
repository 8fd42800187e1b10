import { modelListSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { ask } from '../client.ts';
import { printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

/** `lco models`: what routes may name, with prices. */
export function addModels(program: Command, context: CliContext): void {
  program
    .command('models')
    .description('Models that routes may name, with their list prices')
    .option('--all', 'also models whose provider is not configured, and retired ones')
    .action(async (options: { all?: boolean }, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const { models } = await ask(connection, '/api/v1/models', modelListSchema);
      const shown =
        options.all === true ? models : models.filter((model) => model.isAvailable && model.status !== 'retired');
      if (isJson) return printJson(context.output, shown);
      printTable(
        context.output,
        ['model', 'status', 'retires', 'context', '$/M in', '$/M out', 'simulated'],
        shown.map((model) => [
          model.id,
          model.isAvailable ? model.status : `${model.status}, no key`,
          model.retiresOn ?? '-',
          model.contextTokens === null ? '-' : String(model.contextTokens),
          model.inputUsdPerMillion ?? '-',
          model.outputUsdPerMillion ?? '-',
          model.isSimulated ? 'yes' : 'no',
        ]),
      );
    });
}
