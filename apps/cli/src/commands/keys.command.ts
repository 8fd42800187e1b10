import { createdKeySchema, keySchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { ask } from '../client.ts';
import { printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

interface CreateOptions {
  readonly project?: string;
  readonly expires?: string;
  readonly models?: string;
  readonly scopes?: string;
  readonly requestsPerMinute?: string;
  readonly tokensPerMinute?: string;
}

/** `lco keys`: virtual keys that applications send instead of a provider's key. */
export function addKeys(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('Virtual keys of applications');
  keys
    .command('create')
    .description('Make a key; its secret is shown this once')
    .argument('<name>', 'what it is for')
    .option('--project <project>', 'project that its spend belongs to')
    .option('--expires <time>', 'UTC time at which it stops working, e.g. 2027-01-31T00:00:00Z')
    .option('--models <patterns>', 'models it may use, e.g. openai/*,gpt-6-luna; default any')
    .option('--scopes <list>', 'inference,usage (default both)')
    .option('--requests-per-minute <n>', 'own limit of requests a minute')
    .option('--tokens-per-minute <n>', 'own limit of tokens a minute')
    .action(async (name: string, options: CreateOptions, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const created = await ask(connection, '/api/v1/keys', createdKeySchema, {
        method: 'POST',
        body: {
          name,
          ...(options.project === undefined ? {} : { project: options.project }),
          ...(options.expires === undefined ? {} : { expiresAt: isoTime(options.expires) }),
          ...rightsOf(options),
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
        ['id', 'name', 'prefix', 'project', 'state', 'models', 'req/min', 'tok/min', 'last used', 'expires'],
        list.keys.map((key) => [
          key.id,
          key.name,
          key.prefix,
          key.project ?? '-',
          key.revokedAt === null ? 'active' : 'revoked',
          key.allowedModels.length === 0 ? 'any' : key.allowedModels.join(' '),
          key.requestsPerMinute === null ? '-' : String(key.requestsPerMinute),
          key.tokensPerMinute === null ? '-' : String(key.tokensPerMinute),
          key.lastUsedAt ?? 'never',
          key.expiresAt ?? 'never',
        ]),
      );
    });
  keys
    .command('rotate')
    .description('A new secret for a key; the old one goes on for the overlap')
    .argument('<id>', 'id as `lco keys list` shows it')
    .option('--overlap <hours>', 'how long the old secret goes on; 0 = not at all', '24')
    .action(async (id: string, options: { overlap: string }, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const rotated = await ask(connection, `/api/v1/keys/${encodeURIComponent(id)}/rotate`, createdKeySchema, {
        method: 'POST',
        body: { overlapHours: numberOf(options.overlap, '--overlap') },
      });
      if (isJson) return printJson(context.output, rotated);
      context.output.line(rotated.secret);
      context.output.line(
        `Key ${rotated.id} (${rotated.name}) takes the place of ${id}. The secret above is not stored and is not shown again.`,
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

function rightsOf(options: CreateOptions) {
  const { models, scopes, requestsPerMinute, tokensPerMinute } = options;
  return {
    ...(models === undefined ? {} : { allowedModels: listOf(models) }),
    ...(scopes === undefined ? {} : { scopes: listOf(scopes) }),
    ...(requestsPerMinute === undefined
      ? {}
      : { requestsPerMinute: numberOf(requestsPerMinute, '--requests-per-minute') }),
    ...(tokensPerMinute === undefined ? {} : { tokensPerMinute: numberOf(tokensPerMinute, '--tokens-per-minute') }),
  };
}

function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function numberOf(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new CliError(`${option} must be a number, not "${text}".`);
  return value;
}

function isoTime(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new CliError(`--expires must be a time such as 2027-01-31T00:00:00Z, not "${text}".`);
  return time.toISOString();
}
