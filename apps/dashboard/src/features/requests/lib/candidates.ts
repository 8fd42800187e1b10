import type { RequestDetail } from '@llm-cost-optimizer/contracts';

export type Fate = 'served' | 'failed' | 'untried';

/** What became of a candidate (`provider/model`): it served the request, its calls failed, or it was not needed. */
export function candidateFate(
  id: string,
  request: Pick<RequestDetail, 'servedProvider' | 'servedModel'> & {
    attempts: readonly { provider: string; model: string }[];
  },
): Fate {
  const { servedProvider, servedModel, attempts } = request;
  if (servedProvider !== null && servedModel !== null && id === `${servedProvider}/${servedModel}`) return 'served';
  return attempts.some((attempt) => id === `${attempt.provider}/${attempt.model}`) ? 'failed' : 'untried';
}
