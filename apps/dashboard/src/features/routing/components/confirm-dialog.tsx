import { type ReactNode, useId } from 'react';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { commonStrings } from '../../../lib/strings/common.ts';

/** A question before something that matters: one sentence, the action by its name, and the way back. */
export function ConfirmDialog(props: {
  isOpen: boolean;
  title: string;
  text: string;
  action: string;
  cancel?: string;
  isDanger?: boolean;
  isBusy?: boolean;
  /** What went wrong with the action; shown in place. */
  children?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const {
    isOpen,
    title,
    text,
    action,
    cancel = commonStrings.cancel,
    isDanger = false,
    isBusy = false,
    children,
    onConfirm,
    onClose,
  } = props;
  const formId = useId();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      description={text}
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button type="submit" form={formId} variant={isDanger ? 'danger' : 'primary'} isBusy={isBusy}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}
