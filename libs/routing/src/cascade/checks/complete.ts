import type { AnswerToCheck, CheckResult } from '../types.ts';

/** Cut off, filtered or empty answers are worth nothing, whatever else they hold. */
export function checkComplete({ text, toolCalls, finishReason }: AnswerToCheck): CheckResult {
  const result = (verdict: CheckResult['verdict'], reason: string): CheckResult => ({
    check: 'complete',
    verdict,
    reason,
  });
  if (finishReason === 'length') return result('fail', 'The answer was cut off at its token limit.');
  if (finishReason === 'content_filter') return result('fail', 'A content filter stopped the answer.');
  if (toolCalls.length === 0 && (text ?? '').trim() === '') return result('fail', 'The answer is empty.');
  if (finishReason === null) return result('unknown', 'The provider did not say how the answer ended.');
  return result('unknown', 'The answer came to its own end.');
}
