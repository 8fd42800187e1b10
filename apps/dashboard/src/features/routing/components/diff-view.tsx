import { useMemo, useState } from 'react';
import { ScrollRegion } from '../../../components/scroll-region.tsx';
import { publishStrings as s } from '../../../lib/strings/routing.ts';
import { countChanges, type DiffLine, type DiffPart, diffLines, groupChanges } from '../lib/line-diff.ts';

const SIGNS = { same: ' ', added: '+', removed: '−' } as const;
const TONES = {
  same: 'text-ink-soft',
  added: 'bg-accent-soft text-accent-strong',
  removed: 'bg-bad-soft text-bad',
} as const;

/** Two texts compared line by line. Signs tell added from removed, not colour alone; equal stretches unfold. */
export function DiffView({ before, after, label = s.diffLabel }: { before: string; after: string; label?: string }) {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const { added, removed } = countChanges(lines);
  if (added + removed === 0) return <p className="text-sm text-ink-soft">{s.same}</p>;
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <p className="figures border-b border-line bg-sunken/60 px-3 py-1.5 text-xs text-ink-soft">
        {s.changes(added, removed)}
      </p>
      <ScrollRegion label={label} className="max-h-[60vh] overflow-auto">
        <table className="w-full font-mono text-xs leading-5" aria-label={label}>
          <tbody>
            {groupChanges(lines).map((part) => (
              <Part key={keyOf(part.lines[0])} part={part} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}

function Part({ part }: { part: DiffPart }) {
  const [isOpen, setOpen] = useState(false);
  if (part.kind === 'skipped' && !isOpen) {
    return (
      <tr>
        <td colSpan={4} className="bg-sunken/60 p-0">
          <button
            type="button"
            onClick={() => setOpen(true)}
            className="w-full px-3 py-1 text-left font-sans text-2xs text-ink-faint hover:text-ink"
          >
            {s.skipped(part.lines.length)}
          </button>
        </td>
      </tr>
    );
  }
  return part.lines.map((line) => <Line key={keyOf(line)} line={line} />);
}

function Line({ line }: { line: DiffLine }) {
  return (
    <tr className={TONES[line.kind]}>
      <LineNumber value={line.oldLine} />
      <LineNumber value={line.newLine} />
      <td className="w-4 pl-2 align-top select-none">
        <span aria-hidden>{SIGNS[line.kind]}</span>
        {line.kind !== 'same' && <span className="sr-only">{s[line.kind]}</span>}
      </td>
      <td className="pr-3 pl-1 whitespace-pre">{line.text}</td>
    </tr>
  );
}

function LineNumber({ value }: { value: number | null }) {
  return <td className="figures w-9 px-1.5 text-right align-top text-ink-faint select-none max-sm:hidden">{value}</td>;
}

function keyOf(line: DiffLine | undefined): string {
  return `${line?.oldLine ?? ''}:${line?.newLine ?? ''}`;
}
