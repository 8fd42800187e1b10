import { feedbackSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { ask } from '../client.ts';
import { printJson } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

interface FeedbackOptions {
  readonly score?: string;
  readonly good?: boolean;
  readonly bad?: boolean;
  readonly bigger?: boolean;
  readonly smaller?: boolean;
  readonly comment?: string;
}

/** `lco feedback <request id>`: what an answer was worth. */
export function addFeedback(program: Command, context: CliContext): void {
  program
    .command('feedback')
    .description('Say what an answer was worth; routing learns from it')
    .argument('<request-id>', 'the x-request-id of an answer')
    .option('--good', 'the answer was good')
    .option('--bad', 'the answer would not do')
    .option('--score <share>', '0 (would not do) to 1 (good)')
    .option('--bigger', 'a stronger model was needed')
    .option('--smaller', 'a cheaper model would have done')
    .option('--comment <text>', 'for people')
    .action(async (id: string, options: FeedbackOptions, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const kept = await ask(connection, `/api/v1/requests/${encodeURIComponent(id)}/feedback`, feedbackSchema, {
        method: 'PUT',
        body: {
          score: scoreOf(options),
          shouldHaveUsed: options.bigger === true ? 'bigger' : options.smaller === true ? 'smaller' : null,
          comment: options.comment ?? null,
        },
      });
      if (isJson) printJson(context.output, kept);
      else context.output.line(kept.teaches ? 'Kept; routing learns from it.' : 'Kept.');
    });
}

function scoreOf({ score, good, bad }: FeedbackOptions): number | null {
  const given = [score !== undefined, good === true, bad === true].filter(Boolean);
  if (given.length > 1) throw new CliError('Give one of --good, --bad and --score.');
  if (good === true) return 1;
  if (bad === true) return 0;
  if (score === undefined) return null;
  const value = Number(score);
  if (score.trim() === '' || !(value >= 0 && value <= 1))
    throw new CliError(`--score must lie between 0 and 1, not "${score}".`);
  return value;
}
