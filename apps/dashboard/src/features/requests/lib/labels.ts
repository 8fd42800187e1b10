import type { RequestFacet } from '@llm-cost-optimizer/contracts';
import { commonStrings } from '../../../lib/strings/common.ts';

const WORDS: Partial<Record<RequestFacet, Readonly<Record<string, string>>>> = {
  outcome: commonStrings.outcomes,
  mode: commonStrings.modes,
  tier: commonStrings.tiers,
  cache: commonStrings.cache,
};

/** What people read for a value of a filter: a fixed word, a name the server gave, or the value itself. */
export function facetLabel(
  facet: RequestFacet,
  { value, label }: { value: string; label?: string | undefined },
): string {
  return label ?? WORDS[facet]?.[value] ?? value;
}
