import { writeFile } from 'node:fs/promises';
import { parseConfig } from '@llm-cost-optimizer/config';
import {
  type ConfigProblem,
  configDocumentSchema,
  configVersionListSchema,
  configVersionSchema,
  validationResultSchema,
} from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { ask } from '../client.ts';
import { type Output, plain, printJson, printTable } from '../output.ts';
import { pathFrom, readTextFile } from '../text-file.ts';
import { type CliContext, connectionOf } from './command.ts';

/** `lco config`: the configuration in force and its versions. */
export function addConfig(program: Command, context: CliContext): void {
  const config = program.command('config').description('The configuration: check, publish, versions, roll back');
  addCheck(config, context);
  addPrint(config, context);
  addPublish(config, context);
  addVersions(config, context);
}

function addCheck(config: Command, context: CliContext): void {
  config
    .command('validate')
    .alias('check')
    .description('What is wrong with a file; nothing is published')
    .argument('<file>', 'YAML file; - = standard input')
    .option('--offline', 'check the form only, without asking a gateway about models and keys')
    .action(async (file: string, options: { offline?: boolean }, command: Command) => {
      const yaml = await readYaml(file, context);
      const { connection, isJson } = connectionOf(command, context);
      const problems: readonly ConfigProblem[] =
        options.offline === true
          ? parseConfig(yaml).problems
          : (
              await ask(connection, '/api/v1/config/validate', validationResultSchema, {
                method: 'POST',
                body: { yaml },
              })
            ).problems;
      if (isJson) printJson(context.output, problems);
      else printProblems(context.output, file, problems);
      if (problems.some((problem) => problem.severity === 'error')) throw new CliError(`${file} cannot be published.`);
    });
}

function addPrint(config: Command, context: CliContext): void {
  config
    .command('print')
    .description('The YAML in force (secrets stay references)')
    .option('--out <file>', 'write it to a file')
    .action(async (options: { out?: string }, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const document = await ask(connection, '/api/v1/config', configDocumentSchema);
      if (isJson) return printJson(context.output, document);
      if (options.out === undefined) return context.output.line(document.yaml.trimEnd());
      await writeFile(pathFrom(context.env, options.out), document.yaml);
      context.output.line(`Version ${document.active.version} written to ${options.out}.`);
    });
}

function addPublish(config: Command, context: CliContext): void {
  config
    .command('apply')
    .description('Validate and publish a file')
    .argument('<file>', 'YAML file; - = standard input')
    .option('--message <text>', 'why, for the history')
    .action(async (file: string, options: { message?: string }, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const yaml = await readYaml(file, context);
      const version = await ask(connection, '/api/v1/config', configVersionSchema, {
        method: 'PUT',
        body: { yaml, ...(options.message === undefined ? {} : { message: options.message }) },
      });
      if (isJson) return printJson(context.output, version);
      context.output.line(`Version ${version.version} is in force.`);
    });
  config
    .command('rollback')
    .description('Publish an earlier version again')
    .argument('<version>', 'number as `lco config versions` shows it')
    .action(async (text: string, _options, command: Command) => {
      const wanted = Number(text);
      if (!Number.isInteger(wanted) || wanted < 0)
        throw new CliError(`<version> must be a whole number, not "${text}".`);
      const { connection, isJson } = connectionOf(command, context);
      const version = await ask(connection, '/api/v1/config/rollback', configVersionSchema, {
        method: 'POST',
        body: { version: wanted },
      });
      if (isJson) return printJson(context.output, version);
      context.output.line(`Version ${version.version} is in force, with the text of version ${wanted}.`);
    });
}

function addVersions(config: Command, context: CliContext): void {
  config
    .command('versions')
    .description('All versions, newest first')
    .action(async (_options, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const { versions } = await ask(connection, '/api/v1/config/versions', configVersionListSchema);
      if (isJson) return printJson(context.output, versions);
      printTable(
        context.output,
        ['version', 'in force', 'source', 'by', 'at', 'message'],
        versions.map((one) => [
          String(one.version),
          one.isActive ? 'yes' : '',
          one.source,
          one.author ?? '-',
          one.createdAt,
          one.message ?? '',
        ]),
      );
    });
}

async function readYaml(file: string, context: CliContext): Promise<string> {
  return file === '-' ? context.readStdin() : readTextFile(context.env, file, 'The file');
}

function printProblems(output: Output, file: string, problems: readonly ConfigProblem[]): void {
  if (problems.length === 0) output.line(`${file} is valid.`);
  for (const { severity, path, message, line, column } of problems) {
    const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
    output.line(`${place} ${severity} ${plain(path)} ${plain(message)}`.replace(/ {2,}/g, ' '));
  }
}
