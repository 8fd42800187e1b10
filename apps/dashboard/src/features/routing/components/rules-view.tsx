import { HealthCard } from './health-card.tsx';
import { RuleList } from './rule-list.tsx';
import { RuleTrialCard } from './rule-trial-card.tsx';

/** The rules in order, a prompt to try them on, and whether the router still decides anything. */
export function RulesView({ draft }: { draft: string | null }) {
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        <RuleList />
        <HealthCard />
      </div>
      <RuleTrialCard draft={draft} />
    </div>
  );
}
