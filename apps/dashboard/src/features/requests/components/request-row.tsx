import type { RequestSummary } from '@llm-cost-optimizer/contracts';
import { memo } from 'react';
import { Cell, Row } from '../../../components/table.tsx';
import { formatAge, formatDateTime, formatTime } from '../../../lib/format.ts';
import { requestStrings as s } from '../../../lib/strings/requests.ts';
import {
  type AddFilter,
  CacheValue,
  ComplexityValue,
  CostValue,
  FilterValue,
  LatencyValue,
  RouteValue,
  SavedValue,
  StatusValue,
  TokensValue,
} from './cells.tsx';

export interface RequestRowProps {
  readonly row: RequestSummary;
  readonly index: number;
  readonly isActive: boolean;
  readonly nowMs: number;
  readonly scaleMs: number;
  readonly keyNames: ReadonlyMap<string, string>;
  readonly onOpen: (id: string) => void;
  readonly onAdd: AddFilter;
  readonly measure: (element: HTMLElement | null) => void;
}

/** The window's width below which a column is left out. */
export const HIDDEN = {
  complexity: 'max-md:hidden',
  cache: 'max-[1320px]:hidden',
  tokens: 'max-[1320px]:hidden',
  latency: 'max-[1200px]:hidden',
  key: 'max-[1420px]:hidden',
} as const;

/** One request: a line of the table, a card on phones. Its time is the button that opens it, for the keyboard. */
export const RequestRow = memo(function RequestRow(props: RequestRowProps) {
  const { row, index, isActive, nowMs, scaleMs, keyNames, onOpen, onAdd, measure } = props;
  return (
    <Row
      ref={measure}
      data-index={index}
      isActive={isActive}
      onClick={() => {
        // Marking text to copy it must not open the drawer.
        if (window.getSelection()?.isCollapsed !== false) onOpen(row.id);
      }}
      className="cursor-pointer [&>td]:h-[52px] max-sm:[&>td]:h-auto"
    >
      <Cell className="max-sm:order-1 max-sm:col-span-1!">
        <button
          type="button"
          data-row={row.id}
          title={formatDateTime(row.startedAt)}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(row.id);
          }}
          className="flex flex-col items-start text-left max-sm:flex-row max-sm:items-baseline max-sm:gap-2"
        >
          <span className="figures text-ink">{formatTime(row.startedAt)}</span>
          <span className="text-2xs text-ink-faint">{formatAge(row.startedAt, nowMs)}</span>
          <span className="sr-only">{s.open(row.requestedModel)}</span>
        </button>
      </Cell>
      <Cell className="max-sm:order-2 max-sm:col-span-1! max-sm:justify-end">
        <StatusValue row={row} onAdd={onAdd} />
      </Cell>
      <Cell className="max-sm:order-3 max-sm:pt-1">
        <RouteValue row={row} onAdd={onAdd} />
      </Cell>
      <Cell isMinor className={HIDDEN.complexity}>
        <ComplexityValue row={row} onAdd={onAdd} />
      </Cell>
      <Cell isMinor className={HIDDEN.cache}>
        <CacheValue row={row} onAdd={onAdd} />
      </Cell>
      <Cell isNumeric isMinor className={HIDDEN.tokens}>
        <TokensValue row={row} />
      </Cell>
      <Cell isMinor className={`figures ${HIDDEN.latency}`}>
        <LatencyValue row={row} scaleMs={scaleMs} />
      </Cell>
      <Cell isNumeric label={s.columns.cost} className="max-sm:order-4">
        <CostValue row={row} />
      </Cell>
      <Cell isNumeric label={s.columns.saved} className="max-sm:order-5 max-sm:justify-end">
        <SavedValue row={row} />
      </Cell>
      <Cell isMinor className={HIDDEN.key}>
        <KeyAndTags row={row} keyNames={keyNames} onAdd={onAdd} />
      </Cell>
    </Row>
  );
});

function KeyAndTags({ row, keyNames, onAdd }: Pick<RequestRowProps, 'row' | 'keyNames' | 'onAdd'>) {
  const { keyId, tags } = row;
  return (
    <span className="flex min-w-0 flex-col items-start text-xs">
      {keyId === null ? (
        <span className="text-ink-faint">{s.noKey}</span>
      ) : (
        <FilterValue
          facet="key"
          value={keyId}
          label={keyNames.get(keyId) ?? keyId}
          onAdd={onAdd}
          className="max-w-full truncate text-ink-soft"
        >
          {keyNames.get(keyId) ?? keyId}
        </FilterValue>
      )}
      {tags.length > 0 && (
        <span className="flex max-w-full min-w-0 gap-1 overflow-hidden text-2xs text-ink-faint">
          {tags.map((tag) => (
            <FilterValue key={tag} facet="tag" value={tag} onAdd={onAdd} className="max-w-full truncate">
              {tag}
            </FilterValue>
          ))}
        </span>
      )}
    </span>
  );
}
