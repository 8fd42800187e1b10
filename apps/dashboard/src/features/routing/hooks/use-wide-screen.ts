import { useSyncExternalStore } from 'react';

/** From here on the keyboard of a desktop is likely, and lines of YAML fit. */
const QUERY = '(min-width: 640px)';

/** True where YAML can be edited; on narrower screens it is shown read-only. */
export function useWideScreen(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(QUERY);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => window.matchMedia(QUERY).matches,
  );
}
