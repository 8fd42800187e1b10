import { ArrowDown, ArrowUp } from 'lucide-react';
import { cx } from '../lib/cx.ts';
import type { Direction } from '../lib/sort.ts';
import { commonStrings } from '../lib/strings/common.ts';
import { HeadCell } from './table.tsx';

/** Head of a column that sorts the table: the first press sorts in `firstDirection`, the next one turns it. */
export function SortHead<T extends string>(props: {
  column: T;
  label: string;
  sort: T;
  direction: Direction;
  firstDirection?: Direction;
  isNumeric?: boolean;
  className?: string;
  onSort: (sort: T, direction: Direction) => void;
}) {
  const { column, label, sort, direction, firstDirection = 'desc', isNumeric = false, className, onSort } = props;
  const isSorted = sort === column;
  const Icon = direction === 'asc' ? ArrowUp : ArrowDown;
  const next = isSorted ? (direction === 'asc' ? 'desc' : 'asc') : firstDirection;
  return (
    <HeadCell
      isNumeric={isNumeric}
      {...(className !== undefined && { className })}
      aria-sort={isSorted ? (direction === 'asc' ? 'ascending' : 'descending') : 'none'}
    >
      <button
        type="button"
        title={commonStrings.sortBy(label)}
        onClick={() => onSort(column, next)}
        className={cx(
          'inline-flex h-6 items-center gap-1 rounded-md font-medium decoration-dotted underline-offset-3 hover:text-ink hover:underline',
          isNumeric && 'flex-row-reverse',
          isSorted && 'text-ink',
        )}
      >
        {label}
        {isSorted && <Icon className="size-3" aria-hidden />}
      </button>
    </HeadCell>
  );
}
