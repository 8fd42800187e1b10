import { DIRECTIONS, type Direction } from '../lib/sort.ts';
import { commonStrings } from '../lib/strings/common.ts';
import { Select } from './field.tsx';

/** The order of a table on phones, where the heads of its columns are not shown. */
export function SortSelect<T extends string>(props: {
  columns: readonly { value: T; label: string }[];
  sort: T;
  direction: Direction;
  onSort: (sort: T, direction: Direction) => void;
}) {
  const { columns, sort, direction, onSort } = props;
  const choices = columns.flatMap(({ value, label }) =>
    DIRECTIONS.map((dir) => ({
      sort: value,
      dir,
      value: `${value} ${dir}`,
      label: `${label} ${dir === 'asc' ? '↑' : '↓'}`,
    })),
  );
  return (
    <Select
      aria-label={commonStrings.sortOrder}
      className="sm:hidden"
      value={`${sort} ${direction}`}
      options={choices}
      onChange={({ target }) => {
        const chosen = choices.find(({ value }) => value === target.value);
        if (chosen !== undefined) onSort(chosen.sort, chosen.dir);
      }}
    />
  );
}
