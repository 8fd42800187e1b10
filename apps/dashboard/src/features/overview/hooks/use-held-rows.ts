import { useState } from 'react';
import { useLiveRequestCount } from '../../../lib/live.ts';

interface Hold<T> {
  readonly rows: readonly T[];
  readonly count: number;
}

export interface HeldRows<T> {
  readonly rows: readonly T[];
  /** Requests that arrived while the rows were held. */
  readonly newCount: number;
  /** Shows the new rows and holds again. */
  readonly release: () => void;
  /** For the element around the rows. */
  readonly holders: {
    onPointerEnter: () => void;
    onPointerLeave: () => void;
    onFocus: () => void;
    onBlur: (event: React.FocusEvent<HTMLElement>) => void;
  };
}

/** Keeps live rows still while the pointer is over them or the focus is in them, so that nothing moves under the cursor. */
export function useHeldRows<T>(latest: readonly T[]): HeldRows<T> {
  const count = useLiveRequestCount();
  const [hold, setHold] = useState<Hold<T> | null>(null);
  const start = () => setHold((current) => current ?? { rows: latest, count });
  return {
    rows: hold?.rows ?? latest,
    newCount: hold === null ? 0 : count - hold.count,
    release: () => setHold({ rows: latest, count }),
    holders: {
      onPointerEnter: start,
      onPointerLeave: () => setHold(null),
      onFocus: start,
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setHold(null);
      },
    },
  };
}
