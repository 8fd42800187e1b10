import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';

/** A surface with one subject. `title` becomes an h2; `actions` stand at its right. */
export function Card(props: {
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  isFlush?: boolean;
}) {
  const { title, note, actions, children, className, isFlush = false } = props;
  return (
    <section className={cx('flex min-w-0 flex-col rounded-xl border border-line bg-surface shadow-card', className)}>
      {title !== undefined && (
        <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 pb-2">
          <h2 className="text-sm font-semibold text-ink">{title}</h2>
          {note !== undefined && <p className="text-xs text-ink-faint">{note}</p>}
          {actions !== undefined && <div className="ml-auto flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div
        className={cx(
          'flex min-h-0 flex-1 flex-col',
          !isFlush && 'px-4 pb-4',
          title === undefined && !isFlush && 'pt-4',
        )}
      >
        {children}
      </div>
    </section>
  );
}
