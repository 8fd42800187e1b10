import { useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { toggleLive } from '../../lib/live.ts';
import { keepPeriod } from '../../lib/period.ts';
import { PAGES } from './pages.ts';

/** Milliseconds in which the second key of `g o` must follow. */
const SEQUENCE_MS = 1200;

/**
 * Keys of the whole application. Keys typed into fields are left alone, and so are all while an overlay is open (it
 * has its own). A page marks the elements that `t` and `/` go to with `data-shortcut="time-range"` and `"filter"`.
 */
export function useShortcuts(actions: { openPalette: () => void; openShortcuts: () => void }): void {
  const navigate = useNavigate();
  const { search } = useLocation();
  const latest = useRef({ actions, navigate, search });
  latest.current = { actions, navigate, search };
  useEffect(() => {
    let sequenceEnd = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      const { actions: current, navigate: go, search: query } = latest.current;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        current.openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || hasOverlay()) return;
      const page = event.timeStamp < sequenceEnd ? PAGES.find((candidate) => candidate.key === event.key) : undefined;
      sequenceEnd = page === undefined && event.key === 'g' ? event.timeStamp + SEQUENCE_MS : 0;
      if (page !== undefined) {
        void go(page.path + keepPeriod(new URLSearchParams(query)));
        return;
      }
      if (event.key === '?') current.openShortcuts();
      else if (event.key === 'l') toggleLive();
      else if (event.key === 't') focusMarked('time-range');
      else if (event.key === '/' && !focusMarked('filter')) current.openPalette();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function hasOverlay(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}

/** Focuses the first control in the marked element that is visible and, in a group, chosen. */
function focusMarked(name: string): boolean {
  const marked = document.querySelector<HTMLElement>(`[data-shortcut="${name}"]`);
  if (marked === null) return false;
  const controls = [marked, ...marked.querySelectorAll<HTMLElement>('input, select, button')].filter(
    (element) => element.offsetParent !== null && element.matches('input, select, button'),
  );
  const control = controls.find((element) => element.dataset.state === 'on') ?? controls[0];
  control?.focus();
  return control !== undefined;
}
