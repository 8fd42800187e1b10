import { type ReconciliationReport, reconciliationSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { ask } from '../client.ts';
import { count, money, type Output, percent, plain, printJson, printTable } from '../output.ts';
import { readTextFile } from '../text-file.ts';
import { type CliContext, connectionOf } from './command.ts';

interface ReconcileOptions {
  readonly provider?: string;
  readonly simulated?: boolean;
  readonly minCoverage?: string;
}

/** `lco reconcile`: a provider's export against the ledger; exit code 1 below the wanted coverage, or when the ledger does not add up. */
export function addReconcile(program: Command, context: CliContext): void {
  program
    .command('reconcile')
    .description("Compare a provider's usage or cost export (JSON or CSV) with the ledger")
    .argument('<file>', 'the export; - = standard input')
    .option('--provider <id>', 'whose export it is; default: as it shows')
    .option('--simulated', 'compare with calls to the simulated providers')
    .option('--min-coverage <percent>', 'exit with 1 when the ledger covers less of it')
    .action(async (file: string, options: ReconcileOptions, command: Command) => {
      const least = options.minCoverage === undefined ? null : percentOf(options.minCoverage);
      const text = file === '-' ? await context.readStdin() : await readTextFile(context.env, file, 'The export');
      const { connection, isJson } = connectionOf(command, context);
      const report = await ask(connection, '/api/v1/reconcile', reconciliationSchema, {
        method: 'POST',
        body: {
          export: text,
          ...(options.provider === undefined ? {} : { provider: options.provider }),
          ...(options.simulated === true ? { simulated: true } : {}),
        },
      });
      if (isJson) printJson(context.output, report);
      else print(context.output, report);
      judge(report, least);
    });
}

function print(output: Output, report: ReconciliationReport): void {
  output.line(`${plain(report.provider)} ${report.kind}, ${report.period.from} to ${report.period.to} (UTC)`);
  const coverage = report.token_coverage ?? report.usd_coverage;
  output.line(`The ledger covers ${percent(coverage)} of it.`);
  if (report.invoice_usd !== null)
    output.line(`Billed ${money(report.invoice_usd)}, booked ${money(report.ledger_usd)}.`);
  output.line(
    `The ledger's own sums (rows, minutes, hours, days) ${report.ledger_adds_up ? 'are the same' : 'DIFFER'}.`,
  );
  if (report.kind === 'usage') {
    printTable(
      output,
      ['tokens', 'provider', 'ledger', 'difference'],
      report.classes.map((one) => [one.class, count(one.invoice), count(one.ledger), count(one.ledger - one.invoice)]),
    );
  }
  const differing = report.lines.filter(({ cause }) => cause !== null);
  if (differing.length === 0) {
    output.line('No day or model differs.');
    return;
  }
  output.line('\nWhat differs');
  printTable(
    output,
    ['day', 'model', 'likely cause', 'detail'],
    differing.map((line) => [line.day, line.model ?? '(all)', line.cause ?? '-', line.detail ?? '-']),
  );
}

function judge(report: ReconciliationReport, least: number | null): void {
  if (!report.ledger_adds_up) throw new CliError("The ledger's own sums differ: this is a defect, please report it.");
  const coverage = report.token_coverage ?? report.usd_coverage;
  if (least !== null && (coverage === null || coverage < least)) {
    throw new CliError(`The ledger covers ${percent(coverage)}, less than the wanted ${percent(least)}.`);
  }
}

function percentOf(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (text.trim() === '' || !(value >= 0 && value <= 100)) {
    throw new CliError(`--min-coverage must be a percentage from 0 to 100, not "${text}".`);
  }
  return value / 100;
}
