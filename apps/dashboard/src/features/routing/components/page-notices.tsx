import type { ConfigDocument } from '@llm-cost-optimizer/contracts';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { formatDateTime } from '../../../lib/format.ts';
import { routingStrings as s } from '../../../lib/strings/routing.ts';
import type { DraftState } from '../hooks/use-draft.ts';
import { Sentence } from './sentence.tsx';

/** What the editor must know before going on: a newer version in force, a watched file and what is wrong with it. */
export function PageNotices({
  config,
  draft,
  onMerge,
}: {
  config: ConfigDocument;
  draft: DraftState;
  onMerge: () => void;
}) {
  const { active, file } = config;
  if (!draft.isOutdated && file === null) return null;
  return (
    <div className="mb-4 flex flex-col gap-3">
      {draft.isOutdated && (
        <Notice
          tone="warn"
          isUrgent
          title={s.outdatedTitle(active.version)}
          action={<Button onClick={onMerge}>{s.merge}</Button>}
        >
          {s.outdatedBy(active.author ?? s.someone, formatDateTime(active.createdAt))} {active.message}
        </Notice>
      )}
      {file !== null && (
        <Notice tone={file.problem === null ? 'file' : 'bad'} title={s.fileTitle(file.path)}>
          {file.problem !== null && (
            <p>
              {s.fileProblem}{' '}
              <span className="text-ink">
                <Sentence text={file.problem} />
              </span>
            </p>
          )}
          <p>{s.fileText}</p>
        </Notice>
      )}
    </div>
  );
}
