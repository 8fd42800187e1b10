import { ChartNoAxesColumn, TableProperties } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { commonStrings } from '../lib/strings/common.ts';
import { IconButton } from './button.tsx';
import { Card } from './card.tsx';
import { ScrollRegion } from './scroll-region.tsx';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from './table.tsx';

export interface ChartTable {
  /** The first column names the row; the others are numbers as text. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Card around a chart: title, one sentence that says what the chart shows (also its name for screen readers), and a
 * switch that shows the same numbers as a table.
 */
export function ChartFrame(props: {
  title: string;
  summary: string;
  table: ChartTable;
  note?: ReactNode;
  actions?: ReactNode;
  legend?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const { title, summary, table, note, actions, legend, children, className = '' } = props;
  const [isTable, setTable] = useState(false);
  const summaryId = useId();
  return (
    <Card
      title={title}
      note={note}
      className={className}
      actions={
        <>
          {actions}
          <IconButton
            label={isTable ? commonStrings.showAsChart : commonStrings.showAsTable}
            aria-pressed={isTable}
            className="size-7"
            onClick={() => setTable(!isTable)}
          >
            {isTable ? <ChartNoAxesColumn aria-hidden /> : <TableProperties aria-hidden />}
          </IconButton>
        </>
      }
    >
      <p id={summaryId} className="mb-3 text-xs text-ink-soft">
        {summary}
      </p>
      {isTable ? (
        <DataTable title={title} table={table} />
      ) : (
        <figure aria-labelledby={summaryId} className="m-0 flex flex-1 flex-col">
          {children}
          {legend}
        </figure>
      )}
    </Card>
  );
}

function DataTable({ title, table }: { title: string; table: ChartTable }) {
  return (
    <ScrollRegion label={commonStrings.tableOf(title)} className="-mx-4 max-h-80 overflow-auto">
      <Table label={title}>
        <TableHead>
          {table.columns.map((column, index) => (
            <HeadCell key={column} isNumeric={index > 0}>
              {column}
            </HeadCell>
          ))}
        </TableHead>
        <TableBody>
          {table.rows.map((row) => (
            <Row key={row[0]}>
              {row.map((text, index) => (
                <Cell
                  key={table.columns[index]}
                  isNumeric={index > 0}
                  {...(index > 0 && { label: table.columns[index] ?? '' })}
                  className="sm:h-8"
                >
                  {text}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </Table>
    </ScrollRegion>
  );
}
