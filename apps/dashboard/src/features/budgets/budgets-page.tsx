import type { BudgetView } from '@llm-cost-optimizer/contracts';
import { Plus, SearchX, Wallet } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { useFocusReturn } from '../../components/use-focus-return.ts';
import { budgetsStrings as s } from '../../lib/strings/budgets.ts';
import { commonStrings } from '../../lib/strings/common.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { useBudgets } from './api/list-budgets.ts';
import { BudgetDialog } from './components/budget-dialog.tsx';
import { BudgetFilters } from './components/budget-filters.tsx';
import { type BudgetAct, BudgetRow } from './components/budget-row.tsx';
import { EndDialog } from './components/end-dialog.tsx';
import { RaiseDialog } from './components/raise-dialog.tsx';
import { TopUpDialog } from './components/top-up-dialog.tsx';
import { budgetGroups } from './lib/budget-rows.ts';
import { type BudgetsView, budgetsParameters } from './lib/view.ts';

type Asked = { readonly action: Exclude<BudgetAct, 'change'>; readonly budget: BudgetView };
const NO_FILTERS = { search: null, scope: 'any', state: 'any' } as const;

/** Limits on spend, from the organization down to single models: how full they are and where they are heading. */
export function BudgetsPage() {
  const [view, setView] = useUrlState(budgetsParameters);
  const budgets = useBudgets();
  const [asked, setAsked] = useState<Asked | null>(null);
  const changed = budgets.data?.find(({ id, source }) => id === view.budget && source === 'admin') ?? null;
  useFocusReturn(view.new || changed !== null || asked !== null);
  const createButton = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setView({ new: true })}>
      {s.create}
    </Button>
  );
  const askedFor = (action: Asked['action']) => (asked?.action === action ? asked.budget : null);
  const stopAsking = () => setAsked(null);
  return (
    <>
      <PageHeader title={s.title} text={s.text} actions={budgets.data?.length !== 0 && createButton} />
      {budgets.data === undefined ? (
        budgets.error === null ? (
          <Skeleton className="h-96 w-full rounded-xl" />
        ) : (
          <ErrorState error={budgets.error} onRetry={() => void budgets.refetch()} />
        )
      ) : budgets.data.length === 0 ? (
        <Card>
          <EmptyState title={s.empty} text={s.emptyText} icon={<Wallet />}>
            {createButton}
          </EmptyState>
        </Card>
      ) : (
        <BudgetTree
          budgets={budgets.data}
          view={view}
          onView={setView}
          onAct={(action, budget) =>
            action === 'change' ? setView({ budget: budget.id }) : setAsked({ action, budget })
          }
        />
      )}
      <BudgetDialog
        // Filled anew for every budget.
        key={changed?.id ?? 'new'}
        isOpen={view.new || changed !== null}
        changed={changed}
        onClose={() => setView({ new: false, budget: null })}
      />
      <RaiseDialog key={`raise-${asked?.budget.id}`} budget={askedFor('raise')} onClose={stopAsking} />
      <TopUpDialog key={`top-up-${asked?.budget.id}`} budget={askedFor('topUp')} onClose={stopAsking} />
      <EndDialog budget={askedFor('end')} onClose={stopAsking} />
    </>
  );
}

function BudgetTree(props: {
  budgets: readonly BudgetView[];
  view: BudgetsView;
  onView: (patch: Partial<BudgetsView>, options?: { replace?: boolean }) => void;
  onAct: (action: BudgetAct, budget: BudgetView) => void;
}) {
  const { budgets, view, onView, onAct } = props;
  const groups = budgetGroups(budgets, view);
  const shown = groups.reduce((sum, group) => sum + group.budgets.length, 0);
  const now = Date.now();
  return (
    <div className="flex flex-col gap-4">
      <BudgetFilters view={view} shown={shown} all={budgets.length} onChange={onView} />
      {shown === 0 && (
        <Card>
          <EmptyState title={s.noMatch} text={s.noMatchText} icon={<SearchX />}>
            <Button onClick={() => onView(NO_FILTERS)}>{commonStrings.clearFilters}</Button>
          </EmptyState>
        </Card>
      )}
      {groups.map(({ scope, budgets: own }) => (
        // The narrower what a budget counts, the further in it stands.
        <div key={scope} className={INDENT[scope]}>
          <Card isFlush title={s.scopes[scope]}>
            <ul aria-label={`${s.scopes[scope]}: ${s.label}`} className="divide-y divide-line">
              {own.map((budget) => (
                <BudgetRow key={budget.id} budget={budget} now={now} onAct={onAct} />
              ))}
            </ul>
          </Card>
        </div>
      ))}
    </div>
  );
}

const INDENT = {
  organization: '',
  project: 'lg:ml-6',
  key: 'lg:ml-12',
  user: 'lg:ml-12',
  tag: 'lg:ml-12',
  model: 'lg:ml-12',
} as const;
