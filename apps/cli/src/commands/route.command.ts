import { type RouteDecision, routeDecisionSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { ask } from '../client.ts';
import { milliseconds, money, type Output, percent, plain, printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

interface RouteOptions {
  readonly model: string;
  readonly mode?: string;
  readonly dial?: string;
  readonly target?: string;
  readonly header?: readonly string[];
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
    .option('--dial <0-10>', '0 = the cheapest model, 10 = the best')
    .option('--target <share>', 'share of what the strongest model would get that is to be kept, e.g. 0.95')
    .option('--header <name: value>', 'a request header, for rules that look at them; may be repeated', collect, [])
    .option('--explain', 'all reasons, candidates and what was left out')
    .action(async (prompt: string | undefined, options: RouteOptions, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const text = prompt === undefined || prompt === '-' ? await context.readStdin() : prompt;
      if (text.trim() === '') throw new CliError('The prompt is empty. Pass it as an argument or on standard input.');
      const decision = await ask(connection, '/v1/route', routeDecisionSchema, {
        method: 'POST',
        headers: headersOf(options),
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

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** Dial and target go as headers: those are checked and explained by the gateway. */
function headersOf({ dial, target, header = [] }: RouteOptions): Record<string, string> {
  const own = header.map((text) => {
    const [name = '', ...value] = text.split(':');
    if (name.trim() === '' || value.length === 0) throw new CliError(`--header must be "name: value", not "${text}".`);
    return [name.trim().toLowerCase(), value.join(':').trim()] as const;
  });
  return {
    ...Object.fromEntries(own),
    ...(dial === undefined ? {} : { 'x-lco-dial': dial }),
    ...(target === undefined ? {} : { 'x-lco-quality-target': target }),
  };
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
  if (decision.expected_quality != null) {
    output.line(`quality ${percent(decision.expected_quality)} of what the strongest model of the routes would get`);
  }
  if (decision.abstained === true) output.line('        the scorer knows too little of such prompts: safe tier');
  if (decision.rule != null) output.line(`rule    ${plain(decision.rule)}`);
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
    ['model', 'expected', 'good', 'time', 'reason'],
    decision.candidates.map((one) => [
      one.id,
      money(one.estimated_cost_usd),
      percent(one.p_good ?? null),
      milliseconds(one.latency_ms ?? null),
      one.reason,
    ]),
  );
  printRules(output, decision.rules ?? []);
  if (decision.dropped.length === 0) return;
  output.line('\nLeft out');
  printTable(
    output,
    ['model', 'cause', 'detail'],
    decision.dropped.map((one) => [one.id, one.cause, one.detail]),
  );
}

function printRules(output: Output, rules: NonNullable<RouteDecision['rules']>): void {
  if (rules.length === 0) return;
  output.line('\nRules in order');
  printTable(
    output,
    ['rule', 'verdict', 'failed at'],
    rules.map(({ name, verdict, failed }) => [name, verdict, failed ?? '-']),
  );
}

function signed(points: number): string {
  return points >= 0 ? `+${points.toFixed(1)}` : points.toFixed(1);
}
