import type { Deployment } from '@llm-cost-optimizer/contracts';
import type { PlanInput } from '@llm-cost-optimizer/routing';
import { learnedChance } from '../../../learning/beliefs-board.ts';
import type { Run } from '../../run.ts';
import type { CompletionServices } from '../../services.ts';
import { conversationKey } from './conversation-key.ts';
import { pricesAt } from './prices.ts';
import { toleratedLoss } from './quality-target.ts';

/** Everything a decision looks at beside what can hinder a candidate: the request, the routes, prices, chances, experience. */
export function routeInput(run: Run, services: CompletionServices): PlanInput {
  const { snapshot, request, requested, mode, features, startedAtMs } = run;
  if (request === null || requested === null || mode === null || features === null)
    throw new Error('plan before parse');
  const { config } = snapshot;
  return {
    requested,
    mode,
    features,
    body: request.body,
    scorer: snapshot.scorer,
    judgement: run.judgement,
    tables: snapshot.tables,
    namedModels: config.namedModels,
    resolve: (provider, model) => snapshot.deployment(provider, model),
    resolveName: (name) => snapshot.catalogue.resolveTarget(name, snapshot.providerIds, startedAtMs)?.ref ?? null,
    health: (deploymentId) => services.health.state(deploymentId),
    isRetired: (deployment) => snapshot.retirement.isRetired(deployment, startedAtMs),
    ...pricesAt(snapshot, startedAtMs),
    ...chancesOf(run, services),
    outputTokens: ({ id }: Deployment, task: string | null) => services.experience.outputTokens(id, task),
    latencyMs: ({ id }: Deployment, tokens: number) => services.experience.latencyMs(id, tokens),
    allowedModels: request.options.allowedModels,
    maxCostUsd: request.options.maxCostUsd,
    ...warmCacheOf(run, services),
    ...(run.policy === null ? {} : { policy: run.policy, toleratedLoss: toleratedLoss(run, services) }),
    ...(run.rule === null ? {} : { rule: run.rule }),
  };
}

/** The shipped chances, moved by what the caller's organization has taught. */
function chancesOf(
  { snapshot, caller, startedAtMs }: Run,
  services: CompletionServices,
): Pick<PlanInput, 'chance' | 'beliefs'> {
  const { abilities } = snapshot;
  if (abilities === null) return {};
  const beliefs = caller === null ? null : services.beliefs.of(caller.organizationId, snapshot);
  if (beliefs === null) return { chance: abilities.chanceAt(startedAtMs) };
  const chance = learnedChance(beliefs, (deployment) => abilities.of(deployment, startedAtMs));
  return { chance, beliefs: beliefs.version };
}

/** Only routed conversations can move, so only their caches are looked for. */
function warmCacheOf(run: Run, services: CompletionServices): Pick<PlanInput, 'warm' | 'switchBudget'> {
  const { requested, features, snapshot } = run;
  if (requested?.kind === 'pinned' || features === null) return {};
  run.conversationKey = conversationKey(run);
  if (run.conversationKey === null) return {};
  const warm = services.conversations.warm(run.conversationKey, features.promptTokensEstimated, run.startedAtMs);
  if (warm === null) return {};
  const switchBudget = snapshot.config.judgement?.switchBudget;
  return { warm, ...(switchBudget === undefined ? {} : { switchBudget }) };
}
