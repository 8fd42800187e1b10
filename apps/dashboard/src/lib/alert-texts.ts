import type { Alert } from '@llm-cost-optimizer/contracts';
import { layoutStrings } from './strings/layout.ts';

/** What the operator has to do, a sentence each; what differs in the model alone is said once. */
export function alertTexts(alerts: readonly Alert[]): string[] {
  return [...new Set(alerts.map(textOf))];
}

function textOf({ kind, provider, key, address, model }: Alert): string {
  return layoutStrings.alerts[kind](provider, key ?? address ?? model ?? '–');
}
