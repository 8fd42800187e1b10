import { createdKeySchema, keySchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { ask } from '../client.ts';
import { printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

/** `lco keys`: virtual keys that applications send instead of a provider's key. */
export function addKeys(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('Virtual keys of applications');
  keys
    .command('create')
    .description('Make a key; its secret is shown this once')
    .argument('<name>', 'what it is for')
    .option('--project <project>', 'project that its spend belongs to')
    .option('--expires <time>', 'UTC time at which it stops working, e.g. 2027-01-31T00:00:00Z')
    .action(async (name: string, options: { project?: string; expires?: string }, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const created = await ask(connection, '/api/v1/keys', createdKeySchema, {
        method: 'POST',
        body: {
          name,
          ...(options.project === undefined ? {} : { project: options.project }),
          ...(options.expires === undefined ? {} : { expiresAt: isoTime(options.expires) }),
        },
      });
      if (isJson) return printJson(context.output, created);
      context.output.line(created.secret);
      context.output.line(
        `Key ${created.id} (${created.name}). The secret above is not stored and is not shown again.`,
      );
    });
  keys
    .command('list')
    .description('All keys, without their secrets')
    .action(async (_options, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const list = await ask(connection, '/api/v1/keys', z.object({ keys: z.array(keySchema) }));
      if (isJson) return printJson(context.output, list.keys);
      printTable(
        context.output,
        ['id', 'name', 'prefix', 'project', 'state', 'last used', 'expires'],
        list.keys.map((key) => [
          key.id,
          key.name,
          key.prefix,
          key.project ?? '-',
          key.revokedAt === null ? 'active' : 'revoked',
          key.lastUsedAt ?? 'never',
          key.expiresAt ?? 'never',
        ]),
      );
    });
  keys
    .command('revoke')
    .description('Stop a key from working, at once')
    .argument('<id>', 'id as `lco keys list` shows it')
    .action(async (id: string, _options, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      await ask(connection, `/api/v1/keys/${encodeURIComponent(id)}`, z.unknown(), { method: 'DELETE' });
      if (isJson) return printJson(context.output, { id, revoked: true });
      context.output.line(`Key ${id} is revoked.`);
    });
}

function isoTime(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new CliError(`--expires must be a time such as 2027-01-31T00:00:00Z, not "${text}".`);
  return time.toISOString();
}
