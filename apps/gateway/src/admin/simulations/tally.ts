import type { DropCause, Simulation } from '@llm-cost-optimizer/contracts';
import type { SampledRequest } from '@llm-cost-optimizer/persistence';
import type { CostPair } from '@llm-cost-optimizer/routing';
import { type DecidedAgain, type SimulatedChoice, tierOfPlan } from './decide-again.ts';

type Changed = Simulation['mostChanged'][number];

const LISTED = 50;
const CAPABILITIES: ReadonlySet<DropCause> = new Set([
  'context_too_small',
  'output_too_small',
  'no_images',
  'no_tools',
  'no_json_schema',
  'parameter_rejected',
]);

/** The figures of a simulation while it runs. Holds two numbers per request and the most changed ones, nothing else of them. */
export class Tally {
  readonly pairs: CostPair[] = [];
  private sampled = 0;
  private replayed = 0;
  private unpriced = 0;
  private changed = 0;
  private readonly counts = {
    notReplayed: new Map<string, number>(),
    capabilityViolations: new Map<string, number>(),
    refused: new Map<string, number>(),
    reasons: new Map<string, number>(),
    tiers: new Map<string, number>(),
    models: new Map<string, number>(),
  };
  private readonly lost = { sessions: new Set<string>(), requests: 0, usd: 0 };
  private readonly quality = { now: 0, draft: 0, requests: 0 };
  private most: { readonly weight: number; readonly entry: Changed }[] = [];

  add(row: SampledRequest, result: DecidedAgain): void {
    this.sampled++;
    if (result.kind === 'stays') {
      add(this.counts.notReplayed, result.why);
      if (result.refusal !== null) add(this.counts.refused, result.refusal);
      else this.addCost(result.costUsd, result.costUsd);
      return;
    }
    this.replayed++;
    this.addChoices(row, result.now, result.draft);
  }

  /** Figures but those of the cost of the whole window. */
  figures() {
    const { tiers, models, ...counts } = this.counts;
    const { sessions, requests, usd } = this.lost;
    const { quality } = this;
    const mean = (sum: number) => (quality.requests === 0 ? null : sum / quality.requests);
    return {
      sampled: this.sampled,
      replayed: this.replayed,
      unpriced: this.unpriced,
      changed: this.changed,
      notReplayed: Object.fromEntries(counts.notReplayed),
      capabilityViolations: Object.fromEntries(counts.capabilityViolations),
      refused: Object.fromEntries(counts.refused),
      reasons: Object.fromEntries(counts.reasons),
      tierMoves: movesOf(tiers),
      modelMoves: movesOf(models),
      lostCaches: { sessions: sessions.size, requests, usd: usdText(usd) },
      quality: { now: mean(quality.now), draft: mean(quality.draft), requests: quality.requests },
      mostChanged: mostOf(this.most).map(({ entry }) => entry),
    };
  }

  private addChoices(row: SampledRequest, now: SimulatedChoice, draft: SimulatedChoice): void {
    const from = now.candidate?.deployment.id ?? null;
    const to = draft.candidate?.deployment.id ?? null;
    if (draft.refusal !== null && now.refusal === null) add(this.counts.refused, draft.refusal);
    if (draft.refusal === null && now.refusal === null) this.addCost(now.costUsd, draft.costUsd);
    add(this.counts.reasons, draft.plan?.reason ?? `refused:${draft.refusal ?? 'unknown'}`);
    add(this.counts.tiers, key(tierOfPlan(now.plan), tierOfPlan(draft.plan)));
    add(this.counts.models, key(from ?? 'refused', to ?? 'refused'));
    this.addCapabilities(draft);
    this.addLostCache(row, now, draft);
    const [pNow, pDraft] = [now.candidate?.pGood, draft.candidate?.pGood];
    if (pNow !== undefined && pDraft !== undefined) {
      this.quality.now += pNow;
      this.quality.draft += pDraft;
      this.quality.requests++;
    }
    if (from !== to && from !== null) this.addChanged(row, from, now, draft);
  }

  private addCost(now: number | null, draft: number | null): void {
    if (now === null || draft === null) this.unpriced++;
    else this.pairs.push({ now, draft });
  }

  private addCapabilities({ plan }: SimulatedChoice): void {
    const causes = new Set(plan?.dropped.map(({ cause }) => cause));
    for (const cause of causes) if (CAPABILITIES.has(cause)) add(this.counts.capabilityViolations, cause);
  }

  private addLostCache(row: SampledRequest, now: SimulatedChoice, draft: SimulatedChoice): void {
    const switching = draft.plan?.switching;
    if (switching?.stayVsMove !== 'move' || now.plan?.switching?.stayVsMove === 'move') return;
    this.lost.requests++;
    this.lost.sessions.add(row.sessionId ?? row.id);
    this.lost.usd += Number(switching.switchCostUsd);
  }

  private addChanged(row: SampledRequest, from: string, now: SimulatedChoice, draft: SimulatedChoice): void {
    this.changed++;
    const delta = now.costUsd === null || draft.costUsd === null ? null : draft.costUsd - now.costUsd;
    const entry: Changed = {
      id: row.id,
      from,
      to: draft.candidate?.deployment.id ?? null,
      costDeltaUsd: delta === null ? null : usdText(delta),
      reasonNow: now.plan?.reason ?? '',
      reasonDraft: draft.plan?.reason ?? `refused: ${draft.refusal ?? 'unknown'}`,
    };
    // A refusal is the greatest change of all.
    this.most.push({ weight: draft.refusal === null ? Math.abs(delta ?? 0) : Number.POSITIVE_INFINITY, entry });
    if (this.most.length >= LISTED * 2) this.most = mostOf(this.most);
  }
}

function mostOf<T extends { readonly weight: number }>(all: readonly T[]): T[] {
  return all.toSorted((a, b) => (a.weight === b.weight ? 0 : b.weight - a.weight)).slice(0, LISTED);
}

/** Decimal text of an estimate, to a billionth of a dollar. */
export function usdText(amount: number): string {
  const text = amount.toFixed(9).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

const key = (from: string, to: string) => `${from}\n${to}`;

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function movesOf(counts: ReadonlyMap<string, number>): Simulation['tierMoves'] {
  return [...counts]
    .map(([pair, requests]) => {
      const [from = '', to = ''] = pair.split('\n');
      return { from, to, requests };
    })
    .toSorted((a, b) => b.requests - a.requests || key(a.from, a.to).localeCompare(key(b.from, b.to)));
}
