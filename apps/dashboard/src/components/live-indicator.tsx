import { Pause, Play } from 'lucide-react';
import { cx } from '../lib/cx.ts';
import { toggleLive, useLiveState } from '../lib/live.ts';
import { commonStrings } from '../lib/strings/common.ts';

const DOTS = {
  live: 'bg-accent',
  paused: 'bg-ink-faint',
  reconnecting: 'bg-warn animate-pulse',
} as const;

/** Says whether figures follow by themselves, and pauses or resumes that. */
export function LiveIndicator() {
  const state = useLiveState();
  const { label, action } = commonStrings.live[state];
  return (
    <button
      type="button"
      title={action}
      onClick={toggleLive}
      className="group inline-flex h-8 items-center gap-2 rounded-lg px-2 text-xs font-medium text-ink-soft hover:bg-sunken hover:text-ink"
    >
      <span aria-hidden className={cx('size-2 rounded-full', DOTS[state])} />
      <span role="status">{label}</span>
      <span className="sr-only">. {action}</span>
      {state === 'paused' ? (
        <Play className="size-3.5" aria-hidden />
      ) : (
        <Pause className="size-3.5 opacity-0 group-hover:opacity-100" aria-hidden />
      )}
    </button>
  );
}
