import { ALERT_KINDS, type Alert, type HealthProbe } from '@llm-cost-optimizer/contracts';
import { problemOf } from '../http/probes.ts';
import { readinessProbes } from './assemble.ts';
import type { Configuration } from './configuration.ts';
import type { Infrastructure } from './infrastructure.ts';

/** A scrape does not wait longer for a dependency than this; then it counts as down. */
const PATIENCE_MS = 1_000;
/** Readiness also asks for things that are no other process. */
const DEPENDENCIES: ReadonlySet<string> = new Set(['database', 'redis']);
const BREAKER_STATES = { closed: 0, half_open: 1, open: 2 } as const;

/** Registers what is read from the parts themselves when metrics are asked for. */
export function registerInfrastructureGauges(infrastructure: Infrastructure, configuration: Configuration): void {
  const { metrics, ledger, health, alerts, budgets } = infrastructure;
  const { spool } = ledger;
  metrics.gauge('ledger_spool_depth', 'Rows that are not in the database yet.', () => spool.pendingRows);
  metrics.gauge('ledger_spool_bytes', 'Bytes of rows on the local disk.', () => spool.pendingBytes);
  metrics.gauge('ledger_spool_full', '1 when nothing more can be recorded.', () => (spool.isFull ? 1 : 0));
  metrics.gauge('breaker_state', 'Circuit breaker by deployment.', () =>
    Object.fromEntries(health.list().map(({ deploymentId, state }) => [deploymentId, BREAKER_STATES[state]])),
  );
  metrics.gauge('key_cooldown_seconds', 'Time until a key may be used again.', () => health.cooldowns());
  metrics.gauge('budget_used_ratio', 'Spent and held of each budget as a share of its limit.', () =>
    budgets.usedShares(),
  );
  metrics.gauge('alerts', 'Alerts that stand.', () => countAlerts(alerts.list()));
  const probes = readinessProbes(infrastructure, configuration).filter(({ name }) => DEPENDENCIES.has(name));
  metrics.gauge('dependency_up', '1 when a dependency answers.', () => readAll(probes));
}

/** Every kind is there, so that an alarm can tell none from unknown. */
function countAlerts(alerts: readonly Alert[]): Record<string, number> {
  return Object.fromEntries(ALERT_KINDS.map((kind) => [kind, alerts.filter((alert) => alert.kind === kind).length]));
}

async function readAll(probes: readonly HealthProbe[]): Promise<Record<string, number>> {
  const up = probes.map(async (probe) => [probe.name, (await problemOf(probe, PATIENCE_MS)) === null ? 1 : 0] as const);
  return Object.fromEntries(await Promise.all(up));
}
