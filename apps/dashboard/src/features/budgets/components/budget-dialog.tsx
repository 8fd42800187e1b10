import { BUDGET_ACTIONS, BUDGET_PERIODS, BUDGET_SCOPES, type BudgetView } from '@llm-cost-optimizer/contracts';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Field, Select, TextInput } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { showToast } from '../../../components/toast.tsx';
import { budgetsStrings } from '../../../lib/strings/budgets.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { useChangeBudget } from '../api/change-budget.ts';
import { useCreateBudget } from '../api/create-budget.ts';
import { type BudgetFields, budgetFields, budgetProblems, toChangeBudget, toCreateBudget } from '../lib/budget-form.ts';

const s = budgetsStrings.form;

/** One form for a new budget (`changed` null) and for changing one. What a budget counts is fixed once it is made. */
export function BudgetDialog(props: { isOpen: boolean; changed: BudgetView | null; onClose: () => void }) {
  const { isOpen, changed, onClose } = props;
  const formId = useId();
  const [fields, setFields] = useState(() => budgetFields(changed));
  const [wasSent, setSent] = useState(false);
  const create = useCreateBudget();
  const change = useChangeBudget();
  const error = create.error ?? change.error;
  const close = () => {
    setFields(budgetFields(changed));
    setSent(false);
    create.reset();
    change.reset();
    onClose();
  };
  const onSuccess = ({ name }: BudgetView) => {
    showToast(budgetsStrings.saved(name));
    close();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (budgetProblems(fields).length > 0) return;
    if (changed === null) return create.mutate(toCreateBudget(fields), { onSuccess });
    const wish = toChangeBudget(fields, changed);
    if (wish === null) return close();
    change.mutate({ id: changed.id, change: wish }, { onSuccess });
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={changed === null ? s.createTitle : s.changeTitle(changed.name)}
      description={changed === null ? s.createText : s.changeText}
      footer={
        <>
          <Button onClick={close}>{commonStrings.cancel}</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={create.isPending || change.isPending}>
            {changed === null ? s.create : s.save}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={save} className="flex flex-col gap-4">
        <BudgetFieldset
          fields={fields}
          isNew={changed === null}
          problems={wasSent ? budgetProblems(fields) : []}
          onChange={(patch) => setFields({ ...fields, ...patch })}
        />
        {error !== null && (
          <Notice tone="bad" isUrgent title={s.failed}>
            {error.message}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

function BudgetFieldset(props: {
  fields: BudgetFields;
  isNew: boolean;
  problems: ReturnType<typeof budgetProblems>;
  onChange: (patch: Partial<BudgetFields>) => void;
}) {
  const { fields, isNew, problems, onChange } = props;
  const id = useId();
  const isLimitWrong = problems.includes('limit');
  return (
    <>
      <Field id={`${id}-name`} label={s.name}>
        <TextInput
          id={`${id}-name`}
          required
          maxLength={100}
          autoComplete="off"
          value={fields.name}
          onChange={({ target: { value } }) => onChange({ name: value })}
        />
      </Field>
      {isNew && <WhatCounts fields={fields} onChange={onChange} />}
      <Field
        id={`${id}-limit`}
        label={s.limit}
        {...(fields.period !== 'none' && { hint: s.limitHint })}
        error={isLimitWrong ? s.limitWrong : null}
      >
        <TextInput
          id={`${id}-limit`}
          inputMode="decimal"
          required
          aria-invalid={isLimitWrong || undefined}
          value={fields.limit}
          onChange={({ target: { value } }) => onChange({ limit: value })}
        />
      </Field>
      <Levels
        levels={fields.levels}
        error={problems.includes('levels') ? s.levelWrong : null}
        onChange={(levels) => onChange({ levels })}
      />
    </>
  );
}

/** Scope, subject and period; only of a new budget. */
function WhatCounts({ fields, onChange }: { fields: BudgetFields; onChange: (patch: Partial<BudgetFields>) => void }) {
  const id = useId();
  const { scope, period } = fields;
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field id={`${id}-scope`} label={s.scope}>
          <Select
            id={`${id}-scope`}
            value={scope}
            options={BUDGET_SCOPES.map((value) => ({ value, label: budgetsStrings.scopes[value] }))}
            onChange={({ target: { value } }) =>
              onChange({ scope: BUDGET_SCOPES.find((one) => one === value) ?? scope })
            }
          />
        </Field>
        <Field id={`${id}-period`} label={s.period}>
          <Select
            id={`${id}-period`}
            value={period}
            options={BUDGET_PERIODS.map((value) => ({ value, label: budgetsStrings.periods[value] }))}
            onChange={({ target: { value } }) =>
              onChange({ period: BUDGET_PERIODS.find((one) => one === value) ?? period })
            }
          />
        </Field>
      </div>
      {scope !== 'organization' && (
        <Field id={`${id}-subject`} label={s.subject[scope]} hint={s.subjectHint[scope]}>
          <TextInput
            id={`${id}-subject`}
            required
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            value={fields.subject}
            onChange={({ target: { value } }) => onChange({ subject: value })}
          />
        </Field>
      )}
    </>
  );
}

function Levels(props: {
  levels: BudgetFields['levels'];
  error: string | null;
  onChange: (levels: BudgetFields['levels']) => void;
}) {
  const { levels, error, onChange } = props;
  const id = useId();
  return (
    <fieldset className="m-0 border-0 p-0">
      <legend className="mb-1 text-xs font-medium text-ink-soft">{s.levels}</legend>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
        {BUDGET_ACTIONS.map((action) => (
          <Field key={action} id={`${id}-${action}`} label={budgetsStrings.actions[action]}>
            <TextInput
              id={`${id}-${action}`}
              inputMode="decimal"
              placeholder="%"
              aria-invalid={error !== null || undefined}
              value={levels[action]}
              onChange={({ target: { value } }) => onChange({ ...levels, [action]: value })}
            />
          </Field>
        ))}
      </div>
      <p
        role={error === null ? undefined : 'alert'}
        className={`mt-1 text-xs ${error === null ? 'text-ink-faint' : 'text-bad'}`}
      >
        {error ?? s.levelsHint}
      </p>
    </fieldset>
  );
}
