import { useId, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Drawer } from '../../../components/dialog.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { ApiError } from '../../../lib/api.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { routingStrings, publishStrings as s } from '../../../lib/strings/routing.ts';
import { usePublishConfig } from '../api/publish-config.ts';
import type { DraftState } from '../hooks/use-draft.ts';
import type { Validation } from '../hooks/use-validation.ts';
import { DiffView } from './diff-view.tsx';
import { DryRun } from './dry-run.tsx';
import { Sentence } from './sentence.tsx';

interface PublishDrawerProps {
  readonly isOpen: boolean;
  readonly draft: DraftState;
  readonly validation: Validation;
  readonly liveVersion: number;
  readonly liveText: string;
  readonly onClose: () => void;
  /** The text was published. */
  readonly onPublished: () => void;
  readonly onMerge: () => void;
}

/** Last look before publishing: the changed lines, warnings, a message. A conflict leads to the merge instead. */
export function PublishDrawer(props: PublishDrawerProps) {
  const { isOpen, liveVersion, onClose } = props;
  return (
    <Drawer
      isOpen={isOpen}
      onClose={onClose}
      title={s.title}
      description={s.text(liveVersion)}
      className="sm:max-w-3xl"
    >
      {/* Mounted with the drawer, so that each publishing begins with an empty message and no old failure. */}
      <PublishForm {...props} />
    </Drawer>
  );
}

function PublishForm({ draft, validation, liveVersion, liveText, onClose, onPublished, onMerge }: PublishDrawerProps) {
  const [message, setMessage] = useState('');
  const publish = usePublishConfig();
  const id = useId();
  const isConflict = draft.isOutdated || isOtherVersion(publish.error);
  const hasErrors = validation.errorCount > 0;
  const isBlocked = isConflict || hasErrors || !draft.isDirty;
  const [isWaiting, setIsWaiting] = useState(false);
  const submit = async () => {
    if (isBlocked || isWaiting || publish.isPending) return;
    // Enter may come before the gateway has answered what it thinks of the text: then its answer decides.
    if (validation.state === 'checking') {
      setIsWaiting(true);
      const errorCount = await validation.check().then(({ errorCount: found }) => found, askedInVain);
      setIsWaiting(false);
      if (errorCount > 0) return;
    }
    const trimmed = message.trim();
    publish.mutate(
      { yaml: draft.text, baseVersion: draft.baseVersion, ...(trimmed !== '' && { message: trimmed }) },
      { onSuccess: onPublished },
    );
  };
  return (
    <form
      className="flex flex-col gap-4 text-sm"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {isConflict && !publish.isPending && (
        <Notice
          tone="warn"
          isUrgent
          title={s.conflictTitle}
          action={<Button onClick={onMerge}>{routingStrings.merge}</Button>}
        >
          {s.conflictText}
        </Notice>
      )}
      {hasErrors && <Notice tone="bad" title={s.hasErrors} />}
      {publish.error !== null && !isConflict && (
        <Notice tone="bad" isUrgent title={s.failed}>
          <p className="whitespace-pre-line">{publish.error.message}</p>
        </Notice>
      )}
      <Field id={id} label={s.message} hint={s.messageHint}>
        {/* The drawer opens to be filled in; without autoFocus the focus stands on Close. */}
        <TextInput
          id={id}
          autoFocus
          maxLength={500}
          placeholder={s.messagePlaceholder}
          value={message}
          onChange={(event) => setMessage(event.target.value)}
        />
      </Field>
      {validation.warningCount > 0 && <Warnings validation={validation} />}
      <DryRun text={draft.text} isDisabled={hasErrors} />
      <DiffView before={liveText} after={draft.text} />
      <div className="sticky bottom-0 -mx-5 -mb-6 flex justify-end gap-2 border-t border-line bg-raised px-5 py-3">
        <Button onClick={onClose}>{commonStrings.cancel}</Button>
        <Button type="submit" variant="primary" disabled={isBlocked} isBusy={publish.isPending || isWaiting}>
          {s.publish(liveVersion + 1)}
        </Button>
      </div>
    </form>
  );
}

/** What a simulation keeps out, or one that still runs, is a 409 too, but there is nothing to merge. */
function isOtherVersion(error: Error | null): boolean {
  return error instanceof ApiError && error.status === 409 && error.param !== 'gate' && error.param !== 'simulation';
}

/** A text that could not be checked is checked when it is published. */
function askedInVain(): number {
  return 0;
}

function Warnings({ validation }: { validation: Validation }) {
  return (
    <Notice tone="warn" title={s.warnings}>
      <ul className="list-disc pl-4">
        {validation.problems
          .filter((problem) => problem.severity === 'warning')
          .map((problem) => (
            <li key={`${problem.from}:${problem.message}`}>
              <Sentence text={problem.message} />
            </li>
          ))}
      </ul>
    </Notice>
  );
}
