import type { Candidate, CascadeConfig, RoutePlan } from '@llm-cost-optimizer/contracts';
import {
  agreementRates,
  type CascadeInput,
  chooseCascadeRoute,
  expectedShortAnswer,
  MAX_OPINIONS,
  matchRule,
  planRoute,
  TASK_TYPES,
} from '@llm-cost-optimizer/routing';
import type { Run } from '../../run.ts';
import type { CompletionServices } from '../../services.ts';
import { ruleFacts } from '../apply-rules.stage.ts';
import { routeInput } from '../plan/route-input.ts';
import { objectionOf } from '../plan.stage.ts';
import type { Cascade } from './cascade.ts';

const DEFAULTS: CascadeConfig = { use: 'auto', when: {}, qualityTarget: 0.95 };

/** Of bad cheap answers so many fail a check of their form, and of good ones so many do for nothing: a guess, and a modest one. */
const FORM_RATES = { catchRate: 0.3, falseAlarmRate: 0.02 } as const;

type Kind = 'short' | 'form';

/** A candidate of which price and chance are known. */
interface Known {
  readonly candidate: Candidate;
  readonly usd: number;
  readonly pGood: number;
}

/**
 * Whether a model of the low list answers before the plan's own choice does: only where its answer can be checked, and where that is
 * expected to keep the target for less than the plan's choice costs. Null = it does not. A cascade makes requests cheaper or leaves them
 * alone; it never sends one to a dearer model than the plan.
 */
export function planCascade(run: Run, services: CompletionServices): Cascade | null {
  const { plan } = run;
  if (plan === null || !isOpen(run, plan)) return null;
  const config = run.snapshot.config.judgement?.cascade ?? DEFAULTS;
  const kind = kindOf(run, config);
  const strong = known(plan.candidates[0]);
  if (kind === null || strong === null) return null;
  const [cheap, ...others] = cheaperOnes(run, services, strong);
  if (cheap === undefined || (kind === 'short' && others.length === 0)) return null;
  // Simulated answers are prose that says nothing: only who asks for a cascade gets one.
  if (strong.candidate.deployment.isSimulated && !isAskedFor(run, config)) return null;
  const opinions = kind === 'short' ? others.slice(0, MAX_OPINIONS) : [];
  return chosen({ cheap, opinions, strong }, plan.policy?.qualityTarget ?? config.qualityTarget, run);
}

function chosen(
  { cheap, opinions, strong }: { cheap: Known; opinions: readonly Known[]; strong: Known },
  qualityTarget: number,
  run: Run,
): Cascade | null {
  const input: CascadeInput = {
    pCheap: cheap.pGood,
    pStrong: strong.pGood,
    cheapUsd: cheap.usd,
    strongUsd: strong.usd,
    qualityTarget,
    ...checksOf(cheap, opinions),
  };
  const { cascade } = chooseCascadeRoute(input).expected;
  const isGoodEnough = cascade.quality >= qualityTarget * strong.pGood - 1e-9;
  if (!isGoodEnough || cascade.usd >= strong.usd) return null;
  const worst = [cheap, ...opinions, strong].reduce((sum, { usd }) => sum + usd, 0);
  const limit = run.request?.options.maxCostUsd ?? null;
  if (limit !== null && worst > Number(limit)) return null;
  return {
    plan: {
      cheap: cheap.candidate,
      others: opinions.map(({ candidate }) => candidate),
      strong: strong.candidate,
      expectedQuality: rounded(cascade.quality),
      expectedUsd: rounded(cascade.usd),
    },
    answeredBy: null,
    trace: null,
  };
}

function checksOf(cheap: Known, opinions: readonly Known[]) {
  if (opinions.length === 0) return { ...FORM_RATES, checkUsd: 0 };
  const chances = opinions.map(({ pGood }) => pGood);
  const { catchRate, falseAlarmRate, asked } = agreementRates(cheap.pGood, chances);
  const usual = opinions.reduce((sum, { usd }) => sum + usd, 0) / opinions.length;
  return { catchRate, falseAlarmRate, checkUsd: asked * usual };
}

/** What rules a cascade out, whatever is configured. */
function isOpen(run: Run, plan: RoutePlan): boolean {
  const { request, requested, exchange, policy, conversationKey } = run;
  if (request === null || requested === null || requested.kind === 'pinned') return false;
  if (exchange.surface.id !== 'chat_completions' || request.options.cascade === false) return false;
  if ((request.body.n ?? 1) !== 1 || plan.complexity?.reading === undefined) return false;
  // Unsure is never simple, and a lowest or fixed tier is a word against cheaper models.
  if (plan.complexity.isAbstained === true || plan.complexity.tier === 'low') return false;
  if ((policy?.minTier ?? null) !== null || policy?.fixedTier !== undefined) return false;
  // A conversation with a warm cache stays where it is.
  return plan.switching === undefined || conversationKey === null;
}

function isAskedFor({ request }: Run, config: CascadeConfig): boolean {
  return request?.options.cascade === true || config.use === 'on';
}

/** What of the answer can be checked; null = nothing, or nobody wants it. */
function kindOf(run: Run, config: CascadeConfig): Kind | null {
  const { request, mode } = run;
  if (request === null) return null;
  const isAsked = isAskedFor(run, config);
  if (!isAsked && (config.use === 'off' || mode !== 'cost')) return null;
  const { cascadeRule } = run.snapshot;
  if (request.options.cascade !== true && cascadeRule !== null && matchRule([cascadeRule], ruleFacts(run)) === null)
    return null;
  if (expectedShortAnswer(request.body) !== null) return 'short';
  // Of a longer answer the client of a stream waits for the first word, not for the last.
  return isAsked && !request.isStreaming && hasForm(run) ? 'form' : null;
}

function hasForm({ request, plan }: Run): boolean {
  if (request === null) return false;
  const { response_format: format, tools, tool_choice: choice } = request.body;
  if (format?.type === 'json_schema' || format?.type === 'json_object') return true;
  if ((tools ?? []).length > 0 && choice !== 'none') return true;
  return plan?.complexity?.reading?.task === 'code';
}

/** Models of the low list that can serve the request and are cheaper than the plan's choice, cheapest first. */
function cheaperOnes(run: Run, services: CompletionServices, strong: Known): readonly Known[] {
  const judgement = judgementOf(run);
  if (judgement === null) return [];
  const low = planRoute({
    ...routeInput(run, services),
    ...objectionOf(run, services),
    mode: 'cost',
    policy: { fixedTier: 'low' },
    judgement,
    warm: null,
  });
  return low.candidates.flatMap((candidate) => {
    const one = known(candidate);
    const isOther = candidate.deployment.id !== strong.candidate.deployment.id;
    return one !== null && isOther && one.usd < strong.usd ? [one] : [];
  });
}

/** The plan's own judgement: reading a prompt twice would cost more than all the rest. */
function judgementOf({ plan, snapshot }: Run) {
  const complexity = plan?.complexity ?? null;
  const stored = complexity?.reading;
  const task = TASK_TYPES.find((one) => one === stored?.task);
  if (complexity === null || stored === undefined || task === undefined) return null;
  const reading = snapshot.quality?.reread({ ...stored, task }) ?? null;
  return reading === null ? null : { reading, complexity };
}

function known(candidate: Candidate | undefined): Known | null {
  if (candidate?.pGood === undefined || candidate.estimatedCostUsd === null) return null;
  return { candidate, usd: Number(candidate.estimatedCostUsd), pGood: candidate.pGood };
}

/** Six digits are enough for a trace. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
