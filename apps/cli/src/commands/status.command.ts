import { type Status, statusSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { ask } from '../client.ts';
import { type Output, printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

/** `lco status`: what runs, with which providers, and whether the ledger keeps up. */
export function addStatus(program: Command, context: CliContext): void {
  program
    .command('status')
    .description('What runs: version, mode, providers, configuration, ledger')
    .action(async (_options, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const status = await ask(connection, '/api/v1/status', statusSchema);
      if (isJson) printJson(context.output, status);
      else printStatus(context.output, status);
    });
}

function printStatus(output: Output, status: Status): void {
  output.line(`version        ${status.version} (${status.mode}, instance ${status.instanceId})`);
  output.line(`keys           ${status.isLocal ? 'any key is accepted (local mode)' : 'virtual keys are required'}`);
  output.line(`configuration  version ${status.configVersion}, price catalogue ${status.catalogueVersion}`);
  const { pendingRows, refusedRows } = status.ledger;
  const refused = refusedRows !== undefined && refusedRows !== null && refusedRows > 0;
  output.line(
    `ledger         ${pendingRows} rows not yet in the database${refused ? `, ${refusedRows} refused by it (table ledger.refused_entry)` : ''}`,
  );
  if (status.simulated !== 'none') {
    const which = status.simulated === 'all' ? 'All providers are' : 'Some providers are';
    output.line(`SIMULATED      ${which} simulated: answers and prices are examples.`);
  }
  output.line('');
  printTable(
    output,
    ['provider', 'state', 'models', 'simulated'],
    status.providers.map(({ id, state, models, isSimulated }) => [
      id,
      state,
      String(models),
      isSimulated ? 'yes' : 'no',
    ]),
  );
}
