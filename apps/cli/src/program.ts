import { Command } from 'commander';
import { addBudgets } from './commands/budgets.command.ts';
import type { CliContext } from './commands/command.ts';
import { addConfig } from './commands/config.command.ts';
import { addCost } from './commands/cost.command.ts';
import { addDoctor } from './commands/doctor.command.ts';
import { addExplain } from './commands/explain.command.ts';
import { addFeedback } from './commands/feedback.command.ts';
import { addKeys } from './commands/keys.command.ts';
import { addModels } from './commands/models.command.ts';
import { addPrices } from './commands/prices.command.ts';
import { addReconcile } from './commands/reconcile.command.ts';
import { addReport } from './commands/report.command.ts';
import { addRoute } from './commands/route.command.ts';
import { addRouting } from './commands/routing.command.ts';
import { addScore } from './commands/score.command.ts';
import { addSimulate } from './commands/simulate.command.ts';
import { addStatus } from './commands/status.command.ts';

/** The whole command line. Commands throw CliError for what the person at the terminal can mend. */
export function createProgram(context: CliContext): Command {
  const program = new Command('lco')
    .description('LLM Cost Optimizer from the command line')
    .option('--url <address>', 'address of the gateway (LCO_URL, default from the data folder)')
    .option('--token <token>', 'admin token (LCO_ADMIN_TOKEN, default from the data folder)')
    .option('--json', 'print JSON for scripts')
    .showHelpAfterError('(lco --help lists what there is)');
  addStatus(program, context);
  addReport(program, context);
  addExplain(program, context);
  addCost(program, context);
  addPrices(program, context);
  addReconcile(program, context);
  addRoute(program, context);
  addScore(program, context);
  addFeedback(program, context);
  addRouting(program, context);
  addSimulate(program, context);
  addModels(program, context);
  addConfig(program, context);
  addKeys(program, context);
  addBudgets(program, context);
  addDoctor(program, context);
  return program;
}
