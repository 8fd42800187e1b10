import type { RequestSummary } from '@llm-cost-optimizer/contracts';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { HeadCell, Table, TableBody, TableHead } from '../../../components/table.tsx';
import { requestStrings as s } from '../../../lib/strings/requests.ts';
import { useListKeys } from '../hooks/use-list-keys.ts';
import { latencyScale } from '../lib/latency-scale.ts';
import type { AddFilter } from './cells.tsx';
import { HIDDEN, RequestRow } from './request-row.tsx';

const ROW_PX = 53;
const STICKY = 'sticky top-14 z-10 bg-surface shadow-[inset_0_-1px_var(--line)] first:rounded-tl-xl last:rounded-tr-xl';

/** The rows, of which only those near the visible part exist in the page. Scrolls with the window. */
export function RequestTable(props: {
  rows: readonly RequestSummary[];
  openedId: string | null;
  keyNames: ReadonlyMap<string, string>;
  onOpen: (id: string) => void;
  onAdd: AddFilter;
  onEnd: () => void;
}) {
  const { rows, openedId, keyNames, onOpen, onAdd, onEnd } = props;
  const listRef = useRef<HTMLDivElement>(null);
  const [offsetTop, setOffsetTop] = useState(0);
  // After every drawing: filters and the histogram above change their height. The same number draws nothing again.
  useLayoutEffect(() => {
    const top = listRef.current?.getBoundingClientRect().top ?? 0;
    setOffsetTop(Math.round(top + window.scrollY));
  });
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin: offsetTop,
    scrollPaddingStart: 110,
    scrollPaddingEnd: 24,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const active = useActiveRow({ rows, openedId, onOpen, onEnd, scrollTo: (index) => virtualizer.scrollToIndex(index) });
  const scaleMs = useMemo(() => latencyScale(rows.map((row) => row.latencyMs)), [rows]);
  const nowMs = useNow();
  const items = virtualizer.getVirtualItems();
  const before = (items[0]?.start ?? offsetTop) - offsetTop;
  const after = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? offsetTop) - offsetTop);
  return (
    <div ref={listRef}>
      <Table label={s.tableLabel} aria-rowcount={rows.length + 1} className="sm:table-fixed">
        <RequestHead />
        <TableBody>
          <Gap heightPx={before} />
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <RequestRow
                key={row.id}
                row={row}
                index={item.index}
                isActive={row.id === active}
                nowMs={nowMs}
                scaleMs={scaleMs}
                keyNames={keyNames}
                onOpen={onOpen}
                onAdd={onAdd}
                measure={virtualizer.measureElement}
              />
            );
          })}
          <Gap heightPx={after} />
        </TableBody>
      </Table>
    </div>
  );
}

/**
 * Columns with the window's width below which they are left out. The widths are fixed: with rows coming and going while
 * scrolling, columns that follow their content would jump. The route takes what is left.
 */
function RequestHead() {
  return (
    <TableHead>
      <HeadCell className={`${STICKY} w-22`}>{s.columns.time}</HeadCell>
      <HeadCell className={`${STICKY} w-26`}>{s.columns.status}</HeadCell>
      <HeadCell className={STICKY}>{s.columns.route}</HeadCell>
      <HeadCell className={`${STICKY} w-34 ${HIDDEN.complexity}`}>{s.columns.complexity}</HeadCell>
      <HeadCell className={`${STICKY} w-20 ${HIDDEN.cache}`}>{s.columns.cache}</HeadCell>
      <HeadCell isNumeric className={`${STICKY} w-29 ${HIDDEN.tokens}`}>
        {s.columns.tokens}
      </HeadCell>
      <HeadCell className={`${STICKY} w-26 ${HIDDEN.latency}`}>{s.columns.latency}</HeadCell>
      <HeadCell isNumeric className={`${STICKY} w-27`}>
        {s.columns.cost}
      </HeadCell>
      <HeadCell isNumeric className={`${STICKY} w-25 max-[1420px]:rounded-tr-xl`}>
        {s.columns.saved}
      </HeadCell>
      <HeadCell className={`${STICKY} w-31 ${HIDDEN.key}`}>{s.columns.key}</HeadCell>
    </TableHead>
  );
}

/**
 * Keeps the place of rows that do not exist in the page. One cell, whatever the number of columns: a `colSpan` over
 * columns that are left out would make them again.
 */
function Gap({ heightPx }: { heightPx: number }) {
  if (heightPx <= 0) return null;
  return (
    <tr aria-hidden className="max-sm:block">
      <td className="p-0 max-sm:block" style={{ height: heightPx }} />
    </tr>
  );
}

/** The marked row: moved by keys, taken over from the drawer, focused when it moves and when the drawer closes. */
function useActiveRow(props: {
  rows: readonly RequestSummary[];
  openedId: string | null;
  onOpen: (id: string) => void;
  onEnd: () => void;
  scrollTo: (index: number) => void;
}): string | null {
  const { rows, openedId, onOpen, onEnd, scrollTo } = props;
  const [active, setActive] = useState<string | null>(openedId);
  const lastOpened = useRef<string | null>(null);
  const focusRow = (id: string) => {
    scrollTo(rows.findIndex((row) => row.id === id));
    // After the rows around the new place were drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => findButton(id)?.focus({ preventScroll: true })));
  };
  const latest = useRef(focusRow);
  latest.current = focusRow;
  useEffect(() => {
    const closed = openedId === null ? lastOpened.current : null;
    lastOpened.current = openedId;
    if (openedId !== null) setActive(openedId);
    if (closed !== null) latest.current(closed);
  }, [openedId]);
  useListKeys({
    move: (step) => {
      const index = rows.findIndex((row) => row.id === active);
      const next = rows[index === -1 ? 0 : index + step];
      if (next === undefined) {
        if (step === 1) onEnd();
        return;
      }
      setActive(next.id);
      focusRow(next.id);
    },
    open: () => {
      if (active !== null) onOpen(active);
    },
  });
  return active;
}

function findButton(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
}

/** The present, renewed every half minute, for ages. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
