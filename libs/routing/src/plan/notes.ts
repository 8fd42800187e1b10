import type { DecisionInputs, Deployment, DroppedCandidate } from '@llm-cost-optimizer/contracts';
import type { PlanInput } from '../plan-route.ts';
import { toleratedLoss } from '../policy/tolerated-loss.ts';
import type { PromptReading } from '../quality/quality-model.ts';
import type { Chance } from '../strategies/strategy.ts';
import type { DeploymentState } from './health-order.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * What a decision asks of the world around it (health, experience, what was learned), written down as it is asked, so that the
 * decision can be repeated from its record. Nothing is written, and nothing allocated, for what is as usual.
 */
export class Notes {
  private readonly input: PlanInput;
  private objections: string[] | null = null;
  private states: Record<string, 'open' | 'cooldown'> | null = null;
  private tokens: Record<string, number> | null = null;
  private durations: Record<string, number> | null = null;
  private learned: Record<string, number> | null = null;
  private loss: number | null = null;

  constructor(input: PlanInput) {
    this.input = input;
  }

  readonly objection = (deployment: Deployment): DroppedCandidate | null => {
    const objection = this.input.objection?.(deployment) ?? null;
    if (objection !== null) this.objections = listWith(this.objections, deployment.id);
    return objection;
  };

  readonly health = (deploymentId: string): DeploymentState => {
    const state = this.input.health(deploymentId);
    if (state !== 'ok') this.states = withEntry(this.states, deploymentId, state);
    return state;
  };

  /** Null = nothing was seen yet. */
  outputTokens(deployment: Deployment, task: string | null): number | null {
    const seen = this.input.outputTokens?.(deployment, task) ?? null;
    if (seen !== null) this.tokens = withEntry(this.tokens, deployment.id, seen);
    return seen;
  }

  latencyMs(deployment: Deployment, outputTokens: number): number | null {
    const seen = this.input.latencyMs?.(deployment, outputTokens) ?? null;
    if (seen !== null) this.durations = withEntry(this.durations, deployment.id, seen);
    return seen;
  }

  /** What may be less likely than the best to answer well, to keep a target. */
  lossOf(target: number): number {
    const loss = this.input.toleratedLoss?.(target) ?? null;
    if (loss === null) return toleratedLoss(target);
    this.loss = loss;
    return loss;
  }

  chance(deployment: Deployment, reading: PromptReading): Chance | null {
    const chance = this.input.chance?.(deployment, reading) ?? null;
    if (chance?.isLearned === true) this.learned = withEntry(this.learned, deployment.id, chance.pGood);
    return chance;
  }

  /** Everything the decision rested on that is in no other column of its row. */
  inputs(reading: DecisionInputs['reading']): DecisionInputs {
    const { input } = this;
    const { body, rule } = input;
    const written: Writable<DecisionInputs> = { requested: input.requested, policy: policyOf(input) };
    if (reading !== undefined) written.reading = reading;
    if (rule !== undefined) written.rule = rule;
    if (typeof body.reasoning_effort === 'string') written.effort = body.reasoning_effort;
    if (typeof body.n === 'number') written.choices = body.n;
    if (body.messages.at(-1)?.role === 'assistant') written.endsWithAssistant = true;
    if (input.isStrict === true) {
      written.isStrict = true;
      written.parameters = Object.keys(body).filter((name) => isGiven(name, body[name]));
    }
    if (input.allowedModels !== null) written.allowedModels = input.allowedModels;
    if (input.maxCostUsd !== null) written.maxCostUsd = input.maxCostUsd;
    if (input.warm !== undefined && input.warm !== null) written.warm = input.warm;
    if (input.seeds !== undefined) written.seeds = input.seeds;
    if (this.objections !== null) written.objections = this.objections;
    if (this.states !== null) written.health = this.states;
    if (this.tokens !== null) written.outputTokens = this.tokens;
    if (this.durations !== null) written.latencyMs = this.durations;
    if (this.learned !== null) {
      written.learned = this.learned;
      if (input.beliefs !== undefined) written.beliefs = input.beliefs;
    }
    if (this.loss !== null) written.toleratedLoss = this.loss;
    return written;
  }
}

/** The policy of a decision with everything that was left out filled in. */
export function policyOf({ mode, policy = {} }: PlanInput): DecisionInputs['policy'] {
  return {
    mode,
    dial: policy.dial ?? null,
    qualityTarget: policy.qualityTarget ?? null,
    minTier: policy.minTier ?? null,
    ...(policy.fixedTier === undefined ? {} : { fixedTier: policy.fixedTier }),
  };
}

/** The default value is no request for anything. */
function isGiven(name: string, value: unknown): boolean {
  if (value === undefined || value === null || name === 'messages' || name === 'model') return false;
  return !((name === 'temperature' || name === 'top_p') && value === 1);
}

function listWith(list: string[] | null, id: string): string[] {
  if (list === null) return [id];
  if (!list.includes(id)) list.push(id);
  return list;
}

function withEntry<V>(record: Record<string, V> | null, id: string, value: V): Record<string, V> {
  const written = record ?? {};
  written[id] = value;
  return written;
}
