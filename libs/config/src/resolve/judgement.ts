import type {
  CascadeConfig,
  ConfigFile,
  RoutingConfig,
  RoutingRule,
  RuleOutcome,
  RuleSettings,
} from '@llm-cost-optimizer/contracts';
import { compileRules } from '@llm-cost-optimizer/routing';
import { type Path, pathText } from '../file/positions.ts';
import type { Findings } from './findings.ts';
import type { ModelNames } from './model-names.ts';

type Routing = NonNullable<ConfigFile['routing']>;

const RULES: Path = ['routing', 'rules'];

/** How requests are judged, with its defaults; rules that cannot be used are errors that name the setting and the remedy. */
export function resolveJudgement({ routing = {} }: ConfigFile, names: ModelNames, findings: Findings): RoutingConfig {
  return {
    scorer: routing.scorer ?? 'learned',
    dial: routing.dial ?? null,
    qualityTarget: routing.quality_target ?? null,
    safeTier: routing.safe_tier ?? 'medium',
    switchBudget: routing.switch_budget ?? 0.1,
    isLearning: routing.learning !== 'off',
    cascade: resolveCascade(routing.cascade ?? {}, findings),
    rules: resolveRules(routing.rules ?? [], names, findings),
  };
}

function resolveCascade(written: NonNullable<Routing['cascade']>, findings: Findings): CascadeConfig {
  const when = written.when ?? {};
  const { problems } = compileRules([{ name: 'cascade', when, outcome: NOTHING }]);
  for (const { path, complaint } of problems) {
    // The place of the rule in a list of one says nothing.
    const place = ['routing', 'cascade', ...path.slice(1)];
    findings.error(place, `${pathText(place)} ${complaint}.`);
  }
  return { use: written.use ?? 'auto', when, qualityTarget: written.quality_target ?? 0.95 };
}

function resolveRules(written: readonly RuleSettings[], names: ModelNames, findings: Findings): readonly RoutingRule[] {
  const rules = written.flatMap((rule, index) => {
    const outcome = outcomeOf(rule, [...RULES, index, 'do'], names);
    return outcome === null ? [] : [{ name: rule.name, when: rule.when ?? {}, outcome }];
  });
  // Compiled as written, so that a problem keeps the place of its rule even where another one is left out.
  const { problems } = compileRules(written.map(({ name, when = {} }) => ({ name, when, outcome: NOTHING })));
  for (const { path, complaint } of problems) {
    const place = [...RULES, ...path];
    findings.error(place, `${pathText(place)} ${complaint}.`);
  }
  warnOfNames(written, findings);
  warnOfShadows(written, findings);
  return rules;
}

const NOTHING: RuleOutcome = { kind: 'policy' };

function outcomeOf({ do: given }: RuleSettings, path: Path, names: ModelNames): RuleOutcome | null {
  if (given.refuse !== undefined) return { kind: 'refuse', message: given.refuse };
  if (given.model !== undefined) {
    const ref = names.target(given.model, [...path, 'model']);
    return ref === null ? null : { kind: 'model', ref };
  }
  return {
    kind: 'policy',
    ...(given.mode === undefined ? {} : { mode: given.mode }),
    ...(given.tier === undefined ? {} : { tier: given.tier }),
    ...(given.min_tier === undefined ? {} : { minTier: given.min_tier }),
    ...(given.dial === undefined ? {} : { dial: given.dial }),
    ...(given.quality_target === undefined ? {} : { qualityTarget: given.quality_target }),
  };
}

function warnOfNames(written: readonly RuleSettings[], findings: Findings): void {
  const seen = new Set<string>();
  written.forEach(({ name }, index) => {
    const path = [...RULES, index, 'name'];
    if (seen.has(name)) findings.error(path, `${pathText(path)} is the name of an earlier rule. Give each its own.`);
    seen.add(name);
  });
}

/** A rule without conditions takes every request: what stands behind it is never reached. */
function warnOfShadows(written: readonly RuleSettings[], findings: Findings): void {
  const at = written.findIndex(({ when = {} }) => Object.keys(when).length === 0);
  if (at < 0 || at === written.length - 1) return;
  const path = [...RULES, at];
  findings.warn(
    path,
    `${pathText(path)} has no conditions, so the rules behind it are never reached. Move it to the end.`,
  );
}
