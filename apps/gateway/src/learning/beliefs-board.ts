import type { Deployment } from '@llm-cost-optimizer/contracts';
import type { StoredBeliefs } from '@llm-cost-optimizer/persistence';
import {
  type Beliefs,
  beliefsSchema,
  type Chance,
  createBeliefs,
  forVersion,
  type Learned,
  learn,
  type ModelAbility,
  type PromptReading,
} from '@llm-cost-optimizer/routing';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** Fewer labels than this move nothing: one angry person is no evidence. Where only a price stands behind the shipped value, more are needed. */
export const LEAST_EVIDENCE = { known: 5, guessed: 20 } as const;

const DAY_MS = 86_400_000;

/** What an organization has taught the router, ready for deciding. */
export interface OrganizationBeliefs {
  readonly version: number;
  readonly learned: Learned;
}

interface Entry {
  readonly version: number;
  readonly beliefs: Beliefs;
  /** Null = the scorer in use knows no probabilities, or learning is off. */
  ready: { readonly snapshot: Snapshot; readonly day: number; readonly learned: Learned } | null;
}

/**
 * The beliefs of all organizations in memory. Learning takes milliseconds, so it is done when beliefs, configuration or day have
 * changed, by `prepare`; a request asks what is ready and takes microseconds.
 */
export class BeliefsBoard {
  private readonly entries = new Map<string, Entry>();

  /** Versions known, by organization. */
  get versions(): ReadonlyMap<string, number> {
    return new Map([...this.entries].map(([id, { version }]) => [id, version]));
  }

  /** Takes newer beliefs; what is not newer is left out, and what cannot be read counts as nothing learned. */
  put({ organizationId, version, beliefs }: StoredBeliefs): void {
    const known = this.entries.get(organizationId);
    if (known !== undefined && known.version >= version) return;
    const parsed = beliefsSchema.safeParse(beliefs);
    this.entries.set(organizationId, {
      version,
      beliefs: parsed.success ? parsed.data : createBeliefs('none'),
      ready: null,
    });
  }

  /** Makes everything ready for a configuration and the prices of a day; does nothing where it is. */
  prepare(snapshot: Snapshot, now: number): void {
    const day = Math.floor(now / DAY_MS);
    for (const entry of this.entries.values()) {
      const { ready } = entry;
      if (ready?.snapshot === snapshot && ready.day === day) continue;
      const learned = learnFor(entry.beliefs, snapshot, day * DAY_MS);
      entry.ready = learned === null ? null : { snapshot, day, learned };
    }
  }

  /** Null = nothing was learned, or nothing is ready for this configuration yet. */
  of(organizationId: string, snapshot: Snapshot): OrganizationBeliefs | null {
    const entry = this.entries.get(organizationId);
    if (entry === undefined || entry.ready?.snapshot !== snapshot) return null;
    return { version: entry.version, learned: entry.ready.learned };
  }
}

/**
 * The chances of an organization: the shipped ones, moved by what its people have said of a model's answers. Good news has to be
 * proven (the lower bound counts), bad news counts at once; with too few labels the shipped value stands. Made for one request.
 */
export function learnedChance(
  { learned }: OrganizationBeliefs,
  abilityOf: (deployment: Deployment) => ModelAbility,
): (deployment: Deployment, reading: PromptReading) => Chance {
  // A plan asks of the same deployment more than once, and an answer takes some microseconds.
  const known = new Map<string, Chance>();
  let knownReading: PromptReading | null = null;
  return (deployment, reading) => {
    if (reading !== knownReading) known.clear();
    knownReading = reading;
    const before = known.get(deployment.id);
    if (before !== undefined) return before;
    const chance = chanceOf(deployment, reading);
    known.set(deployment.id, chance);
    return chance;
  };

  function chanceOf(deployment: Deployment, reading: PromptReading): Chance {
    const ability = abilityOf(deployment);
    const belief = learned.beliefIn(reading, deployment.id, ability);
    if (belief.evidence < leastEvidence(ability)) return { pGood: reading.pGood(ability), isGuess: ability.isGuess };
    return { pGood: belief.pGoodLow, isGuess: false, isLearned: true };
  }
}

/** Labels (sum of weights) from which on beliefs count in decisions. */
export function leastEvidence({ isGuess }: ModelAbility): number {
  return isGuess ? LEAST_EVIDENCE.guessed : LEAST_EVIDENCE.known;
}

/** The shipped ability of a model by the id that beliefs carry; also of one that no provider has any more. */
export function abilityById({ abilities, quality, deployment }: SnapshotParts, id: string, at: number): ModelAbility {
  const slash = id.indexOf('/');
  const [provider, model] = [id.slice(0, slash), id.slice(slash + 1)];
  const found = deployment(provider, model);
  if (found !== null) return abilities.of(found, at);
  return quality.abilityOf({ name: model, blendedUsdPerMillion: null, averageQuality: null });
}

interface SnapshotParts {
  readonly abilities: NonNullable<Snapshot['abilities']>;
  readonly quality: NonNullable<Snapshot['quality']>;
  readonly deployment: Snapshot['deployment'];
}

/** What learning needs of a configuration; null = its scorer knows no probabilities, or learning is off. */
export function partsForLearning(snapshot: Snapshot): SnapshotParts | null {
  const { abilities, quality, config } = snapshot;
  if (abilities === null || quality === null || config.judgement?.isLearning === false) return null;
  return { abilities, quality, deployment: (provider, model) => snapshot.deployment(provider, model) };
}

function learnFor(beliefs: Beliefs, snapshot: Snapshot, at: number): Learned | null {
  const parts = partsForLearning(snapshot);
  if (parts === null) return null;
  return learn(forVersion(beliefs, parts.quality.version), parts.quality, (id) => abilityById(parts, id, at));
}
