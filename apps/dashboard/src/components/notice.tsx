import { CircleAlert, FileText, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';

const TONES = {
  info: { box: 'border-info/30 bg-info-soft', icon: <Info aria-hidden className="text-info" /> },
  file: { box: 'border-line bg-surface', icon: <FileText aria-hidden className="text-ink-faint" /> },
  warn: { box: 'border-warn/30 bg-warn-soft', icon: <TriangleAlert aria-hidden className="text-warn" /> },
  bad: { box: 'border-bad/30 bg-bad-soft', icon: <CircleAlert aria-hidden className="text-bad" /> },
} as const;

/** A box that says something about the page, with the one next step at its right. `isUrgent` is read out at once. */
export function Notice(props: {
  tone: keyof typeof TONES;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  isUrgent?: boolean;
}) {
  const { tone, title, children, action, isUrgent = false } = props;
  const { box, icon } = TONES[tone];
  return (
    <div
      role={isUrgent ? 'alert' : undefined}
      className={cx('flex flex-wrap items-start gap-x-3 gap-y-2 rounded-xl border px-4 py-3 text-sm', box)}
    >
      <span className="mt-0.5 [&_svg]:size-4">{icon}</span>
      <div className="min-w-0 flex-1">
        <p className="font-medium text-ink">{title}</p>
        {children !== undefined && <div className="break-words text-ink-soft">{children}</div>}
      </div>
      {action}
    </div>
  );
}
