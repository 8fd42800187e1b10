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

/** The configured providers that speak a surface themselves. */
export function nativeProviders({ providers }: Snapshot, surface: Surface): readonly string[] {
  const { id } = surface;
  if (id === 'chat_completions') return [...providers.keys()];
  return [...providers].filter(([, { adapter }]) => adapter.native?.[id] !== undefined).map(([provider]) => provider);
}
