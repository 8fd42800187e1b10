import { type ReactNode, useId, useState } from 'react';
import { commonStrings } from '../lib/strings/common.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, TextInput } from './field.tsx';

/**
 * A question before something that matters: one sentence, the action by its name, and the way back. With `typedName` the
 * action waits until this name was typed.
 */
export function ConfirmDialog(props: {
  isOpen: boolean;
  title: string;
  text: string;
  action: string;
  cancel?: string;
  isDanger?: boolean;
  isBusy?: boolean;
  typedName?: string;
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
    typedName,
    children,
    onConfirm,
    onClose,
  } = props;
  const formId = useId();
  const [typed, setTyped] = useState('');
  const isConfirmed = typedName === undefined || typed.trim() === typedName;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      description={text}
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button
            type="submit"
            form={formId}
            variant={isDanger ? 'danger' : 'primary'}
            isBusy={isBusy}
            disabled={!isConfirmed}
          >
            {action}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (isConfirmed) onConfirm();
        }}
        className="flex flex-col gap-3"
      >
        {typedName !== undefined && (
          <Field id={`${formId}-name`} label={commonStrings.typeName(typedName)}>
            <TextInput
              id={`${formId}-name`}
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
        )}
        {children}
      </form>
    </Dialog>
  );
}
