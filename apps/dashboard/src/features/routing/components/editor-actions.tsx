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
  const [isChecking, setChecking] = useState(false);
  const check = async () => {
    setChecking(true);
    try {
      const { errorCount, warningCount } = await validation.check();
      const text = errorCount + warningCount === 0 ? s.noProblems : s.problemCount(errorCount, warningCount);
      showToast(text, errorCount === 0 ? 'good' : 'bad');
    } catch (error) {
      showToast(error instanceof Error ? error.message : s.validationFailed, 'bad');
    } finally {
      setChecking(false);
    }
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
        disabled={!draft.isDirty || validation.errorCount > 0}
        onClick={onPublish}
      >
        {s.publish}
      </Button>
    </>
  );
}
