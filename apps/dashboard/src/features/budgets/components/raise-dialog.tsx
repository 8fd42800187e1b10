import type { BudgetView, ChangeBudget } from '@llm-cost-optimizer/contracts';
import { useId, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { showToast } from '../../../components/toast.tsx';
import { toLocalInput } from '../../../lib/period.ts';
import { budgetsStrings } from '../../../lib/strings/budgets.ts';
import { useChangeBudget } from '../api/change-budget.ts';
import { isAmount } from '../lib/budget-form.ts';
import { raiseOf } from '../lib/budget-rows.ts';

const s = budgetsStrings.raiseDialog;
const DAY_MS = 86_400_000;

/** Raises the limit of a budget until a moment, or ends the raise that is in force. */
export function RaiseDialog({ budget, onClose }: { budget: BudgetView | null; onClose: () => void }) {
  const id = useId();
  const [now] = useState(() => Date.now());
  const raise = budget === null ? null : raiseOf(budget, now);
  const [usd, setUsd] = useState(raise?.usd ?? '');
  const [until, setUntil] = useState(() => toLocalInput(new Date(raise?.until ?? now + DAY_MS)));
  const [wasSent, setSent] = useState(false);
  const change = useChangeBudget();
  const isWrong = !isAmount(usd) || Number(usd) === 0;
  const send = (wish: NonNullable<ChangeBudget['raise']> | null) => {
    if (budget === null) return;
    change.mutate(
      { id: budget.id, change: { raise: wish } },
      {
        onSuccess: ({ name }) => {
          showToast(budgetsStrings.saved(name));
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      isOpen={budget !== null}
      title={s.title(budget?.name ?? '')}
      text={s.text}
      action={s.action}
      isBusy={change.isPending}
      onConfirm={() => {
        setSent(true);
        if (!isWrong) send({ usd: usd.trim(), until: new Date(until).toISOString() });
      }}
      onClose={onClose}
    >
      <Field id={`${id}-usd`} label={s.usd} error={wasSent && isWrong ? s.wrong : null}>
        <TextInput
          id={`${id}-usd`}
          inputMode="decimal"
          required
          value={usd}
          onChange={(event) => setUsd(event.target.value)}
        />
      </Field>
      <Field id={`${id}-until`} label={s.until} hint={s.untilHint}>
        <TextInput
          id={`${id}-until`}
          type="datetime-local"
          required
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      </Field>
      {raise !== null && (
        <Button className="self-start" isBusy={change.isPending} onClick={() => send(null)}>
          {s.stop}
        </Button>
      )}
      {change.error !== null && (
        <Notice tone="bad" isUrgent title={s.failed}>
          {change.error.message}
        </Notice>
      )}
    </ConfirmDialog>
  );
}
