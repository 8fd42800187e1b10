import { MODES, type Mode, TIERS } from '@llm-cost-optimizer/contracts';
import { TriangleAlert } from 'lucide-react';
import { Badge, Swatch } from '../../../components/badge.tsx';
import { Card } from '../../../components/card.tsx';
import { ScrollRegion } from '../../../components/scroll-region.tsx';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../../components/table.tsx';
import { colorOf, tierColor } from '../../../lib/colors.ts';
import { cx } from '../../../lib/cx.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { routingStrings as s } from '../../../lib/strings/routing.ts';
import type { OfferedModel } from '../lib/completion.ts';
import type { RouteCell, RouteView } from '../lib/routing-view.ts';

/** Three lists of names stand side by side in half a page. */
const NARROW = 'sm:px-2 sm:first:pl-4 sm:last:pr-4';

/** The routing table that the text leads to: mode by complexity, first choice and fallbacks. */
export function RouteMatrix({ view, models }: { view: RouteView; models: readonly OfferedModel[] }) {
  return (
    <Card title={s.tableTitle} note={s.tableNote} isFlush>
      <ScrollRegion label={s.tableLabel} className="overflow-x-auto">
        <Table label={s.tableLabel} className="table-fixed sm:min-w-125">
          <TableHead>
            <HeadCell className={`w-22 ${NARROW}`}>{s.modeColumn}</HeadCell>
            {TIERS.map((tier) => (
              <HeadCell key={tier} className={NARROW}>
                <span className="flex items-center gap-1.5">
                  <Swatch color={tierColor(tier)} />
                  {s.tierColumns[tier]}
                </span>
              </HeadCell>
            ))}
          </TableHead>
          <TableBody>
            {MODES.map((mode) => (
              <MatrixRow key={mode} mode={mode} view={view} models={models} />
            ))}
          </TableBody>
        </Table>
      </ScrollRegion>
    </Card>
  );
}

function MatrixRow({ mode, view, models }: { mode: Mode; view: RouteView; models: readonly OfferedModel[] }) {
  return (
    <Row className="align-top">
      <Cell role="rowheader" className={`font-medium text-ink ${NARROW}`}>
        {commonStrings.modes[mode]}
      </Cell>
      {TIERS.map((tier) => {
        const cell = view[mode][tier];
        return (
          <Cell
            key={tier}
            label={s.tierColumns[tier]}
            className={cx(NARROW, 'max-sm:col-span-2 max-sm:justify-between', cell.isChanged && 'bg-accent-soft/60')}
          >
            <div className="min-w-0 max-sm:w-3/5">
              {cell.isChanged && (
                <span className="mb-1 block">
                  <Badge tone="good">{s.changed}</Badge>
                </span>
              )}
              <CellModels cell={cell} models={models} />
            </div>
          </Cell>
        );
      })}
    </Row>
  );
}

function CellModels({ cell, models }: { cell: RouteCell; models: readonly OfferedModel[] }) {
  if (cell.models === null) return <span className="text-xs text-ink-faint">{s.defaultRoute}</span>;
  if (cell.models.length === 0) return <span className="text-xs text-bad">{s.noRoute}</span>;
  return (
    <ol className="flex flex-col gap-0.5">
      {cell.models.map((id, index) => (
        <li key={id} className="flex min-w-0 items-center gap-1.5">
          <Swatch color={colorOf(id)} />
          <span
            title={id}
            className={cx('min-w-0 truncate', index === 0 ? 'font-medium text-ink' : 'text-xs text-ink-soft')}
          >
            {shortName(id)}
          </span>
          <ModelMark id={id} models={models} />
        </li>
      ))}
    </ol>
  );
}

function ModelMark({ id, models }: { id: string; models: readonly OfferedModel[] }) {
  const model = models.find((one) => one.id === id);
  const text = model === undefined ? s.unknownModel : model.isAvailable ? null : s.unavailableModel;
  // Without the list of models nothing can be said about a name.
  if (text === null || models.length === 0) return null;
  return (
    <span title={text} className="shrink-0 text-warn">
      <TriangleAlert aria-hidden className="size-3.5" />
      <span className="sr-only">{text}</span>
    </span>
  );
}

/** Without the provider and the vendor in front: the whole id is the title of the cell, and the order says the rest. */
function shortName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
