import type { RoutingRule, RuleConditions, RuleOutcome } from '@llm-cost-optimizer/contracts';
import { TASK_TYPES } from '../quality/quality-model.ts';
import { CONDITIONS, type Condition, type RuleFacts } from './rule-facts.ts';
import { textTest } from './text-pattern.ts';
import { timeTest } from './time-window.ts';
import { wordTest } from './word-pattern.ts';

/** One condition ready to be asked. */
interface Test {
  readonly condition: Condition;
  readonly holds: (facts: RuleFacts) => boolean;
}

export interface CompiledRule {
  readonly index: number;
  readonly name: string;
  readonly outcome: RuleOutcome;
  readonly when: RuleConditions;
  /** Cheap ones first. */
  readonly tests: readonly Test[];
}

/** What is wrong with a rule, by the place of the setting below `routing.rules`. */
export interface RuleProblem {
  readonly path: readonly (string | number)[];
  /** A sentence that follows the name of the setting: `must be …`. */
  readonly complaint: string;
}

/** What rules were written and what is wrong with those that cannot be used. */
export interface CompiledRules {
  readonly rules: readonly CompiledRule[];
  readonly problems: readonly RuleProblem[];
}

/** Makes rules ready for use. Expressions run on an engine whose time grows with the text alone, whoever wrote them. */
export function compileRules(rules: readonly Pick<RoutingRule, 'name' | 'when' | 'outcome'>[]): CompiledRules {
  const problems: RuleProblem[] = [];
  const compiled = rules.map(({ name, when, outcome }, index) => ({
    index,
    name,
    outcome,
    when,
    tests: testsOf(when, (path, complaint) => problems.push({ path: [index, 'when', ...path], complaint })),
  }));
  return { rules: compiled, problems };
}

type Complain = (path: readonly string[], complaint: string) => void;

function testsOf(when: RuleConditions, complain: Complain): readonly Test[] {
  return CONDITIONS.flatMap((condition) => {
    const holds = when[condition] === undefined ? null : MAKERS[condition](when, complain);
    return holds === null ? [] : [{ condition, holds }];
  });
}

type Maker = (when: RuleConditions, complain: Complain) => ((facts: RuleFacts) => boolean) | null;

const MAKERS: Readonly<Record<Condition, Maker>> = {
  key: ({ key = [] }) => orNull(wordTest(key), ({ keyId }) => keyId),
  project: ({ project = [] }) => orNull(wordTest(project), ({ projectId }) => projectId),
  user: ({ user = [] }) => orNull(wordTest(user), ({ endUser }) => endUser),
  tag({ tag = [] }) {
    const test = wordTest(tag);
    return ({ tags }) => tags.some(test);
  },
  model: ({ model = [] }) => orNull(wordTest(model), ({ requestedModel }) => requestedModel),
  header({ header }) {
    if (header === undefined) return null;
    const name = header.name.toLowerCase();
    const test = header.value === undefined ? () => true : wordTest(header.value);
    return orNull(test, (facts) => facts.header(name));
  },
  time({ time }, complain) {
    if (time === undefined) return null;
    try {
      const test = timeTest(time);
      return ({ at }) => test(at);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      complain(['time', 'zone'], 'must be a time zone such as `Europe/Berlin` or `UTC`');
      return null;
    }
  },
  tokens({ tokens }, complain) {
    if (tokens === undefined) return null;
    const { from = 0, to = Number.POSITIVE_INFINITY } = tokens;
    if (from > to) complain(['tokens', 'from'], 'must not be more than `to`: no request could ever match');
    return ({ features }) => {
      const { promptTokensEstimated } = features();
      return promptTokensEstimated >= from && promptTokensEstimated <= to;
    };
  },
  language: ({ language = [] }) => orNull(wordTest(language), (facts) => facts.language()),
  text({ text }, complain) {
    if (text === undefined) return null;
    try {
      const test = textTest(text);
      return (facts) => test(facts.text());
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'unknown error';
      complain(
        ['text'],
        `must be a regular expression in the syntax of RE2 (no look-around, no back-references): ${detail}`,
      );
      return null;
    }
  },
  task({ task = [] }, complain) {
    const wanted = typeof task === 'string' ? [task] : task;
    const unknown = wanted.find((one) => !TASK_TYPES.some((known) => known === one));
    if (unknown !== undefined) complain(['task'], `must be one of ${TASK_TYPES.join(', ')}`);
    return orNull(wordTest(task), (facts) => facts.task());
  },
};

/** What is not known matches nothing. */
function orNull(test: (value: string) => boolean, read: (facts: RuleFacts) => string | null) {
  return (facts: RuleFacts): boolean => {
    const value = read(facts);
    return value !== null && test(value);
  };
}
