import type { VirtualKey } from '@llm-cost-optimizer/contracts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Notice } from '../../../components/notice.tsx';
import { showToast } from '../../../components/toast.tsx';
import { keysStrings } from '../../../lib/strings/keys.ts';
import { useRevokeKey } from '../api/revoke-key.ts';

const s = keysStrings.revokeDialog;

/** Asks for the key's name before it is revoked: applications that use it stop at once. */
export function RevokeDialog({ asked, onClose }: { asked: VirtualKey | null; onClose: () => void }) {
  const revoke = useRevokeKey();
  const close = () => {
    revoke.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      // The typed name belongs to one key.
      key={asked?.id ?? 'none'}
      isOpen={asked !== null}
      title={s.title(asked?.name ?? '')}
      text={s.text}
      action={s.action}
      isDanger
      isBusy={revoke.isPending}
      typedName={asked?.name ?? ''}
      onConfirm={() => {
        if (asked === null) return;
        revoke.mutate(
          { id: asked.id },
          {
            onSuccess: () => {
              showToast(s.done(asked.name));
              onClose();
            },
          },
        );
      }}
      onClose={close}
    >
      {revoke.error !== null && (
        <Notice tone="bad" isUrgent title={s.failed}>
          {revoke.error.message}
        </Notice>
      )}
    </ConfirmDialog>
  );
}
