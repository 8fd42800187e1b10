import { MODES, type Mode, TIERS } from '@llm-cost-optimizer/contracts';
import { TriangleAlert } from 'lucide-react';
import { Badge, Swatch } from '../../../components/badge.tsx';
import { Card } from '../../../components/card.tsx';
import { ScrollRegion } from '../../../components/scroll-region.tsx';
import { colorOf, tierColor } from '../../../lib/colors.ts';
import { cx } from '../../../lib/cx.ts';
import { commonStrings } from '../../../lib/strings/common.ts';
import { routingStrings as s } from '../../../lib/strings/routing.ts';
import type { OfferedModel } from '../lib/completion.ts';
import type { RouteCell, RouteView } from '../lib/routing-view.ts';

/** The routing table that the text leads to: mode by complexity, first choice and fallbacks. */
export function RouteMatrix({ view, models }: { view: RouteView; models: readonly OfferedModel[] }) {
  return (
    <Card title={s.tableTitle} note={s.tableNote} isFlush>
      <ScrollRegion label={s.tableLabel} className="overflow-x-auto">
        <table aria-label={s.tableLabel} className="w-full min-w-125 table-fixed text-sm">
          <thead>
            <tr className="border-y border-line text-left text-xs text-ink-faint">
              <th scope="col" className="w-22 py-2 pr-2 pl-4 font-medium">
                {s.modeColumn}
              </th>
              {TIERS.map((tier) => (
                <th key={tier} scope="col" className="px-2 py-2 font-medium last:pr-4">
                  <span className="flex items-center gap-1.5">
                    <Swatch color={tierColor(tier)} />
                    {s.tierColumns[tier]}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {MODES.map((mode) => (
              <MatrixRow key={mode} mode={mode} view={view} models={models} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Card>
  );
}

function MatrixRow({ mode, view, models }: { mode: Mode; view: RouteView; models: readonly OfferedModel[] }) {
  return (
    <tr className="border-b border-line align-top last:border-b-0">
      <th scope="row" className="py-2.5 pr-2 pl-4 text-left font-medium text-ink">
        {commonStrings.modes[mode]}
      </th>
      {TIERS.map((tier) => {
        const cell = view[mode][tier];
        return (
          <td key={tier} className={cx('px-2 py-2.5 last:pr-4', cell.isChanged && 'bg-accent-soft/60')}>
            {cell.isChanged && (
              <span className="mb-1 block">
                <Badge tone="good">{s.changed}</Badge>
              </span>
            )}
            <CellModels cell={cell} models={models} />
          </td>
        );
      })}
    </tr>
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
