import type { RoutingTable } from '@llm-cost-optimizer/contracts';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import type { Findings } from './findings.ts';

const NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;

/** Warns of models in use that their provider shuts down within 30 days, or has shut down. */
export function warnOfRetiringModels(
  routing: RoutingTable,
  catalogue: Catalogue,
  now: number,
  findings: Findings,
): void {
  const refs = Object.values(routing).flatMap((row) => Object.values(row).flat());
  const unique = new Map(refs.map((ref) => [`${ref.provider}/${ref.model}`, ref]));
  for (const [id, ref] of unique) {
    const described = catalogue.describe(ref, now);
    if (described?.retiresOn == null) continue;
    const days = Math.floor((Date.parse(described.retiresOn) - now) / DAY_MS);
    if (days > NOTICE_DAYS) continue;
    const when =
      days < 0 ? `was shut down on ${described.retiresOn}` : `is shut down on ${described.retiresOn}, in ${days} days`;
    const remedy = described.successor === null ? 'Choose another model' : `Move to \`${described.successor}\``;
    const message = `\`${id}\` is in use and ${when}. ${remedy}.`;
    if (
      !findings.problems.some(
        (known) => known.message.includes(described.retiresOn ?? '') && known.message.includes(ref.model),
      )
    ) {
      findings.warn(['routing_rules'], message);
    }
  }
}
