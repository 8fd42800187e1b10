import {
  type DecisionReplay,
  decisionReplaySchema,
  type Feedback,
  type RequestDetail,
  requestDetailSchema,
} from '@llm-cost-optimizer/contracts';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { ask } from '../client.ts';
import { count, milliseconds, money, type Output, percent, plain, printJson, printTable } from '../output.ts';
import { type CliContext, connectionOf } from './command.ts';

/**
 * `lco explain <request id>`: why this model, what it cost, what was tried; and the decision made again from its record. Fails when
 * another choice comes out.
 */
export function addExplain(program: Command, context: CliContext): void {
  program
    .command('explain')
    .description('Why a request went where it went, and what it cost')
    .argument('<request-id>', 'the x-request-id of an answer')
    .option('--no-replay', 'do not make the decision again')
    .action(async (id: string, options: { replay: boolean }, command: Command) => {
      const { connection, isJson } = connectionOf(command, context);
      const detail = await ask(connection, `/api/v1/requests/${encodeURIComponent(id)}`, requestDetailSchema);
      const isDecided = options.replay && detail.trace.decision !== undefined;
      const path = `/api/v1/decisions/${encodeURIComponent(detail.id)}/replay`;
      const replay = isDecided ? await ask(connection, path, decisionReplaySchema, { method: 'POST' }) : null;
      if (isJson) printJson(context.output, replay === null ? detail : { ...detail, replay });
      else printDetail(context.output, detail);
      if (replay === null) return;
      if (!isJson) printReplay(context.output, replay);
      if (!replay.isSame) throw new CliError(replay.why ?? 'Made again, the decision came out otherwise.');
    });
}

function printReplay(output: Output, replay: DecisionReplay): void {
  const { isSame, why, configVersion, differences, alternatives = [] } = replay;
  output.line('\nMade again');
  if (isSame) output.line(`the same choice, with configuration ${configVersion}`);
  else if (why !== null) output.line(plain(why));
  else
    printTable(
      output,
      ['what', 'recorded', 'made again'],
      differences.map((one) => [one.field, one.recorded, one.repeated]),
    );
  if (alternatives.length === 0) return;
  output.line('\nWhat each mode would have chosen');
  printTable(
    output,
    ['mode', 'model', 'expected', 'quality'],
    alternatives.map((one) => [
      one.mode,
      one.model ?? 'nobody',
      money(one.estimatedCostUsd),
      percent(one.expectedQuality),
    ]),
  );
}

function printFeedback(output: Output, { score, shouldHaveUsed, comment }: Feedback): void {
  const said = [
    ...(score === null ? [] : [`score ${percent(score)}`]),
    ...(shouldHaveUsed === null ? [] : [`should have used a ${shouldHaveUsed} model`]),
    ...(comment === null ? [] : [plain(comment)]),
  ];
  output.line(`feedback  ${said.join(', ')}`);
}

function printDecision(output: Output, { trace }: RequestDetail): void {
  const { decision, expectedQuality, switching, cascade, isAbstained } = trace;
  if (decision === undefined) return;
  const { dial, qualityTarget, minTier } = decision.policy;
  const asked = [
    ...(dial === null ? [] : [`dial ${dial}`]),
    ...(qualityTarget === null ? [] : [`quality target ${percent(qualityTarget)}`]),
    ...(minTier === null ? [] : [`lowest tier ${minTier}`]),
  ];
  if (asked.length > 0) output.line(`asked     ${asked.join(', ')}`);
  if (decision.rule !== undefined) output.line(`rule      ${decision.rule.index + 1}: ${plain(decision.rule.name)}`);
  if (isAbstained === true) output.line('scorer    knew too little of such prompts: the safe tier was taken');
  if (expectedQuality !== undefined) {
    output.line(`quality   ${percent(expectedQuality)} of what the strongest model of the routes would get`);
  }
  if (cascade !== undefined) {
    const { result, check, cheap, reason, opinions } = cascade;
    output.line(
      `cascade   ${plain(cheap)} answered first: ${result} by ${check} (${opinions} opinions). ${plain(reason)}`,
    );
  }
  if (decision.beliefs !== undefined) output.line(`learned   from feedback, beliefs version ${decision.beliefs}`);
  if (switching !== undefined) {
    const { stayVsMove, warmDeploymentId, cacheCreditUsd } = switching;
    output.line(`cache     warm at ${plain(warmDeploymentId)}, worth ${money(cacheCreditUsd)}: ${stayVsMove}`);
  }
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
  if (detail.feedback != null) printFeedback(output, detail.feedback);
  printDecision(output, detail);
  output.line('\nWhat made the score');
  printTable(
    output,
    ['points', 'signal', 'detail'],
    detail.trace.reasons.map((one) => [one.weight.toFixed(1), one.signal, one.detail]),
  );
  output.line('\nCandidates in order');
  printTable(
    output,
    ['model', 'expected', 'good', 'reason'],
    detail.trace.candidates.map((one) => [one.id, money(one.estimatedCostUsd), percent(one.pGood ?? null), one.reason]),
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
