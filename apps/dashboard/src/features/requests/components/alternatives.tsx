import { useQuery } from '@tanstack/react-query';
import { Badge } from '../../../components/badge.tsx';
import { formatPercent, formatUsd, UNKNOWN } from '../../../lib/format.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { whyStrings as s } from '../../../lib/strings/requests.ts';
import { replayOptions } from '../api/replay-decision.ts';
import { Section } from './facts.tsx';

/** Whether the same decision comes out again, and what each mode would have chosen. Silent where that cannot be told. */
export function Alternatives({ id }: { id: string }) {
  const { data } = useQuery(replayOptions(id));
  if (data?.alternatives === undefined) return null;
  return (
    <Section title={s.alternatives} note={data.isSame ? s.sameAgain : s.otherAgain}>
      <ul className="flex flex-col">
        {data.alternatives.map(({ mode, model, estimatedCostUsd, expectedQuality }) => (
          <li
            key={mode}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1.5 last:border-b-0"
          >
            <span className="w-20 shrink-0">
              <Badge>{commonStrings.modes[mode]}</Badge>
            </span>
            <span className="min-w-0 flex-1 break-all text-ink">{model ?? UNKNOWN}</span>
            <span className="figures text-ink-soft">{formatUsd(estimatedCostUsd)}</span>
            <span className="figures w-14 text-right text-ink-soft" title={s.qualityHint}>
              {formatPercent(expectedQuality, 0)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
