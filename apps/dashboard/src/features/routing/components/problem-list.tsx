import { CircleCheck, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react';
import { Card } from '../../../components/card.tsx';
import { routingStrings as s } from '../../../lib/strings/routing.ts';
import type { Validation } from '../hooks/use-validation.ts';
import type { PlacedProblem } from '../lib/problems.ts';
import { Sentence } from './sentence.tsx';

/** What is wrong with the text; each problem leads to its line. */
export function ProblemList({ validation, onGo }: { validation: Validation; onGo: (problem: PlacedProblem) => void }) {
  const { problems, state } = validation;
  return (
    <Card title={s.problemsTitle} note={<ValidationState validation={validation} />} isFlush>
      {state === 'unknown' && <p className="px-4 pb-3 text-xs text-ink-faint">{s.validationFailed}</p>}
      {problems.length > 0 && (
        <ul className="max-h-64 overflow-y-auto border-t border-line">
          {problems.map((problem) => (
            <li
              key={`${problem.from}:${problem.path}:${problem.message}`}
              className="border-b border-line last:border-b-0"
            >
              <button
                type="button"
                onClick={() => onGo(problem)}
                className="flex w-full items-start gap-2 px-4 py-2 text-left text-sm hover:bg-sunken/60"
              >
                {problem.severity === 'error' ? (
                  <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
                ) : (
                  <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
                )}
                <span className="sr-only">{s.severity[problem.severity]}</span>
                <span className="min-w-0 flex-1 break-words text-ink">
                  <Sentence text={problem.message} />
                </span>
                {problem.line !== null && (
                  <span className="figures shrink-0 text-xs text-ink-faint">{s.line(problem.line)}</span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** One line on the state of the check, read out when it changes. */
function ValidationState({ validation }: { validation: Validation }) {
  const { errorCount, warningCount, state } = validation;
  const count = errorCount + warningCount;
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-xs [&_svg]:size-3.5">
      {state === 'checking' && (
        <>
          <LoaderCircle aria-hidden className="animate-spin" />
          {s.checking}
        </>
      )}
      {state !== 'checking' && count === 0 && (
        <>
          <CircleCheck aria-hidden className="text-accent" />
          {s.noProblems}
        </>
      )}
      {state !== 'checking' && count > 0 && s.problemCount(errorCount, warningCount)}
    </span>
  );
}
