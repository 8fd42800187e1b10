import type { RequestDetail } from '@llm-cost-optimizer/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { TextInput } from '../../../components/field.tsx';
import { cx } from '../../../lib/cx.ts';
import { formatPercent } from '../../../lib/format.ts';
import { feedbackStrings as s } from '../../../lib/strings/feedback.ts';
import { requestDetailOptions } from '../api/get-request.ts';
import { putFeedback } from '../api/put-feedback.ts';
import { Section } from './facts.tsx';

/** What people say of the answer: thumbs and a comment. The last word counts. */
export function FeedbackSection({ detail }: { detail: RequestDetail }) {
  const { feedback = null } = detail;
  const id = useId();
  const client = useQueryClient();
  const [comment, setComment] = useState(feedback?.comment ?? '');
  const saving = useMutation({
    mutationFn: (score: number | null) =>
      putFeedback(detail.id, {
        score,
        shouldHaveUsed: feedback?.shouldHaveUsed ?? null,
        comment: comment.trim() === '' ? null : comment.trim(),
      }),
    onSuccess: (kept) => {
      const { queryKey } = requestDetailOptions(detail.id);
      client.setQueryData(queryKey, (known) => (known === undefined ? known : { ...known, feedback: kept }));
    },
  });
  // Nobody answered: there is nothing to judge.
  if (detail.servedModel === null) return null;
  const score = feedback?.score ?? null;
  return (
    <Section title={s.title} note={feedback?.teaches === false ? s.teachesNothing : s.note}>
      <div className="flex flex-wrap items-center gap-2">
        {VOTES.map(({ value, label, icon: Icon, tone }) => (
          <Button
            key={value}
            size="sm"
            aria-pressed={score === value}
            className={cx(score === value && tone)}
            icon={<Icon aria-hidden />}
            isBusy={saving.isPending}
            onClick={() => saving.mutate(value)}
          >
            {label}
          </Button>
        ))}
        {score !== null && score > 0 && score < 1 && (
          <span className="figures text-ink-soft">{s.score(formatPercent(score))}</span>
        )}
        {feedback?.shouldHaveUsed != null && <span className="text-ink-soft">{s.size[feedback.shouldHaveUsed]}</span>}
      </div>
      <form
        className="mt-2 flex items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate(score);
        }}
      >
        <TextInput
          id={id}
          aria-label={s.comment}
          placeholder={s.comment}
          value={comment}
          maxLength={2_000}
          onChange={(event) => setComment(event.target.value)}
        />
        <Button type="submit" disabled={comment.trim() === '' && score === null} isBusy={saving.isPending}>
          {s.save}
        </Button>
      </form>
      {saving.error !== null && (
        <p role="alert" className="mt-1 text-xs text-bad">
          {saving.error.message}
        </p>
      )}
    </Section>
  );
}

const VOTES = [
  { value: 1, label: s.good, icon: ThumbsUp, tone: 'border-accent text-accent' },
  { value: 0, label: s.bad, icon: ThumbsDown, tone: 'border-bad text-bad' },
] as const;
