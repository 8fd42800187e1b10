import type { ConfigDocument, Status, Totals } from '@llm-cost-optimizer/contracts';

export type Attention =
  | { readonly kind: 'breaker'; readonly provider: string; readonly state: 'open' | 'half_open' | 'degraded' }
  | {
      readonly kind: 'keyRests';
      readonly provider: string;
      readonly key: string;
      readonly cause: 'credentials' | 'quota' | 'rate_limited';
      readonly model: string | null;
      readonly seconds: number;
    }
  | { readonly kind: 'failures'; readonly failed: number; readonly requests: number }
  | { readonly kind: 'configFile'; readonly path: string; readonly problem: string }
  | { readonly kind: 'configWarning'; readonly path: string; readonly message: string }
  | { readonly kind: 'constantRouter'; readonly advice: string | null }
  | { readonly kind: 'unpriced'; readonly requests: number }
  | { readonly kind: 'estimated'; readonly requests: number }
  | { readonly kind: 'pending'; readonly rows: number }
  | { readonly kind: 'refusedRows'; readonly rows: number };

/** Above this share of failed requests something is wrong rather than unlucky. */
const FAILURE_SHARE = 0.05;
/** The ledger writes several times a second; this many waiting rows mean that it does not come through. */
const PENDING_ROWS = 5_000;

/** What somebody should look at, most urgent first; empty when all is well. Pure. */
export function findAttention(totals: Totals, status: Status | null, config: ConfigDocument | null): Attention[] {
  const items: Attention[] = [];
  for (const { id, state } of status?.providers ?? []) {
    if (state !== 'healthy') items.push({ kind: 'breaker', provider: id, state });
  }
  items.sort((left, right) => Number(isOpen(right)) - Number(isOpen(left)));
  items.push(...restingKeys(status));
  if (totals.failed > 0 && totals.failed / totals.requests > FAILURE_SHARE) {
    items.push({ kind: 'failures', failed: totals.failed, requests: totals.requests });
  }
  if (config?.file?.problem != null)
    items.push({ kind: 'configFile', path: config.file.path, problem: config.file.problem });
  const refusedRows = status?.ledger.refusedRows ?? 0;
  if (refusedRows > 0) items.push({ kind: 'refusedRows', rows: refusedRows });
  if (status?.routing?.isConstant === true) items.push({ kind: 'constantRouter', advice: status.routing.advice });
  if (totals.unpricedRequests > 0) items.push({ kind: 'unpriced', requests: totals.unpricedRequests });
  for (const { path, message } of config?.warnings ?? []) items.push({ kind: 'configWarning', path, message });
  if (status !== null && status.ledger.pendingRows > PENDING_ROWS)
    items.push({ kind: 'pending', rows: status.ledger.pendingRows });
  if (totals.estimatedRequests > 0) items.push({ kind: 'estimated', requests: totals.estimatedRequests });
  return items;
}

/** Each key once, with its longest rest. */
function restingKeys(status: Status | null): Attention[] {
  return (status?.providers ?? []).flatMap(({ id, keys = [] }) =>
    keys.flatMap(({ name, rests: [longest] }): Attention[] =>
      longest === undefined ? [] : [{ kind: 'keyRests', provider: id, key: name, ...longest }],
    ),
  );
}

function isOpen(item: Attention): boolean {
  return item.kind === 'breaker' && item.state === 'open';
}
