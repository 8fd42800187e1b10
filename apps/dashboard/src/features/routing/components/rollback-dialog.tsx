import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Notice } from '../../../components/notice.tsx';
import { historyStrings as s } from '../../../lib/strings/routing.ts';
import { useRollbackConfig } from '../api/rollback-config.ts';

/** Asks before an old version comes into force again. */
export function RollbackDialog(props: {
  version: number | null;
  nextVersion: number;
  onClose: () => void;
  onDone: () => void;
}) {
  const { version, nextVersion, onClose, onDone } = props;
  const rollback = useRollbackConfig();
  const close = () => {
    rollback.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={version !== null}
      title={s.rollBackTitle(version ?? 0)}
      text={s.rollBackText(nextVersion)}
      action={s.rollBackTo(version ?? 0)}
      isBusy={rollback.isPending}
      onConfirm={() => {
        if (version !== null) rollback.mutate({ version }, { onSuccess: onDone });
      }}
      onClose={close}
    >
      {rollback.error !== null && (
        <Notice tone="bad" isUrgent title={s.rolledBackFailed}>
          <p className="whitespace-pre-line">{rollback.error.message}</p>
        </Notice>
      )}
    </ConfirmDialog>
  );
}
