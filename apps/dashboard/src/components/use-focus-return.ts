import { useEffect, useRef } from 'react';

/**
 * Gives the focus back when the overlays of a page close: to what had it when the first one opened, or to the page
 * where that is gone. The overlays have no trigger of their own to return to, because keys and addresses open them too.
 */
export function useFocusReturn(isOpen: boolean): void {
  const origin = useRef<Element | null>(null);
  const wasOpen = useRef(false);
  // Taken while drawing: afterwards the overlay has the focus already.
  if (isOpen && !wasOpen.current) origin.current = document.activeElement;
  useEffect(() => {
    const hasClosed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!hasClosed) return;
    const frame = requestAnimationFrame(() => {
      const { current } = origin;
      const isUsable = current instanceof HTMLElement && current.isConnected && current !== document.body;
      const target = isUsable ? current : document.getElementById('content');
      target?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [isOpen]);
}
