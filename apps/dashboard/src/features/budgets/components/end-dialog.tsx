import type { BudgetView } from '@llm-cost-optimizer/contracts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Notice } from '../../../components/notice.tsx';
import { showToast } from '../../../components/toast.tsx';
import { budgetsStrings } from '../../../lib/strings/budgets.ts';
import { useEndBudget } from '../api/end-budget.ts';

const s = budgetsStrings.endDialog;

/** Asks for the budget's name before it ends: from then on nothing holds spend back. */
export function EndDialog({ budget, onClose }: { budget: BudgetView | null; onClose: () => void }) {
  const end = useEndBudget();
  const close = () => {
    end.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      // The typed name belongs to one budget.
      key={budget?.id ?? 'none'}
      isOpen={budget !== null}
      title={s.title(budget?.name ?? '')}
      text={s.text}
      action={s.action}
      isDanger
      isBusy={end.isPending}
      typedName={budget?.name ?? ''}
      onConfirm={() => {
        if (budget === null) return;
        end.mutate(
          { id: budget.id },
          {
            onSuccess: () => {
              showToast(s.done(budget.name));
              onClose();
            },
          },
        );
      }}
      onClose={close}
    >
      {end.error !== null && (
        <Notice tone="bad" isUrgent title={s.failed}>
          {end.error.message}
        </Notice>
      )}
    </ConfirmDialog>
  );
}
