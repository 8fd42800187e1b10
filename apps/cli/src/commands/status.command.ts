import { type Status, statusSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { ask } from '../client.ts';
import { type Output, plain, printJson, printTable } from '../output.ts';
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
  printTroubles(output, status);
}

/** Alerts, keys that rest, and addresses that do not answer; nothing when there are none. */
function printTroubles(output: Output, { alerts = [], providers }: Status): void {
  const lines = [
    ...alerts.map(({ kind, provider, key, address, model, calls }) => [
      `ALERT ${kind.replaceAll('_', ' ')}: ${provider}`,
      key ?? address,
      model,
      `${calls} calls`,
    ]),
    ...providers.flatMap(({ id, keys = [] }) =>
      keys.flatMap(({ name, rests }) =>
        rests.map(({ model, cause, seconds }) => [`key ${id}#${name} rests`, model, cause, `${Math.ceil(seconds)} s`]),
      ),
    ),
    ...providers.flatMap(({ id, addresses = [] }) =>
      addresses.flatMap(({ name, broken }) =>
        broken.map(({ model, state, seconds }) => [
          `address ${id}@${name} ${state}`,
          model,
          seconds === null ? null : `${Math.ceil(seconds)} s`,
        ]),
      ),
    ),
  ];
  if (lines.length > 0) output.line('');
  for (const parts of lines)
    output.line(
      parts
        .filter((part) => part !== null)
        .map(plain)
        .join(', '),
    );
}
