import { type BudgetAccount, GatewayError, type HoldResult, NO_USAGE } from '@llm-cost-optimizer/contracts';
import { type Money, usd } from '@llm-cost-optimizer/pricing';
import { budgetExceeded } from '../../budget/budget-error.ts';
import type { RunHold } from '../../budget/charge.ts';
import type { KnownBudget } from '../../budget/known-budget.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { endUserOf } from './settle/end-user.ts';

/**
 * Holds the expected cost of the first candidate on every budget the request falls under, all or none; where the client named the
 * longest answer it wants, the cost of that answer. Throws `budget_exceeded` (402). Waits only where several gateways share budgets.
 */
export function reserve(run: Run, services: CompletionServices): void | Promise<void> {
  const { caller } = run;
  const [first] = run.plan?.candidates ?? [];
  // What generates nothing costs nothing, also when the budget is spent.
  if (caller === null || first === undefined || !run.exchange.surface.isBooked) return;
  const { budgets } = services;
  const falling = [...budgetsOf(run, services), ...budgets.ofModel(caller, first.deployment)];
  if (falling.length === 0) return;
  const amount = expectedCost(run);
  const holds = falling.map((budget): RunHold => {
    const { scope, subject } = budget.standing;
    return { account: budgets.account(budget), amount, model: scope === 'model' ? subject : null };
  });
  const result = budgets.accounts.hold(run.id, holds);
  if (!(result instanceof Promise)) return take(run, falling, holds, result);
  return result.then((later) => take(run, falling, holds, later));
}

/** The budgets that a request falls under whatever answers it. */
export function budgetsOf(run: Run, { budgets }: CompletionServices): readonly KnownBudget[] {
  if (run.budgets !== null) return run.budgets;
  const { caller, request, snapshot } = run;
  if (caller === null) return NONE;
  const spender = { caller, endUser: endUserOf(request), tags: request?.options.tags ?? [] };
  const found = budgets.of(spender, snapshot.config.monthlyBudgetUsd);
  if (request !== null) run.budgets = found;
  return found;
}

const NONE: readonly KnownBudget[] = Object.freeze([]);

function take(run: Run, falling: readonly KnownBudget[], holds: readonly RunHold[], result: HoldResult): void {
  if (result.isHeld) {
    run.holds = holds;
    return;
  }
  const error = refusal(falling, holds, result.account, result.used);
  throw inStatus(error, run.snapshot.config.compatibility?.budgetStatus ?? 402);
}

function refusal(
  falling: readonly KnownBudget[],
  holds: readonly RunHold[],
  full: BudgetAccount,
  used: Money,
): GatewayError {
  const budget = falling[holds.findIndex(({ account }) => account === full)];
  if (budget === undefined) throw new Error('A budget refused that was not asked.');
  return budgetExceeded(budget, used, full.periodEnd);
}

/** Some applications know a spent budget by the status that OpenAI has for it. */
function inStatus(error: GatewayError, httpStatus: 402 | 429): GatewayError {
  if (error.httpStatus === httpStatus) return error;
  return new GatewayError(error.code, error.message, { httpStatus, retryAfterMs: error.retryAfterMs });
}

/** In pico-dollars. A model without a known price is taken for the dearest of its provider; 0 where that has no price at all. */
function expectedCost(run: Run): bigint {
  const candidate = run.plan?.candidates[0];
  if (candidate === undefined) return 0n;
  const { features } = run;
  const { provider, model } = candidate.deployment;
  const longest =
    features === null || features.maxOutputTokens === null
      ? null
      : run.snapshot.catalogue.estimateCost({
          provider,
          model,
          promptTokens: features.promptTokensEstimated,
          completionTokens: features.maxOutputTokens,
          at: run.startedAtMs,
        });
  if (candidate.estimatedCostUsd === null) return longest ?? dearest(run, provider);
  const expected = usd(candidate.estimatedCostUsd);
  return (longest !== null && longest > expected ? longest : expected) + draftCost(run);
}

/** What the calls of a cascade cost before the plan's own choice is asked. */
function draftCost({ cascade }: Run): bigint {
  if (cascade === null) return 0n;
  const drafts = [cascade.plan.cheap, ...cascade.plan.others];
  return drafts.reduce((sum, { estimatedCostUsd }) => sum + usd(estimatedCostUsd ?? '0'), 0n);
}

/** Tokens of an answer of middling length, where nobody said how long it may be. */
const USUAL_TOKENS = 500;

function dearest({ features, snapshot, startedAtMs }: Run, provider: string): bigint {
  const promptTokens = features?.promptTokensEstimated ?? 0;
  const completionTokens = features?.maxOutputTokens ?? USUAL_TOKENS;
  const usage = { ...NO_USAGE, promptTokens, completionTokens };
  return snapshot.catalogue.dearestCost({ provider, usage, at: startedAtMs }) ?? 0n;
}
