import type { Totals } from '@llm-cost-optimizer/contracts';
import { overviewStrings as s } from '../../../lib/strings/overview.ts';

/** What a figure leaves out or rests on: unpriced, estimated and simulated requests. */
export function DataNotes({ totals }: { totals: Totals }) {
  return (
    <>
      {totals.unpricedRequests > 0 && <p>{s.info.unpriced(totals.unpricedRequests)}</p>}
      {totals.estimatedRequests > 0 && <p>{s.info.estimated(totals.estimatedRequests)}</p>}
      {totals.simulatedRequests > 0 && <p>{s.info.simulated(totals.simulatedRequests)}</p>}
    </>
  );
}
