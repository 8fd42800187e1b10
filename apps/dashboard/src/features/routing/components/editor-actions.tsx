import { RotateCcw, ShieldCheck, Upload } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { showToast } from '../../../components/toast.tsx';
import { routingStrings as s } from '../../../lib/strings/routing.ts';
import type { DraftState } from '../hooks/use-draft.ts';
import type { Validation } from '../hooks/use-validation.ts';

/** Validate, discard, publish. */
export function EditorActions(props: {
  draft: DraftState;
  validation: Validation;
  onDiscard: () => void;
  onPublish: () => void;
}) {
  const { draft, validation, onDiscard, onPublish } = props;
  const { errorCount, warningCount } = validation;
  const [isChecking, setChecking] = useState(false);
  const check = async () => {
    setChecking(true);
    await validation.check();
    setChecking(false);
    const count = errorCount + warningCount;
    showToast(count === 0 ? s.noProblems : s.problemCount(errorCount, warningCount), errorCount === 0 ? 'good' : 'bad');
  };
  return (
    <>
      {draft.isDirty && (
        <Button variant="ghost" icon={<RotateCcw aria-hidden />} onClick={onDiscard}>
          {s.discard}
        </Button>
      )}
      <Button icon={<ShieldCheck aria-hidden />} isBusy={isChecking} onClick={check}>
        {s.validate}
      </Button>
      <Button
        variant="primary"
        icon={<Upload aria-hidden />}
        disabled={!draft.isDirty || errorCount > 0}
        onClick={onPublish}
      >
        {s.publish}
      </Button>
    </>
  );
}
