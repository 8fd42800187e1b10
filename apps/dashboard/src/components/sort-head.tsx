import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { cx } from '../lib/cx.ts';
import type { Direction } from '../lib/sort.ts';
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
  const Icon = isSorted ? (direction === 'asc' ? ArrowUp : ArrowDown) : ChevronsUpDown;
  const next = isSorted ? (direction === 'asc' ? 'desc' : 'asc') : firstDirection;
  return (
    <HeadCell
      isNumeric={isNumeric}
      {...(className !== undefined && { className })}
      aria-sort={isSorted ? (direction === 'asc' ? 'ascending' : 'descending') : 'none'}
    >
      <button
        type="button"
        onClick={() => onSort(column, next)}
        className={cx(
          'inline-flex h-6 items-center gap-1 rounded-md font-medium hover:text-ink',
          isNumeric && 'flex-row-reverse',
          isSorted && 'text-ink',
        )}
      >
        {label}
        <Icon className={cx('size-3', !isSorted && 'opacity-50')} aria-hidden />
      </button>
    </HeadCell>
  );
}
