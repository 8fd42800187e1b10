import {
  DEFAULT_ORGANIZATION_ID,
  type Decision,
  type DecisionReplay,
  type Deployment,
  GatewayError,
  MODES,
  type RequestDetail,
  type RequestFeatures,
} from '@llm-cost-optimizer/contracts';
import type { ConfigRepository, RequestRepository } from '@llm-cost-optimizer/persistence';
import {
  choiceOf,
  compareChoices,
  createLearnedScorer,
  type RecordedChoice,
  type RecordedDecision,
  type ReplayWorld,
  replayDecision,
} from '@llm-cost-optimizer/routing';
import * as z from 'zod';
import { pricesAt } from '../../completions/stages/plan/prices.ts';
import type { ActiveConfig } from '../../configuration/active-config.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

export interface DecisionServiceOptions {
  readonly requests: RequestRepository;
  readonly configurations: ConfigRepository;
  readonly active: ActiveConfig;
}

/** Decisions by the id of their request: as they were recorded, and made again. */
export class DecisionService {
  private readonly options: DecisionServiceOptions;

  constructor(options: DecisionServiceOptions) {
    this.options = options;
  }

  /** Throws `not_found`. */
  async read(organizationId: string, id: string): Promise<Decision> {
    return decisionOf(await this.find(organizationId, id));
  }

  /**
   * Makes the decision again from its record, with the configuration of then. The same choice comes out unless the prices, the
   * weights of the scorer or the providers at hand have changed since. Throws `not_found`.
   */
  async replay(organizationId: string, id: string): Promise<DecisionReplay> {
    const detail = await this.find(organizationId, id);
    const { decision } = detail.trace;
    const result = { id: detail.id, configVersion: detail.configVersion };
    if (decision === undefined) {
      return {
        ...result,
        isSame: false,
        why: 'Nothing was decided: another request’s answer was taken, or no other model could have answered.',
        differences: [],
      };
    }
    const snapshot = await this.snapshotOf(organizationId, detail.configVersion);
    if (snapshot === null) {
      return { ...result, isSame: false, why: `Configuration ${detail.configVersion} is not kept.`, differences: [] };
    }
    const recorded: RecordedDecision = {
      inputs: decision,
      features: featuresSchema.parse(detail.trace.features),
      complexity: complexityOf(detail),
    };
    const world = worldOf(snapshot, Date.parse(detail.startedAt));
    const replay = replayDecision(recorded, world);
    if (replay.kind === 'impossible') return { ...result, isSame: false, why: replay.why, differences: [] };
    const differences = compareChoices(recordedChoice(detail), choiceOf(replay.plan));
    const same = { ...result, isSame: differences.length === 0, why: null, differences: [...differences] };
    return recorded.complexity === null ? same : { ...same, alternatives: alternativesOf(recorded, world) };
  }

  private async find(organizationId: string, id: string): Promise<RequestDetail> {
    const detail = await this.options.requests.detail(organizationId, id);
    if (detail === null) throw new GatewayError('not_found', 'No such decision.');
    return detail;
  }

  /** The configuration of a version, made ready again; null = it is not kept. */
  private async snapshotOf(organizationId: string, label: string): Promise<Snapshot | null> {
    const { active, configurations } = this.options;
    if (active.snapshot.versionLabel === label) return active.snapshot;
    const version = Number(label.replace(/^v/, ''));
    if (organizationId !== DEFAULT_ORGANIZATION_ID || !Number.isInteger(version)) return null;
    const stored = await configurations.get(organizationId, version);
    return stored === null ? null : active.snapshotOf(stored.yaml, version);
  }
}

/** The first choice of each mode for the same request, without dial and target. */
function alternativesOf(recorded: RecordedDecision, world: ReplayWorld): NonNullable<DecisionReplay['alternatives']> {
  return MODES.map((mode) => {
    const policy = { ...recorded.inputs.policy, mode, dial: null, qualityTarget: null };
    const replay = replayDecision({ ...recorded, inputs: { ...recorded.inputs, policy } }, world);
    const [first] = replay.kind === 'plan' ? replay.plan.candidates : [];
    return {
      mode,
      model: first?.deployment.id ?? null,
      estimatedCostUsd: first?.estimatedCostUsd ?? null,
      expectedQuality: (replay.kind === 'plan' ? replay.plan.expectedQuality : undefined) ?? null,
    };
  });
}

function decisionOf(detail: RequestDetail): Decision {
  const { trace } = detail;
  return {
    id: detail.id,
    at: detail.startedAt,
    configVersion: detail.configVersion,
    catalogueVersion: detail.catalogueVersion,
    scorer: trace.scorer,
    score: detail.complexityScore,
    tier: detail.tier,
    isAbstained: trace.isAbstained ?? false,
    reason: detail.routeReason,
    reasons: trace.reasons,
    features: trace.features,
    inputs: trace.decision ?? null,
    candidates: trace.candidates,
    dropped: trace.dropped,
    expectedQuality: trace.expectedQuality ?? null,
    switching: trace.switching ?? null,
    served: detail.servedModel === null ? null : `${detail.servedProvider}/${detail.servedModel}`,
  };
}

export const featuresSchema: z.ZodType<RequestFeatures> = z.object({
  promptTokensEstimated: z.number(),
  lastUserTokensEstimated: z.number(),
  maxOutputTokens: z.number().nullable(),
  messageCount: z.number(),
  hasImages: z.boolean(),
  hasTools: z.boolean(),
  hasJsonSchema: z.boolean(),
  isStreaming: z.boolean(),
});

function complexityOf({ complexityScore, tier, trace }: RequestDetail): RecordedDecision['complexity'] {
  if (complexityScore === null || tier === null) return null;
  return { score: complexityScore, tier, scorer: trace.scorer ?? 'unknown' };
}

function recordedChoice({ trace, ...detail }: RequestDetail): RecordedChoice {
  return {
    score: detail.complexityScore,
    tier: detail.tier,
    mode: detail.mode,
    reason: detail.routeReason,
    rule: trace.decision?.rule?.name ?? null,
    candidates: trace.candidates.map(({ id }) => id),
    costs: trace.candidates.map(({ estimatedCostUsd }) => estimatedCostUsd),
    expectedQuality: trace.expectedQuality ?? null,
  };
}

/** Routes, prices and chances as they were at a time. */
export function worldOf(snapshot: Snapshot, at: number) {
  const { abilities, catalogue, config, quality } = snapshot;
  const learned =
    quality === null ? null : createLearnedScorer(quality, { safeTier: config.judgement?.safeTier ?? 'medium' });
  return {
    tables: snapshot.tables,
    namedModels: config.namedModels,
    resolve: (provider: string, model: string) => snapshot.deployment(provider, model),
    resolveName: (name: string) => catalogue.resolveTarget(name, snapshot.providerIds, at)?.ref ?? null,
    ...pricesAt(snapshot, at),
    isRetired: (deployment: Deployment) => snapshot.retirement.isRetired(deployment, at),
    ...(abilities === null ? {} : { chance: abilities.chanceAt(at) }),
    switchBudget: config.judgement?.switchBudget ?? 0.1,
    rejudge: (reading: Parameters<NonNullable<typeof learned>['rejudge']>[0], score: number) =>
      learned?.rejudge(reading, score) ?? null,
  };
}
