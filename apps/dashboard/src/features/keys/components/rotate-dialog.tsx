import type { CreatedKey, VirtualKey } from '@llm-cost-optimizer/contracts';
import { useId, useState } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Field, Select } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { keysStrings } from '../../../lib/strings/keys.ts';
import { useRotateKey } from '../api/rotate-key.ts';

const s = keysStrings.rotateDialog;
const OVERLAPS = ['0', '1', '24', '168', '720'] as const;
const USUAL = '24';

/** Asks how long the old secret goes on before a new one is made. */
export function RotateDialog(props: {
  asked: VirtualKey | null;
  onDone: (key: CreatedKey) => void;
  onClose: () => void;
}) {
  const { asked, onDone, onClose } = props;
  const id = useId();
  const [overlap, setOverlap] = useState<string>(USUAL);
  const rotate = useRotateKey();
  const close = () => {
    rotate.reset();
    setOverlap(USUAL);
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={asked !== null}
      title={s.title(asked?.name ?? '')}
      text={s.text}
      action={s.action}
      isBusy={rotate.isPending}
      onConfirm={() => {
        if (asked === null) return;
        rotate.mutate(
          { id: asked.id, overlapHours: Number(overlap) },
          {
            onSuccess: (key) => {
              close();
              onDone(key);
            },
          },
        );
      }}
      onClose={close}
    >
      <Field id={id} label={s.overlap}>
        <Select
          id={id}
          value={overlap}
          options={OVERLAPS.map((value) => ({ value, label: s.overlaps[value] }))}
          onChange={(event) => setOverlap(event.target.value)}
        />
      </Field>
      {rotate.error !== null && (
        <Notice tone="bad" isUrgent title={s.failed}>
          {rotate.error.message}
        </Notice>
      )}
    </ConfirmDialog>
  );
}
