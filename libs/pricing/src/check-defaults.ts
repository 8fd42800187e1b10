import type { ModelRef, RoutingTable } from '@llm-cost-optimizer/contracts';
import { MODES, TIERS } from '@llm-cost-optimizer/contracts';
import { DEFAULT_BASELINE, FLAGSHIP, SHARED_ROUTES, SINGLE_PROVIDER_ROUTES } from './catalogue/default-routes.ts';
import type { CatalogueModel, Day } from './catalogue/model.ts';
import { CATALOGUE_MODELS } from './catalogue/models.ts';
import { isRetiredAt } from './counterfactual.ts';

/** Something wrong with the shipped defaults. Errors stop a release, warnings ask for a look at the sources. */
export interface CatalogueProblem {
  readonly severity: 'error' | 'warning';
  /** `provider/model`. */
  readonly model: string;
  readonly message: string;
}

export interface CheckedData {
  readonly models: readonly CatalogueModel[];
  readonly routes: readonly RoutingTable[];
  readonly references: readonly ModelRef[];
}

const SHIPPED: CheckedData = {
  models: CATALOGUE_MODELS,
  routes: [SHARED_ROUTES, ...Object.values(SINGLE_PROVIDER_ROUTES)],
  references: [DEFAULT_BASELINE, FLAGSHIP],
};

const DAY_MS = 86_400_000;
const RETIRES_WITHIN_DAYS = 30;
const CHECKED_WITHIN_DAYS = 45;

/**
 * Problems of the default routes and baselines at a time: a model that is missing, no chat model, retired or retires
 * within 30 days (error), or whose facts were checked more than 45 days before (warning). One entry per model and problem.
 */
export function checkDefaults(at: Date | number, data: CheckedData = SHIPPED): readonly CatalogueProblem[] {
  const refs = new Map<string, ModelRef>();
  for (const ref of [...data.routes.flatMap(refsOf), ...data.references]) refs.set(`${ref.provider}/${ref.model}`, ref);
  return [...refs].flatMap(([id, ref]) => {
    const model = data.models.find((one) => one.provider === ref.provider && one.model === ref.model);
    if (model === undefined) return [{ severity: 'error' as const, model: id, message: 'is not in the catalogue' }];
    return problemsOf(id, model, Number(at));
  });
}

function refsOf(table: RoutingTable): readonly ModelRef[] {
  return MODES.flatMap((mode) => TIERS.flatMap((tier) => table[mode][tier]));
}

function problemsOf(id: string, model: CatalogueModel, atMs: number): readonly CatalogueProblem[] {
  const problems: CatalogueProblem[] = [];
  if (model.kind !== 'chat') problems.push({ severity: 'error', model: id, message: 'is not a chat model' });
  if (isRetiredAt(model, atMs)) {
    problems.push({ severity: 'error', model: id, message: `is retired (${model.retiresOn ?? 'day not recorded'})` });
  } else if (model.retiresOn !== null && daysBetween(atMs, model.retiresOn) <= RETIRES_WITHIN_DAYS) {
    problems.push({ severity: 'error', model: id, message: `retires on ${model.retiresOn}, within 30 days` });
  }
  if (-daysBetween(atMs, model.checkedOn) > CHECKED_WITHIN_DAYS) {
    problems.push({
      severity: 'warning',
      model: id,
      message: `was last checked on ${model.checkedOn}, more than 45 days ago`,
    });
  }
  return problems;
}

function daysBetween(fromMs: number, to: Day): number {
  return (Date.parse(to) - fromMs) / DAY_MS;
}
