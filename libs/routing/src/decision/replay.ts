import type {
  ChatBody,
  ChatMessage,
  ComplexityScore,
  DecisionInputs,
  RequestFeatures,
  RoutePlan,
} from '@llm-cost-optimizer/contracts';
import type { Judgement } from '../complexity/scorer.ts';
import { type PlanInput, planRoute } from '../plan-route.ts';
import { type StoredReading, TASK_TYPES } from '../quality/quality-model.ts';

/** What the row of a request says about its decision. */
export interface RecordedDecision {
  readonly inputs: DecisionInputs;
  readonly features: RequestFeatures;
  /** Null for requests that were not scored. */
  readonly complexity: Pick<ComplexityScore, 'score' | 'tier' | 'scorer'> | null;
}

/** The configuration and the prices of then. */
export type ReplayWorld = Pick<
  PlanInput,
  | 'tables'
  | 'namedModels'
  | 'resolve'
  | 'resolveName'
  | 'estimate'
  | 'estimateNamed'
  | 'estimateWarm'
  | 'chance'
  | 'switchBudget'
  | 'isRetired'
> & {
  /** The judgement on a stored reading; null = the weights that made it are not the ones at hand. */
  readonly rejudge: (reading: StoredReading, score: number) => Judgement | null;
};

/** A repeated decision, or why it cannot be repeated. */
export type Replay =
  | { readonly kind: 'plan'; readonly plan: RoutePlan }
  | { readonly kind: 'impossible'; readonly why: string };

/** Decides again from the record alone. The same configuration, prices and weights give the same plan. */
export function replayDecision(recorded: RecordedDecision, world: ReplayWorld): Replay {
  const { inputs, features } = recorded;
  const judgement = judgementOf(recorded, world);
  if (judgement === null) {
    const why = `The decision was made with ${inputs.reading?.model ?? 'another scorer'}, whose weights are not loaded.`;
    return { kind: 'impossible', why };
  }
  const { learned = {}, health = {}, outputTokens = {}, latencyMs = {}, objections } = inputs;
  const { mode, ...policy } = inputs.policy;
  const plan = planRoute({
    ...world,
    requested: inputs.requested,
    mode,
    policy: withoutNulls(policy),
    features,
    body: bodyOf(inputs),
    scorer: { name: judgement.complexity.scorer, score: () => judgement.complexity },
    judgement,
    health: (id) => health[id] ?? 'ok',
    outputTokens: ({ id }) => outputTokens[id] ?? null,
    latencyMs: ({ id }) => latencyMs[id] ?? null,
    chance: (deployment, reading) => {
      const own = learned[deployment.id];
      if (own !== undefined) return { pGood: own, isGuess: false, isLearned: true };
      return world.chance?.(deployment, reading) ?? null;
    },
    allowedModels: inputs.allowedModels ?? null,
    maxCostUsd: inputs.maxCostUsd ?? null,
    isStrict: inputs.isStrict ?? false,
    toleratedLoss: () => inputs.toleratedLoss ?? null,
    warm: inputs.warm ?? null,
    ...(inputs.rule === undefined ? {} : { rule: inputs.rule }),
    ...(inputs.fallbacks === undefined ? {} : { fallbacks: inputs.fallbacks }),
    ...(inputs.seeds === undefined ? {} : { seeds: inputs.seeds }),
    ...(objections === undefined
      ? {}
      : {
          objection: ({ id }) =>
            objections.includes(id) ? { deploymentId: id, cause: 'surface_feature', detail: 'As recorded.' } : null,
        }),
  });
  return { kind: 'plan', plan };
}

function judgementOf({ inputs, complexity }: RecordedDecision, world: ReplayWorld): Judgement | null {
  const { reading } = inputs;
  if (reading !== undefined) {
    const task = TASK_TYPES.find((one) => one === reading.task);
    return task === undefined ? null : world.rejudge({ ...reading, task }, complexity?.score ?? 1);
  }
  const { score, tier, scorer } = complexity ?? { score: 1, tier: 'low' as const, scorer: 'none' };
  return { reading: null, complexity: { score, tier, scorer, reasons: [] } };
}

/** As much of the body as limits the choice. */
function bodyOf({ effort, choices, endsWithAssistant, parameters = [] }: DecisionInputs): ChatBody {
  const messages: ChatMessage[] = [{ role: 'user' }];
  if (endsWithAssistant === true) messages.push({ role: 'assistant' });
  return {
    ...Object.fromEntries(parameters.map((name) => [name, true])),
    model: '',
    messages,
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...(choices === undefined ? {} : { n: choices }),
  };
}

function withoutNulls({ dial, qualityTarget, minTier, fixedTier }: Omit<DecisionInputs['policy'], 'mode'>) {
  return {
    dial,
    qualityTarget,
    minTier,
    ...(fixedTier === undefined ? {} : { fixedTier }),
  };
}
