import { GatewayError, type MatchedRule, type RoutePolicy, type RuleOutcome } from '@llm-cost-optimizer/contracts';
import {
  extractFeatures,
  judgeWith,
  languageOf,
  lastUserText,
  matchRule,
  type RuleFacts,
} from '@llm-cost-optimizer/routing';
import type { Run } from '../run.ts';
import { endUserOf } from './settle/end-user.ts';

/**
 * What is asked of the router: the rules of the configuration first, then the request's own options, then the configured dial
 * and target. Fills `run.mode`, `run.policy`, `run.rule` and, for a rule that names a model, `run.requested`.
 * Throws `refused_by_rule` with the rule's sentence.
 */
export function applyRules(run: Run): void {
  const { snapshot, request, requested } = run;
  if (request === null || requested === null) throw new Error('Rules before parse.');
  const rules = snapshot.rules.all;
  const match = rules.length === 0 ? null : matchRule(rules, ruleFacts(run));
  if (match?.rule.outcome.kind === 'refuse') {
    run.rule = match.matched;
    throw refusal(match.rule.outcome.message, match.matched);
  }
  // A pinned model stays pinned, and where no model can stand in for another, no rule can name one.
  const { choice } = run.exchange.surface;
  const isRouted = choice === 'routed' || (choice === 'counted' && requested.kind === 'virtual');
  const isFixed = requested.kind === 'pinned' || !isRouted;
  const outcome = isFixed ? null : (match?.rule.outcome ?? null);
  if (outcome !== null && match !== null) run.rule = match.matched;
  const wish = request.options.mode ?? (requested.kind === 'virtual' ? requested.mode : null);
  run.mode = (outcome?.kind === 'policy' ? outcome.mode : undefined) ?? wish ?? snapshot.config.defaultMode;
  if (outcome?.kind === 'model') {
    const { provider, model } = outcome.ref;
    run.requested = { kind: 'pinned', name: requested.name, provider, model };
    return;
  }
  run.policy = policyFor(run, outcome, wish !== null);
}

type PolicyOutcome = Extract<RuleOutcome, { kind: 'policy' }>;

/** Whoever sets dial or target sets both: a rule before the request, the request before the configuration. */
function policyFor(run: Run, outcome: PolicyOutcome | null, hasNamedMode: boolean): Partial<RoutePolicy> | null {
  const options = run.request?.options;
  const { judgement } = run.snapshot.config;
  // A mode that was asked for outright is not bent by the configured dial.
  const configured = hasNamedMode ? null : (judgement ?? null);
  const aim = [outcome, options, configured].find(
    (one) => one != null && ((one.dial ?? null) !== null || (one.qualityTarget ?? null) !== null),
  );
  const minTier = outcome?.minTier ?? options?.minTier ?? null;
  if (aim == null && minTier === null && outcome?.tier === undefined) return null;
  return {
    dial: aim?.dial ?? null,
    qualityTarget: aim?.qualityTarget ?? null,
    minTier,
    ...(outcome?.tier === undefined ? {} : { fixedTier: outcome.tier }),
  };
}

/** What the policy adds to the key of the cache: two requests that may go to different models share no answer. */
export function policyKey({ rule, policy, caller }: Run): string {
  const allowed = caller?.rights?.allowedModels ?? null;
  if (rule === null && policy === null && allowed === null) return '';
  const { dial, qualityTarget, minTier, fixedTier } = policy ?? {};
  return ` ${JSON.stringify([rule?.name ?? null, dial, qualityTarget, minTier, fixedTier, allowed])}`;
}

/** What rules may ask about a request. Text, language and task are read when a rule wants them. */
export function ruleFacts(run: Run): RuleFacts {
  const { request, caller, exchange } = run;
  if (request === null) throw new Error('Rules before parse.');
  const { body, options } = request;
  let text: string | null = null;
  const textOf = () => {
    text ??= lastUserText(body);
    return text;
  };
  const features = () => {
    run.features ??= extractFeatures(body, exchange.body.byteLength);
    return run.features;
  };
  return {
    keyId: caller?.keyId ?? null,
    projectId: caller?.projectId ?? null,
    endUser: endUserOf(request),
    tags: options.tags,
    requestedModel: body.model,
    features,
    text: textOf,
    language: () => languageOf(textOf()),
    task() {
      run.judgement ??= judgeWith(run.snapshot.scorer, body, features());
      return run.judgement.reading?.task ?? null;
    },
    header: (name) => (SECRET_HEADERS.has(name) ? null : exchange.header(name)),
    at: run.startedAtMs,
  };
}

/** No rule may be a way to guess them. */
const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'api-key', 'cookie']);

function refusal(message: string, { name }: MatchedRule): GatewayError {
  return new GatewayError('refused_by_rule', message, { details: { rule: name } });
}
