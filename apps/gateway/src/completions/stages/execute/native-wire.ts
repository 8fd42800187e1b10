import type { ModelRef, NativeWire } from '@llm-cost-optimizer/contracts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { Surface } from '../../surfaces/surface.ts';

/** The provider's own API for a surface; null when a model has none there and has to be spoken to in chat completions. */
export function nativeWireOf(snapshot: Snapshot, { provider, model }: ModelRef, surface: Surface): NativeWire | null {
  if (surface.id === 'chat_completions') return null;
  const wire = snapshot.providers.get(provider)?.adapter.native?.[surface.id] ?? null;
  if (wire === null || !surface.isForOlderModels) return wire;
  return snapshot.catalogue.describe({ provider, model })?.kind === 'chat' ? null : wire;
}

/** A provider's other API by which it can answer a surface that it does not speak; null when there is none. */
export function detourWireOf(snapshot: Snapshot, { provider }: ModelRef, { detour }: Surface): NativeWire | null {
  if (detour === null) return null;
  return snapshot.providers.get(provider)?.adapter.native?.[detour.surface] ?? null;
}

/** The configured providers that speak a surface themselves, or can answer it by another API than chat. */
export function nativeProviders({ providers }: Snapshot, surface: Surface): readonly string[] {
  const { id, detour } = surface;
  if (id === 'chat_completions') return [...providers.keys()];
  const ids = detour === null ? [id] : [id, detour.surface];
  return [...providers]
    .filter(([, { adapter }]) => ids.some((one) => adapter.native?.[one] !== undefined))
    .map(([provider]) => provider);
}
