import type { BudgetView } from '@llm-cost-optimizer/contracts';
import { useId, useState } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { showToast } from '../../../components/toast.tsx';
import { budgetsStrings } from '../../../lib/strings/budgets.ts';
import { useTopUpBudget } from '../api/top-up-budget.ts';
import { isAmount } from '../lib/budget-form.ts';

const s = budgetsStrings.topUpDialog;

/** Pays in on a prepaid budget. A second press of the button, or a repeat after a lost answer, pays once. */
export function TopUpDialog({ budget, onClose }: { budget: BudgetView | null; onClose: () => void }) {
  const id = useId();
  const [usd, setUsd] = useState('');
  const [note, setNote] = useState('');
  const [paymentId] = useState(randomId);
  const [wasSent, setSent] = useState(false);
  const topUp = useTopUpBudget();
  const isWrong = !isAmount(usd) || Number(usd) === 0;
  const pay = () => {
    setSent(true);
    if (budget === null || isWrong) return;
    const payment = { amountUsd: usd.trim(), paymentId, ...(note.trim() !== '' && { note: note.trim() }) };
    topUp.mutate(
      { id: budget.id, payment },
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
      isBusy={topUp.isPending}
      onConfirm={pay}
      onClose={onClose}
    >
      <Field id={`${id}-usd`} label={s.usd} error={wasSent && isWrong ? budgetsStrings.raiseDialog.wrong : null}>
        <TextInput
          id={`${id}-usd`}
          inputMode="decimal"
          required
          value={usd}
          onChange={(event) => setUsd(event.target.value)}
        />
      </Field>
      <Field id={`${id}-note`} label={s.note} hint={s.noteHint}>
        <TextInput id={`${id}-note`} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
      {topUp.error !== null && (
        <Notice tone="bad" isUrgent title={s.failed}>
          {topUp.error.message}
        </Notice>
      )}
    </ConfirmDialog>
  );
}

/** A random UUID, also on pages without a secure origin, where browsers have no `crypto.randomUUID`. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes]
    .map((byte, at) => (at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
