import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { cx } from '../lib/cx.ts';
import { commonStrings } from '../lib/strings/common.ts';

interface ToastEntry {
  readonly id: number;
  readonly text: string;
  readonly tone: 'good' | 'bad';
}

const VISIBLE_MS = 5000;
const MAX_TOASTS = 3;
let toasts: readonly ToastEntry[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

/** Shows a short message for five seconds; for the outcome of an action, never for what must be read. */
export function showToast(text: string, tone: 'good' | 'bad' = 'good'): void {
  const id = nextId;
  nextId += 1;
  change([...toasts, { id, text, tone }].slice(-MAX_TOASTS));
  setTimeout(() => dismiss(id), VISIBLE_MS);
}

/** The place where messages appear; once per application. */
export function Toaster() {
  const entries = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-60 flex w-80 max-w-[calc(100vw-32px)] flex-col gap-2"
    >
      {entries.map((toast) => (
        <div
          key={toast.id}
          className="pointer-events-auto flex items-start gap-2 rounded-xl border border-line bg-raised p-3 text-sm shadow-float animate-[appear_150ms_ease-out]"
        >
          {toast.tone === 'good' ? (
            <CircleCheck className="mt-0.5 size-4 shrink-0 text-accent" aria-hidden />
          ) : (
            <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad" aria-hidden />
          )}
          <span className={cx('min-w-0 flex-1 break-words')}>{toast.text}</span>
          <button
            type="button"
            aria-label={commonStrings.dismiss}
            onClick={() => dismiss(toast.id)}
            className="-m-1 inline-flex size-6 items-center justify-center rounded-md text-ink-faint hover:bg-sunken"
          >
            <X className="size-3.5" aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}

function dismiss(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

function change(next: readonly ToastEntry[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
