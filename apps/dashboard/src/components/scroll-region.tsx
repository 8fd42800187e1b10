import type { ReactNode } from 'react';

/** A box that scrolls and can be reached and scrolled by keyboard. `label` names it for screen readers. */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the hidden part is out of reach by keyboard.
    <section aria-label={label} tabIndex={0} className={className}>
      {children}
    </section>
  );
}
