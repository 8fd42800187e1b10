import { type BudgetView, budgetListSchema, budgetViewSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { ask } from '../client.ts';
import { money, percent, printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

interface CreateOptions {
  readonly limit: string;
  readonly scope: string;
  readonly subject?: string;
  readonly period: string;
  readonly levels?: string;
}

/** `lco budgets`: limits on spend, and what happens on the way to them. */
export function addBudgets(program: Command, context: CliContext): void {
  const budgets = program
    .command('budgets')
    .description('Limits on spend of an organization, project, key, user, tag or model');
  addList(budgets, context);
  addCreate(budgets, context);
  addRaise(budgets, context);
  addTopUp(budgets, context);
  addEnd(budgets, context);
}

function addList(budgets: Command, context: CliContext): void {
  budgets
    .command('list')
    .description('Budgets in force, what is used and where they are heading')
    .action(async (_options, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const list = await ask(connection, '/api/v1/budgets', budgetListSchema);
      if (isJson) return printJson(context.output, list.budgets);
      printTable(
        context.output,
        ['id', 'name', 'counts', 'period', 'limit', 'spent', 'held', 'used', 'requests', 'now', 'spent up at'],
        list.budgets.map(rowOf),
      );
    });
}

function rowOf(budget: BudgetView): string[] {
  const counted = budget.subjectName === null ? budget.scope : `${budget.scope} ${budget.subjectName}`;
  return [
    budget.id,
    budget.name,
    counted,
    budget.period === 'none' ? 'prepaid' : budget.period,
    money(budget.effectiveLimitUsd),
    money(budget.spentUsd),
    money(budget.heldUsd),
    percent(budget.usedShare),
    String(budget.requests),
    budget.action ?? '-',
    budget.exhaustedAt ?? '-',
  ];
}

function addCreate(budgets: Command, context: CliContext): void {
  budgets
    .command('create')
    .description('Make a budget; the spend of its period so far counts')
    .argument('<name>', 'what it is for')
    .requiredOption('--limit <usd>', 'limit of a period in USD, e.g. 250')
    .option('--scope <scope>', 'organization, project, key, user, tag or model', 'organization')
    .option('--subject <name>', 'which project, key, user, tag or model')
    .option('--period <period>', 'day, week, month, or none (prepaid)', 'month')
    .option('--levels <list>', 'share:action pairs, e.g. 0.8:cost_mode,0.95:cheapest; empty = refuse at the limit only')
    .action(async (name: string, options: CreateOptions, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const made = await ask(connection, '/api/v1/budgets', budgetViewSchema, {
        method: 'POST',
        body: {
          name,
          scope: options.scope,
          period: options.period,
          limitUsd: options.limit,
          ...(options.subject === undefined ? {} : { subject: options.subject }),
          ...(options.levels === undefined ? {} : { levels: readLevels(options.levels) }),
        },
      });
      if (isJson) return printJson(context.output, made);
      context.output.line(
        `Budget ${made.id} (${made.name}): ${money(made.spentUsd)} of ${money(made.effectiveLimitUsd)} spent.`,
      );
    });
}

function addRaise(budgets: Command, context: CliContext): void {
  budgets
    .command('raise')
    .description('Raise a limit for a while')
    .argument('<id>', 'id as `lco budgets list` shows it')
    .requiredOption('--by <usd>', 'amount on top of the limit, in USD')
    .requiredOption('--until <time>', 'UTC time at which it ends, e.g. 2027-01-31T00:00:00Z')
    .action(async (id: string, options: { by: string; until: string }, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const until = new Date(options.until);
      if (Number.isNaN(until.getTime())) {
        throw new CliError(`--until must be a time such as 2027-01-31T00:00:00Z, not "${options.until}".`);
      }
      const changed = await ask(connection, pathOf(id), budgetViewSchema, {
        method: 'PATCH',
        body: { raise: { usd: options.by, until: until.toISOString() } },
      });
      if (isJson) return printJson(context.output, changed);
      context.output.line(`Budget ${changed.name}: ${money(changed.effectiveLimitUsd)} until ${changed.raiseUntil}.`);
    });
}

function addTopUp(budgets: Command, context: CliContext): void {
  budgets
    .command('top-up')
    .description('Pay in on a prepaid budget')
    .argument('<id>', 'id as `lco budgets list` shows it')
    .argument('<usd>', 'amount in USD')
    .option('--payment <uuid>', 'id of the payment; the same again adds nothing')
    .option('--note <text>', 'kept with the payment')
    .action(async (id: string, usd: string, options: { payment?: string; note?: string }, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const paid = await ask(connection, `${pathOf(id)}/top-ups`, budgetViewSchema, {
        method: 'POST',
        body: {
          amountUsd: usd,
          ...(options.payment === undefined ? {} : { paymentId: options.payment }),
          ...(options.note === undefined ? {} : { note: options.note }),
        },
      });
      if (isJson) return printJson(context.output, paid);
      context.output.line(
        `Budget ${paid.name}: ${money(paid.effectiveLimitUsd)} in all, ${money(paid.spentUsd)} spent.`,
      );
    });
}

function addEnd(budgets: Command, context: CliContext): void {
  budgets
    .command('end')
    .description('End a budget; its record is kept')
    .argument('<id>', 'id as `lco budgets list` shows it')
    .action(async (id: string, _options, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      await ask(connection, pathOf(id), z.unknown(), { method: 'DELETE' });
      if (isJson) return printJson(context.output, { id, ended: true });
      context.output.line(`Budget ${id} has ended.`);
    });
}

function pathOf(id: string): string {
  return `/api/v1/budgets/${encodeURIComponent(id)}`;
}

/** `0.8:cost_mode,0.95:cheapest`; the gateway checks actions and order. */
function readLevels(text: string): { at: number; action: string }[] {
  if (text.trim() === '') return [];
  return text.split(',').map((pair) => {
    const [share = '', action = ''] = pair.split(':').map((part) => part.trim());
    const at = Number(share);
    if (share === '' || Number.isNaN(at) || action === '') {
      throw new CliError(`--levels must be like 0.8:cost_mode,0.95:cheapest, not "${text}".`);
    }
    return { at, action };
  });
}
