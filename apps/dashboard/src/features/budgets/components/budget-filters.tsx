import { BUDGET_SCOPES } from '@llm-cost-optimizer/contracts';
import { Search } from 'lucide-react';
import { Select, TextInput } from '../../../components/field.tsx';
import { budgetsStrings as s } from '../../../lib/strings/budgets.ts';
import { type BudgetsView, STATES } from '../lib/view.ts';

/** Search, what is counted, and state. */
export function BudgetFilters(props: {
  view: BudgetsView;
  shown: number;
  all: number;
  onChange: (patch: Partial<BudgetsView>, options?: { replace?: boolean }) => void;
}) {
  const { view, shown, all, onChange } = props;
  return (
    <fieldset className="m-0 flex min-w-0 flex-wrap items-center gap-2 border-0 p-0">
      <legend className="sr-only">{s.filters}</legend>
      <span className="relative w-full sm:w-56">
        <Search className="absolute top-2 left-2.5 size-4 text-ink-faint" aria-hidden />
        <TextInput
          type="search"
          data-shortcut="filter"
          aria-label={s.search}
          placeholder={s.search}
          className="pl-8"
          value={view.search ?? ''}
          onChange={({ target: { value } }) => onChange({ search: value === '' ? null : value }, { replace: true })}
        />
      </span>
      <Select
        aria-label={s.scope}
        className="sm:w-44"
        value={view.scope}
        options={[
          { value: 'any', label: s.anyScope },
          ...BUDGET_SCOPES.map((value) => ({ value, label: s.scopes[value] })),
        ]}
        onChange={({ target: { value } }) => onChange({ scope: BUDGET_SCOPES.find((one) => one === value) ?? 'any' })}
      />
      <Select
        aria-label={s.state}
        className="sm:w-44"
        value={view.state}
        options={STATES.map((value) => ({ value, label: value === 'any' ? s.anyState : s.states[value] }))}
        onChange={({ target: { value } }) => onChange({ state: STATES.find((one) => one === value) ?? 'any' })}
      />
      <p aria-live="polite" className="figures text-xs text-ink-faint sm:ml-auto">
        {s.count(shown, all)}
      </p>
    </fieldset>
  );
}
