import { toleratedLoss } from '../policy/tolerated-loss.ts';

/** How fast the tolerance follows what was kept: a hundred requests bring it where it belongs. */
const STEP = 0.05;
/** Above the fitted loss it may go so far: after much easy traffic the first hard prompts must not all go cheap. */
const MOST = 2;
const MAX_ACCOUNTS = 5_000;

/**
 * Keeps quality targets on average. A target becomes a tolerated loss per prompt, fitted on public data; how much of the quality that
 * keeps depends on the models at hand and on the traffic. So the account of each target is kept: what was chosen, as a share of what the
 * strongest model would have got. Below the target the tolerance shrinks, above it grows. In memory, bounded.
 */
export class QualityAccounts {
  private readonly losses = new Map<string, number>();

  /** The loss tolerated now, 0 to 1, in steps of a thousandth. `key` tells the accounts apart (tenant, mode, target). */
  loss(key: string, target: number): number {
    return Math.round((this.losses.get(key) ?? toleratedLoss(target)) * 1_000) / 1_000;
  }

  /** Books a choice that is expected to get `share`, 0 to 1, of what the strongest model would. */
  book(key: string, target: number, share: number): void {
    const fitted = toleratedLoss(target);
    const before = this.losses.get(key) ?? fitted;
    if (!this.losses.has(key) && this.losses.size >= MAX_ACCOUNTS) this.losses.clear();
    this.losses.set(key, Math.max(0, Math.min(MOST * fitted, before + STEP * (share - target))));
  }
}
