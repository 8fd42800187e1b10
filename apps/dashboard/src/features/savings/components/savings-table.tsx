import type { SavingsReport } from '@llm-cost-optimizer/contracts';
import { Download } from 'lucide-react';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { ScrollRegion } from '../../../components/scroll-region.tsx';
import { SortHead } from '../../../components/sort-head.tsx';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../../components/table.tsx';
import { savingTone } from '../../../lib/colors.ts';
import { downloadText, toCsv } from '../../../lib/csv.ts';
import { cx } from '../../../lib/cx.ts';
import { formatCompact, formatPercent, formatUsd, formatUsdExact } from '../../../lib/format.ts';
import type { Direction } from '../../../lib/sort.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { savingsStrings as s } from '../../../lib/strings/savings.ts';
import { columnLabel, rateOf, type SavingsRow, savingsRows, savingsTable } from '../lib/savings-rows.ts';
import { type SavingsView, SORTS, type Sort } from '../lib/view.ts';
import { LeverBar } from './lever-bar.tsx';

/** One row per group and their sum, which is the headline. Exports exactly these rows. */
export function SavingsTable(props: {
  report: SavingsReport;
  view: SavingsView;
  onSort: (sort: Sort, direction: Direction) => void;
}) {
  const { report, view, onSort } = props;
  const rows = savingsRows(report, view);
  const scale = Math.max(...rows.map(({ figures }) => Math.abs(Number(figures.saved_usd))));
  const total: SavingsRow = { value: null, label: s.all, figures: report.total, rate: rateOf(report.total) };
  const save = () => {
    const { columns, rows: cells } = savingsTable(view.by, rows);
    downloadText(`savings-by-${view.by}-${report.period.to.slice(0, 10)}.csv`, toCsv(columns, cells));
  };
  return (
    <Card
      isFlush
      title={s.tableLabel(s.groups[view.by])}
      actions={
        <Button size="sm" icon={<Download aria-hidden />} onClick={save}>
          {commonStrings.exportCsv}
        </Button>
      }
    >
      <ScrollRegion label={s.tableLabel(s.groups[view.by])} className="rounded-xl sm:overflow-x-auto">
        <Table label={s.tableLabel(s.groups[view.by])}>
          <TableHead>
            {SORTS.map((column) => (
              <SortHead
                key={column}
                column={column}
                label={columnLabel(column, view.by)}
                sort={view.sort}
                direction={view.dir}
                firstDirection={column === 'group' ? 'asc' : 'desc'}
                isNumeric={column !== 'group'}
                onSort={onSort}
              />
            ))}
            <HeadCell className="w-1/4">{s.columns.split}</HeadCell>
          </TableHead>
          <TableBody>
            {rows.map((row) => (
              <SavingsTableRow key={row.value} row={row} scale={scale} />
            ))}
            {/* Its bar would be as long as all others together. */}
            <SavingsTableRow row={total} scale={null} />
          </TableBody>
        </Table>
      </ScrollRegion>
    </Card>
  );
}

function SavingsTableRow({ row, scale }: { row: SavingsRow; scale: number | null }) {
  const { label, figures, rate } = row;
  const isUnknown = figures.unpriced_requests === figures.requests;
  return (
    <Row className={cx(scale === null && 'bg-sunken font-medium')}>
      <Cell className="min-w-32 break-words text-ink">
        {label}
        {figures.unpriced_requests > 0 && (
          <span className="block text-2xs font-normal text-warn" title={s.unpriced(figures.unpriced_requests)}>
            {s.unpricedShort(formatCompact(figures.unpriced_requests))}
          </span>
        )}
      </Cell>
      <Cell isNumeric label={s.columns.requests}>
        {formatCompact(figures.requests)}
      </Cell>
      <Cell isNumeric label={s.columns.baseline}>
        {formatUsd(isUnknown ? null : figures.baseline_usd)}
      </Cell>
      <Cell isNumeric label={s.columns.paid}>
        {formatUsd(isUnknown ? null : figures.actual_usd)}
      </Cell>
      <Cell isNumeric label={s.columns.saved}>
        <span className={savingTone(figures.saved_usd)} title={formatUsdExact(figures.saved_usd)}>
          {formatUsd(isUnknown ? null : figures.saved_usd)}
        </span>
      </Cell>
      <Cell isNumeric label={s.columns.rate}>
        {formatPercent(rate)}
      </Cell>
      <Cell>{scale !== null && <LeverBar row={row} scale={scale} />}</Cell>
    </Row>
  );
}
