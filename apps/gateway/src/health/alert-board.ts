import type { Alert, AlertKind, AttemptRecord, ProviderFailure } from '@llm-cost-optimizer/contracts';
import type { Upstream } from '../snapshot/upstream.ts';

/** Bound on alerts; the one that was met least recently goes first. */
const MAX_ALERTS = 100;
/** What nobody has run into for so long is no news any more. */
const FORGET_MS = 3_600_000;

interface Standing {
  readonly alert: Omit<Alert, 'since' | 'lastAt' | 'calls'>;
  readonly sinceMs: number;
  lastMs: number;
  calls: number;
}

/**
 * What only the operator can put right, as calls have shown it: keys that are refused, empty accounts, certificates that do not
 * hold, models without a price. An alert ends with the first call that goes well in the same way.
 */
export class AlertBoard {
  private readonly standing = new Map<string, Standing>();
  private readonly now: () => number;
  private readonly onChange: (alert: Alert, isNew: boolean) => void;

  /** `now` is the wall clock; `onChange` hears of each alert when it is raised and when it ends, not of its repetitions. */
  constructor(now: () => number, onChange: (alert: Alert, isNew: boolean) => void = () => undefined) {
    this.now = now;
    this.onChange = onChange;
  }

  /** Books how a call ended; null = well. Does next to nothing while all goes well. */
  onAttempt(upstream: Upstream, failure: ProviderFailure | null, record: AttemptRecord): void {
    const kind = failure === null ? null : kindOf(failure);
    if (kind !== null) this.raise(aboutCall(kind, upstream, record));
    const isUnpriced = record.costUsd === null;
    if (isUnpriced) this.raise(aboutPrice(record));
    if (this.standing.size === 0) return;
    if (failure === null) {
      for (const gone of ['credentials_refused', 'quota_exhausted', 'tls_failed'] as const) {
        this.end(aboutCall(gone, upstream, record));
      }
    }
    if (!isUnpriced && record.usageSource !== 'none') this.end(aboutPrice(record));
  }

  /** Alerts that stand, the latest first. */
  list(): Alert[] {
    this.forgetOld();
    return [...this.standing.values()].map(toAlert).reverse();
  }

  private raise(alert: Standing['alert']): void {
    const id = idOf(alert);
    const now = this.now();
    const known = this.standing.get(id);
    this.standing.delete(id);
    if (known !== undefined && now - known.lastMs <= FORGET_MS) {
      known.lastMs = now;
      known.calls += 1;
      this.standing.set(id, known);
      return;
    }
    const raised = { alert, sinceMs: now, lastMs: now, calls: 1 };
    if (this.standing.size >= MAX_ALERTS) this.dropOldest();
    this.standing.set(id, raised);
    this.onChange(toAlert(raised), true);
  }

  private end(alert: Standing['alert']): void {
    const id = idOf(alert);
    const known = this.standing.get(id);
    if (known === undefined) return;
    this.standing.delete(id);
    this.onChange(toAlert(known), false);
  }

  private forgetOld(): void {
    const oldest = this.now() - FORGET_MS;
    for (const [id, { lastMs }] of this.standing) {
      if (lastMs < oldest) this.standing.delete(id);
    }
  }

  private dropOldest(): void {
    const oldest = this.standing.keys().next();
    if (oldest.done !== true) this.standing.delete(oldest.value);
  }
}

function kindOf({ kind, outcome }: ProviderFailure): AlertKind | null {
  if (kind === 'credentials') return 'credentials_refused';
  if (kind === 'quota') return 'quota_exhausted';
  return outcome === 'tls_failed' ? 'tls_failed' : null;
}

/** A key may be refused for one model alone; a certificate is one of the address. */
function aboutCall(kind: AlertKind, upstream: Upstream, { provider, model }: AttemptRecord): Standing['alert'] {
  if (kind === 'tls_failed') return { kind, provider, key: null, address: upstream.address, model: null };
  return { kind, provider, key: upstream.key, address: null, model };
}

function aboutPrice({ provider, model, answeredModel }: AttemptRecord): Standing['alert'] {
  return { kind: 'price_unknown', provider, key: null, address: null, model: answeredModel ?? model };
}

function idOf({ kind, provider, key, address, model }: Standing['alert']): string {
  return `${kind}\n${provider}\n${key ?? ''}\n${address ?? ''}\n${model ?? ''}`;
}

function toAlert({ alert, sinceMs, lastMs, calls }: Standing): Alert {
  return { ...alert, since: new Date(sinceMs).toISOString(), lastAt: new Date(lastMs).toISOString(), calls };
}
