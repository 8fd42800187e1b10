import { type RequestDetail, requestDetailSchema } from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { ask } from '../client.ts';
import { count, milliseconds, money, type Output, plain, printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

/** `lco explain <request id>`: why this model, what it cost, what was tried. */
export function addExplain(program: Command, context: CliContext): void {
  program
    .command('explain')
    .description('Why a request went where it went, and what it cost')
    .argument('<request-id>', 'the x-request-id of an answer')
    .action(async (id: string, _options, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const detail = await ask(connection, `/api/v1/requests/${encodeURIComponent(id)}`, requestDetailSchema);
      if (isJson) printJson(context.output, detail);
      else printDetail(context.output, detail);
    });
}

function printDetail(output: Output, detail: RequestDetail): void {
  const served = detail.servedModel === null ? 'nobody' : `${detail.servedProvider}/${detail.servedModel}`;
  output.line(`request   ${detail.id} at ${detail.startedAt}: ${detail.outcome} (HTTP ${detail.httpStatus})`);
  output.line(
    `model     ${plain(detail.requestedModel)} -> ${plain(served)}${detail.isSimulated ? ' (SIMULATED)' : ''}`,
  );
  output.line(
    `route     ${plain(detail.routeReason ?? '-')}, score ${detail.complexityScore ?? '-'}, cache ${detail.cache}`,
  );
  output.line(
    `tokens    ${count(detail.promptTokens)} in (${count(detail.cachedTokens)} cached), ${count(detail.completionTokens)} out (${count(detail.reasoningTokens)} reasoning), source ${detail.usageSource}`,
  );
  output.line(
    `cost      ${money(detail.costUsd)}, baseline ${money(detail.baselineUsd)} (${detail.baselineModel ?? 'unknown'}${detail.isBaselineHistoric ? ', historic price' : ''}), saved ${money(detail.savedUsd)}`,
  );
  output.line(
    `time      ${milliseconds(detail.latencyMs)} in all, first token ${milliseconds(detail.ttftMs)}, gateway ${detail.overheadMs.toFixed(2)} ms`,
  );
  const { traceId } = detail.trace;
  if (traceId !== undefined) output.line(`trace     ${plain(traceId)}`);
  output.line('\nWhat made the score');
  printTable(
    output,
    ['points', 'signal', 'detail'],
    detail.trace.reasons.map((one) => [one.weight.toFixed(1), one.signal, one.detail]),
  );
  output.line('\nCandidates in order');
  printTable(
    output,
    ['model', 'expected', 'reason'],
    detail.trace.candidates.map((one) => [one.id, money(one.estimatedCostUsd), one.reason]),
  );
  output.line('\nAttempts');
  printTable(
    output,
    ['#', 'model', 'outcome', 'HTTP', 'time', 'tokens in', 'tokens out', 'cost'],
    detail.attempts.map((one) => [
      String(one.number),
      `${one.provider}/${one.model}`,
      one.outcome,
      one.httpStatus === null ? '-' : String(one.httpStatus),
      milliseconds(one.latencyMs),
      count(one.usage.promptTokens),
      count(one.usage.completionTokens),
      money(one.costUsd),
    ]),
  );
  for (const { attempt, deployment, key } of detail.trace.upstreams ?? []) {
    output.line(`call ${attempt}: address ${plain(deployment)}, key ${plain(key)}`);
  }
  for (const { attempt, promptTokens, completionTokens, sent, isReplaced } of detail.trace.oddUsage ?? []) {
    const end = isReplaced ? 'replaced by an estimate' : 'taken as it is';
    output.line(
      sent === undefined
        ? `call ${attempt}: the provider counted ${count(promptTokens)} in and ${count(completionTokens)} out, ${end}`
        : `call ${attempt}: the provider sent no count but ${plain(sent)}, ${end}`,
    );
  }
}
