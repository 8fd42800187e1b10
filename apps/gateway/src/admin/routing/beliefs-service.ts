import type { BeliefsView, ModelBelief } from '@llm-cost-optimizer/contracts';
import type { BeliefsRepository } from '@llm-cost-optimizer/persistence';
import {
  beliefsSchema,
  forVersion,
  type Learned,
  learn,
  type ModelLesson,
  type PromptReading,
  TASK_TYPES,
} from '@llm-cost-optimizer/routing';
import { abilityById, LEAST_EVIDENCE, leastEvidence, partsForLearning } from '../../learning/beliefs-board.ts';
import type { Learner } from '../../learning/learner.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

export interface BeliefsServiceOptions {
  readonly repository: BeliefsRepository;
  readonly learner: Learner;
  readonly snapshot: () => Snapshot;
  /** Wall clock in milliseconds. */
  readonly now: () => number;
}

type Parts = NonNullable<ReturnType<typeof partsForLearning>>;

/** Two-sided 95 %. */
const Z = 1.96;
/** What decisions take may differ from the shipped value by so much before it is called better or worse. */
const NOTABLE = 0.01;

/** What an organization has taught the router, for people. */
export class BeliefsService {
  private readonly options: BeliefsServiceOptions;

  constructor(options: BeliefsServiceOptions) {
    this.options = options;
  }

  async read(organizationId: string): Promise<BeliefsView> {
    const { repository, snapshot, now } = this.options;
    const current = snapshot();
    const stored = await repository.read(organizationId);
    const parts = partsForLearning(current);
    return {
      version: stored?.version ?? 0,
      qualityModel: current.quality?.version ?? null,
      isLearning: parts !== null,
      leastLabels: LEAST_EVIDENCE.known,
      models: stored === null || parts === null ? [] : modelsOf(stored.beliefs, parts, now()),
    };
  }

  /** Forgets everything that was learned. What was said stays with its requests, and is not learned again. */
  async reset(organizationId: string): Promise<BeliefsView> {
    await this.options.learner.reset(organizationId);
    return this.read(organizationId);
  }
}

function modelsOf(stored: unknown, parts: Parts, at: number): ModelBelief[] {
  const parsed = beliefsSchema.safeParse(stored);
  if (!parsed.success) return [];
  const beliefs = forVersion(parsed.data, parts.quality.version);
  const learned = learn(beliefs, parts.quality, (id) => abilityById(parts, id, at));
  const readings = new Map<string, PromptReading[]>();
  for (const [, model, task, vector, certainty] of beliefs.observations) {
    const known = TASK_TYPES.find((one) => one === task);
    const reading =
      known === undefined ? null : parts.quality.reread({ model: beliefs.model, task: known, vector, certainty });
    if (reading !== null) readings.set(model, [...(readings.get(model) ?? []), reading]);
  }
  return learned.models
    .map((lesson) => beliefOf(lesson, { learned, readings: readings.get(lesson.model) ?? [], parts, at }))
    .sort((a, b) => b.labels - a.labels);
}

function beliefOf(
  { model, evidence, goodShare, expectedShare, trust }: ModelLesson,
  { learned, readings, parts, at }: { learned: Learned; readings: readonly PromptReading[]; parts: Parts; at: number },
): ModelBelief {
  const ability = abilityById(parts, model, at);
  const believed = readings.map((reading) => learned.beliefIn(reading, model, ability));
  const isEnough = evidence >= leastEvidence(ability);
  const usedGood = isEnough ? mean(believed.map(({ pGoodLow }) => pGoodLow)) : expectedShare;
  const shift = usedGood - expectedShare;
  return {
    model,
    labels: evidence,
    goodShare,
    interval: interval(goodShare, evidence),
    shippedGood: expectedShare,
    learnedGood: mean(believed.map(({ pGood }) => pGood)),
    usedGood,
    shift,
    trust: Math.min(1, Math.max(0, trust)),
    state: !isEnough ? 'collecting' : Math.abs(shift) < NOTABLE ? 'confirmed' : shift > 0 ? 'better' : 'worse',
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Wilson's interval of a share: honest with few labels too. */
function interval(share: number, count: number): [number, number] {
  const spread = Z * Z;
  const middle = (share + spread / (2 * count)) / (1 + spread / count);
  const half = (Z / (1 + spread / count)) * Math.sqrt((share * (1 - share)) / count + spread / (4 * count * count));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
