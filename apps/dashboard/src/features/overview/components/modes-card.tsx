import { MODES, type Overview } from '@llm-cost-optimizer/contracts';
import { formatPercent } from '../../../lib/format.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { overviewStrings as s } from '../../../lib/strings/overview.ts';
import { ShareCard } from './share-card.tsx';

/** Which routing modes the requests asked for. */
export function ModesCard({ modes }: { modes: Overview['modes'] }) {
  const total = modes.reduce((sum, entry) => sum + entry.requests, 0);
  const countOf = (mode: string) => modes.find((entry) => entry.mode === mode)?.requests ?? 0;
  const entries = MODES.map((mode) => ({
    label: commonStrings.modes[mode],
    count: countOf(mode),
    color: 'var(--series-1)',
  })).sort((left, right) => right.count - left.count);
  const [first] = entries;
  const summary =
    first === undefined || total === 0
      ? s.trend.none
      : s.modes.summary(first.label, formatPercent(first.count / total));
  const columns = [s.modes.mode, s.modes.requests, s.modes.share];
  return <ShareCard title={s.modes.title} summary={summary} columns={columns} entries={entries} total={total} />;
}
