import type { ModelRef, RoutePlan } from '@llm-cost-optimizer/contracts';
import { type PlanInput, planRoute } from '@llm-cost-optimizer/routing';
import type { Run } from '../../run.ts';
import { nativeProviders } from '../execute/native-wire.ts';

const REASON = 'named:only';

/**
 * The plan where no model can stand in for another: the one that was named, at the provider that the catalogue knows for
 * it; a name that nobody knows is tried at each provider that has the API. A model that has been retired gets no successor
 * here, whose answers would not fit to the earlier ones. No candidates = nobody has it.
 */
export function planAsNamed(run: Run, input: PlanInput): RoutePlan {
  const plans = targetsOf(run, input).map((ref) =>
    planRoute({
      ...input,
      requested: { kind: 'pinned', name: input.requested.name, ...ref },
      // These models write nothing.
      estimate: (deployment, promptTokens) => input.estimate(deployment, promptTokens, 0),
    }),
  );
  return {
    requested: input.requested,
    mode: input.mode,
    complexity: null,
    reason: input.requested.kind === 'pinned' ? 'pinned' : REASON,
    candidates: plans.flatMap(({ candidates }) => candidates),
    dropped: plans.flatMap(({ dropped }) => dropped),
  };
}

function targetsOf({ snapshot, exchange, startedAtMs }: Run, { requested }: PlanInput): readonly ModelRef[] {
  if (requested.kind === 'virtual') return [];
  const { catalogue, providerIds } = snapshot;
  const isCounted = exchange.surface.choice === 'counted';
  if (requested.kind === 'pinned') return isOther(requested) ? [] : [requested].map(refOf);
  const known = catalogue.resolveTarget(requested.name, providerIds, startedAtMs);
  if (known !== null) return isOther(known.ref) || !isFit(known.ref, requested.name) ? [] : [known.ref];
  return nativeProviders(snapshot, exchange.surface).map((provider) => ({ provider, model: requested.name }));

  /** Known to be a model of another kind. */
  function isOther(ref: ModelRef): boolean {
    return !isCounted && catalogue.describe(refOf(ref))?.kind === 'chat';
  }

  /** A successor counts what it will be sent itself. */
  function isFit(ref: ModelRef, name: string): boolean {
    return isCounted || isSame(ref, name);
  }
}

function refOf({ provider, model }: ModelRef): ModelRef {
  return { provider, model };
}

function isSame({ model }: ModelRef, name: string): boolean {
  return model === name || name.endsWith(`/${model}`);
}
