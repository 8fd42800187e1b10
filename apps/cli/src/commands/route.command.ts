import { type RouteDecision, routeDecisionSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { ask } from '../client.ts';
import { money, type Output, plain, printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

interface RouteOptions {
  readonly model: string;
  readonly mode?: string;
  readonly explain?: boolean;
}

/** `lco route "prompt"`: which model would answer, and why; no provider is called. */
export function addRoute(program: Command, context: CliContext): void {
  program
    .command('route')
    .description('Which model would answer a prompt, without calling a provider')
    .argument('[prompt]', 'the prompt; - or nothing = standard input')
    .option('--model <name>', 'model as a client would write it', 'auto')
    .option('--mode <mode>', 'cost, balanced, speed or quality')
    .option('--explain', 'all reasons, candidates and what was left out')
    .action(async (prompt: string | undefined, options: RouteOptions, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const text = prompt === undefined || prompt === '-' ? await context.readStdin() : prompt;
      if (text.trim() === '') throw new CliError('The prompt is empty. Pass it as an argument or on standard input.');
      const decision = await ask(connection, '/v1/route', routeDecisionSchema, {
        method: 'POST',
        body: {
          model: options.model,
          messages: [{ role: 'user', content: text }],
          ...(options.mode === undefined ? {} : { preference: options.mode }),
        },
      });
      if (isJson) return printJson(context.output, decision);
      printDecision(context.output, decision, options.explain === true);
    });
}

function printDecision(output: Output, decision: RouteDecision, isFull: boolean): void {
  const [first] = decision.candidates;
  output.line(
    `model   ${first === undefined ? `none: ${decision.error?.message ?? 'nobody can serve it'}` : plain(first.id)}`,
  );
  output.line(`score   ${decision.score ?? '-'} (${decision.tier ?? 'not scored'}), mode ${decision.mode}`);
  output.line(`reason  ${plain(decision.route_reason)}${first === undefined ? '' : `: ${plain(first.reason)}`}`);
  output.line(
    `cost    ${money(first?.estimated_cost_usd ?? null)} expected, baseline ${decision.baseline ?? 'unknown'}`,
  );
  if (first?.simulated === true)
    output.line('        SIMULATED provider: the price is the list price, the answer an example.');
  if (!isFull) return;
  output.line('\nWhat made the score');
  printTable(
    output,
    ['points', 'signal', 'detail'],
    decision.reasons.map((reason) => [signed(reason.weight), reason.signal, reason.detail]),
  );
  output.line('\nCandidates in order');
  printTable(
    output,
    ['model', 'expected', 'reason'],
    decision.candidates.map((one) => [one.id, money(one.estimated_cost_usd), one.reason]),
  );
  if (decision.dropped.length === 0) return;
  output.line('\nLeft out');
  printTable(
    output,
    ['model', 'cause', 'detail'],
    decision.dropped.map((one) => [one.id, one.cause, one.detail]),
  );
}

function signed(points: number): string {
  return points >= 0 ? `+${points.toFixed(1)}` : points.toFixed(1);
}
