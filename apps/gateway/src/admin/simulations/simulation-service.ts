import { createHash, randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  type Clock,
  DEFAULT_ORGANIZATION_ID,
  GatewayError,
  type Simulation,
  type SimulationWish,
} from '@llm-cost-optimizer/contracts';
import type { ConfigRepository, SampleRepository, SimulationRepository } from '@llm-cost-optimizer/persistence';
import { type CostForecast, forecastCost } from '@llm-cost-optimizer/routing';
import type { ActiveConfig } from '../../configuration/active-config.ts';
import type { SecretMask } from '../../configuration/secret-mask.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Period, periodOf } from '../period.ts';
import { decideAgain, type SimulatedWorld, simulatedWorld } from './decide-again.ts';
import { judgeGate } from './gate.ts';
import { Tally, usdText } from './tally.ts';

export interface SimulationServiceOptions {
  readonly samples: SampleRepository;
  readonly results: SimulationRepository;
  readonly configurations: ConfigRepository;
  readonly active: ActiveConfig;
  readonly mask: SecretMask;
  readonly now: Clock['now'];
}

const DEFAULT_SAMPLE = 5_000;
const HOUR_MS = 3_600_000;
const MONTH_MS = 30 * 24 * HOUR_MS;
/** Work between two turns of the event loop; one request takes well under a millisecond. */
const SLICE_MS = 5;
/** Configurations of then that are made ready again; decisions of others keep what was asked. */
const MAX_CONFIGURATIONS = 20;
/** How long a stored result of the same draft answers for a new one. */
const FRESH_MS = 10 * 60_000;

/** Recorded requests decided again under a draft, without a call and without text. One at a time per organization. */
export class SimulationService {
  private readonly options: SimulationServiceOptions;
  private readonly running = new Set<string>();

  constructor(options: SimulationServiceOptions) {
    this.options = options;
  }

  /** Throws `not_found`. */
  async read(organizationId: string, id: string): Promise<Simulation> {
    const found = await this.options.results.get(organizationId, id);
    if (found === null) throw new GatewayError('not_found', 'No such simulation. They are kept for 30 days.');
    return found;
  }

  /** Throws InvalidConfiguration for a draft with mistakes, `conflict` while another one runs, the reason of `signal`. */
  async run(organizationId: string, wish: SimulationWish, signal?: AbortSignal): Promise<Simulation> {
    if (organizationId !== DEFAULT_ORGANIZATION_ID) throw new GatewayError('not_found', 'No such configuration.');
    if (this.running.has(organizationId)) {
      throw new GatewayError('conflict', 'A simulation is running. Wait for its end, or end it.', {
        param: 'simulation',
      });
    }
    this.running.add(organizationId);
    try {
      return await this.simulate(organizationId, wish, signal);
    } finally {
      this.running.delete(organizationId);
    }
  }

  /** A stored result of the same draft, window and sample that is ten minutes old at most and was made against the same version, else a new one. */
  async fresh(organizationId: string, wish: SimulationWish): Promise<Simulation> {
    const yaml = await this.draftOf(organizationId, wish);
    const since = new Date(this.options.now() - FRESH_MS);
    const wanted = { organizationId, draftHash: hashOf(yaml), scope: scopeOf(wish) };
    const stored = await this.options.results.latest(wanted, since);
    const isCurrent = stored?.configVersion === this.options.active.stored.version.version;
    return stored !== null && isCurrent ? stored : this.run(organizationId, wish);
  }

  private async simulate(organizationId: string, wish: SimulationWish, signal?: AbortSignal): Promise<Simulation> {
    const { active, results, samples } = this.options;
    const at = this.options.now();
    const yaml = await this.draftOf(organizationId, wish);
    const now = simulatedWorld(active.snapshot, at);
    const configVersion = active.stored.version.version;
    const draft = simulatedWorld(await active.snapshotOf(yaml, configVersion + 1), at);
    const period = windowOf(wish, new Date(at));
    const total = await samples.count(organizationId, period);
    const tally = await this.decideAll(organizationId, {
      period,
      total,
      size: wish.sample ?? DEFAULT_SAMPLE,
      now,
      draft,
      signal,
    });
    const figures = tally.figures();
    // Requests without a known cost stand for their own kind: nothing is made up for them.
    const priced = figures.sampled === 0 ? 0 : (total * tally.pairs.length) / figures.sampled;
    const cost = costOf(await inSlices(forecastCost(tally.pairs, priced), signal));
    const found = { ...figures, cost };
    const simulation: Simulation = {
      id: randomUUID(),
      createdAt: new Date(at).toISOString(),
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      configVersion,
      requestsInWindow: total,
      ...found,
      budget: budgetOf(draft.snapshot, Number(cost.draftUsd), period),
      notes: notesOf(now.snapshot, draft.snapshot),
      gate: wish.gate === undefined ? null : judgeGate(found, wish.gate),
    };
    await results.add({ organizationId, draftHash: hashOf(yaml), scope: scopeOf(wish), result: simulation });
    return simulation;
  }

  private async decideAll(
    organizationId: string,
    run: {
      readonly period: Period;
      readonly total: number;
      readonly size: number;
      readonly now: SimulatedWorld;
      readonly draft: SimulatedWorld;
      readonly signal: AbortSignal | undefined;
    },
  ): Promise<Tally> {
    const tally = new Tally();
    const recorded = new Map<string, Snapshot | null>();
    let sliceEnd = performance.now() + SLICE_MS;
    for await (const page of this.options.samples.sample(organizationId, run.period, run.size, run.total)) {
      run.signal?.throwIfAborted();
      for (const row of page) {
        const of =
          recorded.get(row.configVersion) ?? (await this.recordedConfig(organizationId, row.configVersion, recorded));
        tally.add(row, decideAgain(row, of, run.now, run.draft));
        if (performance.now() < sliceEnd) continue;
        await setImmediate();
        run.signal?.throwIfAborted();
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
    return tally;
  }

  /** The configuration of a version; null = it is not kept, does not compile any more, or is one too many. */
  private async recordedConfig(
    organizationId: string,
    label: string,
    known: Map<string, Snapshot | null>,
  ): Promise<Snapshot | null> {
    if (known.has(label) || known.size >= MAX_CONFIGURATIONS) return null;
    const { active, configurations } = this.options;
    const version = Number(label.replace(/^v/, ''));
    let found: Snapshot | null = null;
    if (active.snapshot.versionLabel === label) found = active.snapshot;
    else if (Number.isInteger(version)) {
      const stored = await configurations.get(organizationId, version);
      found = stored === null ? null : await active.snapshotOf(stored.yaml, version).catch(() => null);
    }
    known.set(label, found);
    return found;
  }

  private async draftOf(organizationId: string, { config, config_version: version }: SimulationWish): Promise<string> {
    if ((config === undefined) === (version === undefined)) {
      throw new GatewayError('invalid_request', 'Give either `config` or `config_version`.', { param: 'config' });
    }
    if (config !== undefined) {
      const yaml = this.options.mask.restore(config, this.options.active.stored.yaml);
      const [path] = this.options.mask.unresolved(yaml);
      if (path === undefined) return yaml;
      throw new GatewayError('invalid_request', `${path} stands for a key that is not kept for this address.`, {
        param: 'config',
      });
    }
    const stored = version === undefined ? null : await this.options.configurations.get(organizationId, version);
    if (stored === null) throw new GatewayError('not_found', 'No such configuration version.');
    return stored.yaml;
  }
}

async function inSlices<T>(steps: Generator<void, T>, signal: AbortSignal | undefined): Promise<T> {
  let sliceEnd = performance.now() + SLICE_MS;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < sliceEnd) continue;
    await setImmediate();
    signal?.throwIfAborted();
    sliceEnd = performance.now() + SLICE_MS;
  }
}

const hashOf = (yaml: string) => createHash('sha256').update(yaml).digest('hex');

function scopeOf({ window, from, to, sample = DEFAULT_SAMPLE }: SimulationWish): string {
  return `${from === undefined ? (window ?? '7d') : `${from}..${to}`} ${sample}`;
}

function windowOf({ window, from, to }: SimulationWish, now: Date): Period {
  if (from !== undefined || to !== undefined) {
    if (window !== undefined) {
      throw new GatewayError('invalid_request', 'Give either `window`, or both `from` and `to`.', { param: 'window' });
    }
    return periodOf({ from, to }, now);
  }
  const text = window ?? '7d';
  const lengthMs = Number(text.slice(0, -1)) * HOUR_MS * (text.endsWith('d') ? 24 : 1);
  return periodOf({ from: new Date(now.getTime() - lengthMs).toISOString(), to: now.toISOString() }, now);
}

function costOf(forecast: CostForecast): Simulation['cost'] {
  const { now, draft, nowInterval, draftInterval, changePct, changePctInterval } = forecast;
  const text = ({ low, high }: { low: number; high: number }) => ({ low: usdText(low), high: usdText(high) });
  return {
    nowUsd: usdText(now),
    draftUsd: usdText(draft),
    now: text(nowInterval),
    draft: text(draftInterval),
    changePct,
    changePctInterval,
  };
}

function budgetOf({ config }: Snapshot, draftUsd: number, { from, to }: Period): Simulation['budget'] {
  const limitUsd = config.monthlyBudgetUsd;
  if (limitUsd === null) return null;
  const projected = (draftUsd * MONTH_MS) / (to.getTime() - from.getTime());
  return { limitUsd, projectedUsd: usdText(projected), isExceeded: projected > Number(limitUsd) };
}

function notesOf(now: Snapshot, draft: Snapshot): string[] {
  const notes = ['Intervals are of the sampling alone; lengths of answers of other models are estimates.'];
  const rules = [now, draft].map(({ config }) => JSON.stringify(config.judgement?.rules ?? []));
  if (rules[0] !== rules[1]) {
    notes.push(
      'Rules differ. Requests keep the rule that matched; new conditions are not tried, for they may need text.',
    );
  }
  if (JSON.stringify(now.config.cache) !== JSON.stringify(draft.config.cache)) {
    notes.push('Cache settings differ. A recorded hit stays a hit, and a miss a miss.');
  }
  return notes;
}
