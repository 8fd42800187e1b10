import { Random } from '../generator/random.ts';
import type { ProviderId } from '../models/model-profile.ts';
import { type Fault, type FaultRule, type FaultRuleInput, faultRuleSchema } from './fault.schema.ts';

const MAX_RULES = 200;

/** What a rule can look at. */
export interface FaultSubject {
  readonly provider: ProviderId;
  /** Model id as requested; null when the body could not be read. */
  readonly model: string | null;
  /** The whole prompt; called only when a rule asks for it. */
  readonly prompt: () => string;
}

/** The rules set through the admin API or in process. The first rule that matches wins; at most 200 are kept. */
export class FaultRules {
  #rules: FaultRule[] = [];
  #nextId = 1;
  readonly #coin: Random;

  constructor(seed: number) {
    this.#coin = new Random(seed);
  }

  /** Adds a rule behind the others. Throws ZodError when it is not valid and RangeError beyond 200 rules. */
  add(input: FaultRuleInput): FaultRule {
    const { match, fault } = faultRuleSchema.parse(input);
    if (this.#rules.length >= MAX_RULES) throw new RangeError(`at most ${MAX_RULES} fault rules`);
    const rule: FaultRule = { id: this.#nextId, match, fault, hits: 0 };
    this.#nextId += 1;
    this.#rules.push(rule);
    return rule;
  }

  /** All rules in order, spent ones included. */
  list(): readonly FaultRule[] {
    return this.#rules;
  }

  /** Removes all rules. */
  clear(): void {
    this.#rules = [];
  }

  /** Removes one rule; false when there is none with that id. */
  remove(id: number): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
    return this.#rules.length < before;
  }

  /** The fault for a request, counted as a hit; null = none. */
  take(subject: FaultSubject): Fault | null {
    if (this.#rules.length === 0) return null;
    const index = this.#rules.findIndex((rule) => this.#matches(rule, subject));
    const rule = this.#rules[index];
    if (rule === undefined) return null;
    this.#rules[index] = { ...rule, hits: rule.hits + 1 };
    return rule.fault;
  }

  #matches({ match, hits }: FaultRule, subject: FaultSubject): boolean {
    if (match.times !== undefined && hits >= match.times) return false;
    if (match.provider !== undefined && match.provider !== subject.provider) return false;
    if (match.model !== undefined && match.model !== subject.model) return false;
    if (match.promptContains !== undefined && !subject.prompt().includes(match.promptContains)) return false;
    return match.probability >= 1 || this.#coin.next() < match.probability;
  }
}
