import type { RuleView } from '@llm-cost-optimizer/contracts';
import { useQuery } from '@tanstack/react-query';
import { ListOrdered } from 'lucide-react';
import { Card } from '../../../components/card.tsx';
import { CodeBlock } from '../../../components/code-block.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../components/states.tsx';
import { rulesStrings as s } from '../../../lib/strings/routing.ts';
import { rulesOptions } from '../api/get-rules.ts';
import { conditionText, outcomeText } from '../lib/rule-text.ts';

/** The rules in force: the first that holds decides. */
export function RuleList() {
  const { data, error, refetch } = useQuery(rulesOptions());
  return (
    <Card title={s.title} note={s.note} isFlush>
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton className="m-4 h-32" />}
      {data?.rules.length === 0 && (
        <EmptyState icon={<ListOrdered />} title={s.emptyTitle} text={s.emptyText}>
          <CodeBlock text={s.example} label={s.exampleLabel} />
        </EmptyState>
      )}
      {data !== undefined && data.rules.length > 0 && (
        <ol aria-label={s.title} className="border-t border-line">
          {data.rules.map((rule) => (
            <RuleRow key={rule.name} rule={rule} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function RuleRow({ rule }: { rule: RuleView }) {
  const conditions = Object.entries(rule.when);
  return (
    <li className="flex gap-3 border-b border-line px-4 py-3 last:border-b-0">
      <span
        aria-hidden
        className="figures flex size-5 shrink-0 items-center justify-center rounded-full bg-sunken text-2xs font-semibold text-ink-soft"
      >
        {rule.index + 1}
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words text-ink">{rule.name}</p>
        <p className="text-xs break-words text-ink-soft">
          {conditions.length === 0
            ? s.always
            : conditions.map(([name, value]) => conditionText(name, value)).join(' · ')}
        </p>
        <p className="mt-0.5 text-xs break-words text-ink">
          <span aria-hidden>→ </span>
          {outcomeText(rule.outcome)}
        </p>
      </div>
    </li>
  );
}
