import type { RouteDecision, RuleTest } from '@llm-cost-optimizer/contracts';
import { useMutation } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { ErrorState } from '../../../components/states.tsx';
import { formatPercent, formatUsd, UNKNOWN } from '../../../lib/format.ts';
import { rulesStrings as s } from '../../../lib/strings/routing.ts';
import { testRules } from '../api/test-rules.ts';

/** Tries a prompt on rules and router: which rule decides, why not the others, and who would answer. */
export function RuleTrialCard({ draft }: { draft: string | null }) {
  const id = useId();
  const [prompt, setPrompt] = useState('');
  const [tags, setTags] = useState('');
  const trial = useMutation({ mutationFn: testRules });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    trial.mutate({ prompt, tags: tags.split(',').flatMap((tag) => tag.trim() || []), yaml: draft });
  };
  return (
    <Card title={s.trialTitle} note={draft === null ? s.trialNote : s.trialDraft}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Field id={`${id}-prompt`} label={s.prompt}>
          <textarea
            id={`${id}-prompt`}
            value={prompt}
            onChange={(event) => setPrompt(event.target.value)}
            rows={4}
            className="w-full min-w-0 rounded-lg border border-line-strong bg-surface px-2.5 py-1.5 text-sm text-ink placeholder:text-ink-faint"
            placeholder={s.promptPlaceholder}
          />
        </Field>
        <Field id={`${id}-tags`} label={s.tags}>
          <TextInput id={`${id}-tags`} value={tags} onChange={(event) => setTags(event.target.value)} />
        </Field>
        <Button
          type="submit"
          variant="primary"
          className="self-start"
          icon={<FlaskConical aria-hidden />}
          isBusy={trial.isPending}
          disabled={prompt.trim() === ''}
        >
          {s.test}
        </Button>
      </form>
      <div aria-live="polite" className="mt-4 min-w-0">
        {trial.error !== null && <ErrorState error={trial.error} title={s.trialFailed} />}
        {trial.data !== undefined && trial.error === null && <Outcome result={trial.data} />}
      </div>
    </Card>
  );
}

function Outcome({ result: { decision, verdicts } }: { result: RuleTest }) {
  const [first] = decision.candidates;
  return (
    <>
      <p className="font-medium break-words text-ink">
        {decision.error === null ? (first?.id ?? UNKNOWN) : decision.error.message}
      </p>
      <p className="text-xs text-ink-soft">{first?.reason ?? s.nobody}</p>
      <Numbers decision={decision} />
      {verdicts.length > 0 && (
        <ol aria-label={s.verdictsLabel} className="mt-3 rounded-lg border border-line">
          {verdicts.map(({ index, name, verdict, failed }) => (
            <li
              key={index}
              className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2 last:border-b-0"
            >
              <span className="figures text-xs text-ink-faint">{index + 1}</span>
              <span className="min-w-0 flex-1 break-words text-ink">{name}</span>
              <Badge tone={verdict === 'matched' ? 'good' : verdict === 'shadowed' ? 'warn' : 'neutral'}>
                {verdict === 'failed' ? s.failedAt(s.conditions[failed ?? ''] ?? failed ?? '') : s.verdicts[verdict]}
              </Badge>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Numbers({ decision }: { decision: RouteDecision }) {
  const [first] = decision.candidates;
  const facts = [
    [s.score, decision.score === null ? UNKNOWN : `${decision.score} (${decision.tier ?? UNKNOWN})`],
    [s.expectedCost, formatUsd(first?.estimated_cost_usd ?? null)],
    [s.expectedQuality, formatPercent(decision.expected_quality ?? null)],
    [s.task, decision.task ?? UNKNOWN],
  ] as const;
  return (
    <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs text-ink-faint">{name}</dt>
          <dd className="figures break-words text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
