import type { ReactNode } from 'react';
import { cx } from '../../../lib/cx.ts';

/** A list of names and values, in two columns where there is room. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid gap-x-8 sm:grid-cols-2">{children}</dl>;
}

/** One name with its value. */
export function Fact({ name, children, isWide = false }: { name: string; children: ReactNode; isWide?: boolean }) {
  return (
    <div
      className={cx(
        'flex min-w-0 items-baseline justify-between gap-4 border-b border-line py-1.5',
        isWide && 'sm:col-span-2',
      )}
    >
      <dt className="shrink-0 text-ink-soft">{name}</dt>
      <dd className="figures min-w-0 text-right break-words text-ink">{children}</dd>
    </div>
  );
}

/** A part of a tab with its heading. */
export function Section(props: { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const { title, note, actions, children } = props;
  return (
    <section className="mt-6 first:mt-0">
      <header className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold text-ink">{title}</h3>
        {actions !== undefined && <div className="ml-auto">{actions}</div>}
        {note !== undefined && <p className="w-full text-xs text-ink-faint">{note}</p>}
      </header>
      {children}
    </section>
  );
}
