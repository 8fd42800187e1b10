import { ScrollRegion } from '../../../components/scroll-region.tsx';
import { SortHead } from '../../../components/sort-head.tsx';
import { HeadCell, Table, TableBody, TableHead } from '../../../components/table.tsx';
import type { Direction } from '../../../lib/sort.ts';
import { modelsStrings as s } from '../../../lib/strings/models.ts';
import type { ModelRow } from '../lib/model-rows.ts';
import type { ModelsView, Sort } from '../lib/view.ts';
import { ModelTableRow } from './model-table-row.tsx';

/** Columns that are sorted from the smallest on at the first press. */
const ASCENDING: ReadonlySet<Sort> = new Set(['model', 'status', 'input', 'output', 'cached', 'write']);
const PRICES = ['input', 'output', 'cached', 'write'] as const;
const MEASURED = ['requests', 'cost', 'saved'] as const;

/** The models with their prices, abilities and figures of the period. */
export function ModelTable(props: {
  rows: readonly ModelRow[];
  view: ModelsView;
  onSort: (sort: Sort, direction: Direction) => void;
}) {
  const { rows, view, onSort } = props;
  const head = (column: Sort, isNumeric = true) => (
    <SortHead
      key={column}
      column={column}
      label={s.columns[column]}
      sort={view.sort}
      direction={view.dir}
      firstDirection={ASCENDING.has(column) ? 'asc' : 'desc'}
      isNumeric={isNumeric}
      onSort={onSort}
    />
  );
  return (
    <ScrollRegion label={s.label} className="rounded-xl sm:overflow-x-auto sm:[&_td]:px-2 sm:[&_th]:px-2">
      <Table label={s.label}>
        <TableHead>
          {head('model', false)}
          {head('status', false)}
          {head('context')}
          {PRICES.map((column) => head(column))}
          <HeadCell>{s.columns.capabilities}</HeadCell>
          <HeadCell>{s.columns.price}</HeadCell>
          {MEASURED.map((column) => head(column))}
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <ModelTableRow key={row.id} row={row} />
          ))}
        </TableBody>
      </Table>
      <p className="border-t border-line px-4 py-2 text-2xs text-ink-faint">{s.perMillionHint}</p>
    </ScrollRegion>
  );
}
