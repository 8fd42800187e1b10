import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../lib/cx.ts';

/** Written out, and by spreading because the linter takes them for redundant: see `Table`. */
const AS = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const;

/**
 * Table that becomes a list of cards below 640 px: each `Row` a card, each `Cell` with its `label` in front. Cells
 * without `label` take the whole line (half of it with `isHalf`); `isMinor` cells are left out on cards. The roles are written out because a
 * changed `display` takes the table's meaning away in some browsers.
 */
export function Table({ label, className, children, ...rest }: ComponentProps<'table'> & { label: string }) {
  return (
    <table
      {...AS.table}
      aria-label={label}
      className={cx('w-full border-collapse text-sm max-sm:block', className)}
      {...rest}
    >
      {children}
    </table>
  );
}

/** Head of a table; not shown on cards, where cells carry their own labels. */
export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead {...AS.rowgroup} className="max-sm:sr-only">
      <tr {...AS.row} className="border-b border-line text-left text-xs font-medium text-ink-faint">
        {children}
      </tr>
    </thead>
  );
}

export function TableBody({ children, ...rest }: ComponentProps<'tbody'>) {
  return (
    <tbody {...AS.rowgroup} className="max-sm:block" {...rest}>
      {children}
    </tbody>
  );
}

export function HeadCell({
  isNumeric = false,
  className,
  children,
  ...rest
}: ComponentProps<'th'> & { isNumeric?: boolean }) {
  return (
    <th
      {...AS.columnheader}
      scope="col"
      className={cx(
        'h-8 px-3 font-medium whitespace-nowrap first:pl-4 last:pr-4',
        isNumeric && 'text-right',
        className,
      )}
      {...rest}
    >
      {children}
    </th>
  );
}

/** A line of a table. Clickable rows also need a link or button inside, for the keyboard. */
export function Row({ className, isActive = false, ...rest }: ComponentProps<'tr'> & { isActive?: boolean }) {
  return (
    <tr
      {...AS.row}
      className={cx(
        'border-b border-line last:border-b-0 hover:bg-sunken/60 max-sm:grid max-sm:grid-cols-2 max-sm:gap-x-4 max-sm:gap-y-1 max-sm:px-4 max-sm:py-3',
        isActive && 'bg-accent-soft',
        className,
      )}
      {...rest}
    />
  );
}

export function Cell(
  props: ComponentProps<'td'> & { label?: string; isNumeric?: boolean; isMinor?: boolean; isHalf?: boolean },
) {
  const { label, isNumeric = false, isMinor = false, isHalf = false, className, children, ...rest } = props;
  return (
    <td
      {...AS.cell}
      className={cx(
        'h-10 px-3 py-1.5 first:pl-4 last:pr-4 max-sm:flex max-sm:h-auto max-sm:min-w-0 max-sm:items-baseline max-sm:gap-2 max-sm:p-0 max-sm:first:pl-0 max-sm:last:pr-0',
        isNumeric && 'figures sm:text-right',
        label === undefined && !isHalf && 'max-sm:col-span-2',
        isMinor && 'max-sm:hidden',
        className,
      )}
      {...rest}
    >
      {label !== undefined && (
        <span aria-hidden className="text-xs text-ink-faint sm:hidden">
          {label}
        </span>
      )}
      {children}
    </td>
  );
}
