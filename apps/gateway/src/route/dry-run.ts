import { type Caller, GatewayError, type RouteDecision } from '@llm-cost-optimizer/contracts';
import { decide, understand } from '../completions/completion.pipeline.ts';
import type { Exchange } from '../completions/exchange.ts';
import { openRun } from '../completions/open-run.ts';
import type { Run } from '../completions/run.ts';
import type { CompletionServices } from '../completions/services.ts';
import { authenticate } from '../completions/stages/authenticate.stage.ts';
import { describeDecision } from './describe-decision.ts';

/**
 * Decides about a chat request without sending it anywhere: no provider call, no cache, no ledger row, no budget.
 * Throws GatewayError for a bad key or body, like the chat endpoint.
 */
export function dryRun(exchange: Exchange, services: CompletionServices): RouteDecision {
  return dryRunAs(authenticate(exchange, services.keys, services), exchange, services);
}

/** The same for a caller whose right to ask was checked elsewhere. */
export function dryRunAs(
  caller: Caller,
  exchange: Exchange,
  services: CompletionServices,
  over: Partial<Pick<Run, 'startedAtMs'>> = {},
): RouteDecision {
  const run: Run = { ...openRun(exchange, services), ...over, caller };
  const error = decideOrExplain(run, services);
  return describeDecision(run, error);
}

/** The error of a request that nobody can serve, or that a rule refuses, belongs to the decision. */
function decideOrExplain(run: Run, services: CompletionServices): GatewayError | null {
  try {
    understand(run, services);
    decide(run, services);
    return null;
  } catch (error) {
    if (error instanceof GatewayError && (run.plan !== null || error.code === 'refused_by_rule')) return error;
    throw error;
  }
}
