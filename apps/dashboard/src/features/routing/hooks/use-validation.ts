import type { ConfigProblem } from '@llm-cost-optimizer/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { validationOptions } from '../api/validate-config.ts';
import { findProblems, mergeProblems, type PlacedProblem } from '../lib/problems.ts';

/** Pause in typing after which the gateway is asked. */
const TYPING_MS = 400;

interface Counts {
  readonly errorCount: number;
  readonly warningCount: number;
}

export interface Validation extends Counts {
  readonly problems: readonly PlacedProblem[];
  /** `unknown`: the gateway could not be asked. */
  readonly state: 'checking' | 'checked' | 'unknown';
  /** Asks the gateway again, whatever was asked before, and gives the numbers. Rejects when it cannot be asked. */
  readonly check: () => Promise<Counts>;
}

const NONE: readonly ConfigProblem[] = [];

/** Problems of a text: those visible in it at once, and after a pause those that only the gateway knows. */
export function useValidation(text: string): Validation {
  const queries = useQueryClient();
  const local = useMemo(() => findProblems(text), [text]);
  const isReadable = local.every((problem) => problem.severity !== 'error');
  const settled = useSettled(text, TYPING_MS);
  const remote = useQuery({ ...validationOptions(settled), enabled: isReadable && settled === text });
  const isCurrent = settled === text && remote.data !== undefined;
  const problems = useMemo(
    () => mergeProblems(local, isCurrent ? (remote.data?.problems ?? NONE) : NONE, text),
    [local, isCurrent, remote.data, text],
  );
  return {
    problems,
    ...countProblems(problems),
    state: !isReadable || isCurrent ? 'checked' : remote.isError ? 'unknown' : 'checking',
    check: async () => {
      if (!isReadable) return countProblems(local);
      const answer = await queries.fetchQuery({ ...validationOptions(text), staleTime: 0 });
      return countProblems(mergeProblems(local, answer.problems, text));
    },
  };
}

function countProblems(problems: readonly PlacedProblem[]): Counts {
  const errorCount = problems.filter((problem) => problem.severity === 'error').length;
  return { errorCount, warningCount: problems.length - errorCount };
}

/** `value` once it has not changed for a while. */
function useSettled<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}
