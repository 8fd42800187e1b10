import { targetOfDial } from '@llm-cost-optimizer/routing';
import type { Run } from '../../run.ts';
import type { CompletionServices } from '../../services.ts';

/** The loss that keeps a target on average now, by the account of its tenant. */
export function toleratedLoss(run: Run, { qualityAccounts }: CompletionServices): (target: number) => number {
  return (target) => qualityAccounts.loss(accountKey(run, target), target);
}

/** Books what a choice under a target is expected to get. Only for requests that are really sent. */
export function bookQuality(run: Run, { qualityAccounts }: CompletionServices): void {
  const { plan } = run;
  if (plan?.expectedQuality === undefined || plan.policy === undefined) return;
  const { dial, qualityTarget } = plan.policy;
  const target = qualityTarget ?? (dial === null ? null : targetOfDial(dial));
  if (target !== null) qualityAccounts.book(accountKey(run, target), target, plan.expectedQuality);
}

function accountKey({ caller, mode }: Run, target: number): string {
  return `${caller?.organizationId ?? ''}/${caller?.projectId ?? ''}/${mode}/${target}`;
}
