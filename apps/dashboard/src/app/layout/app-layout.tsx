import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useFocusReturn } from '../../components/use-focus-return.ts';
import { startLive, stopLive } from '../../lib/live.ts';
import { layoutStrings as s } from '../../lib/strings/layout.ts';
import { CommandPalette } from '../navigation/command-palette.tsx';
import { ShortcutsDialog } from '../navigation/shortcuts-dialog.tsx';
import { useShortcuts } from '../navigation/use-shortcuts.ts';
import { NavigationDrawer, Rail } from './rail.tsx';
import { StatusBanner } from './status-banner.tsx';
import { TopBar } from './top-bar.tsx';

type Overlay = 'palette' | 'shortcuts' | 'navigation' | null;

/** The frame around all pages: rail, top bar, overlays, and the live connection. */
export function AppLayout() {
  const [overlay, setOverlay] = useState<Overlay>(null);
  const close = () => setOverlay(null);
  const { pathname } = useLocation();
  const queryClient = useQueryClient();
  useEffect(() => {
    void startLive(queryClient);
    return stopLive;
  }, [queryClient]);
  useFocusReturn(overlay !== null);
  useShortcuts({ openPalette: () => setOverlay('palette'), openShortcuts: () => setOverlay('shortcuts') });
  return (
    <div className="flex min-h-screen">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-lg focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        {s.skip}
      </a>
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar
          onOpenNavigation={() => setOverlay('navigation')}
          onOpenPalette={() => setOverlay('palette')}
          onOpenShortcuts={() => setOverlay('shortcuts')}
        />
        <StatusBanner />
        <main
          id="content"
          tabIndex={-1}
          key={pathname}
          className="mx-auto w-full max-w-[1680px] min-w-0 flex-1 px-4 pt-4 pb-12 outline-none sm:px-6"
        >
          <Outlet />
        </main>
      </div>
      <NavigationDrawer isOpen={overlay === 'navigation'} onClose={close} />
      {overlay === 'palette' && <CommandPalette onClose={close} onOpenShortcuts={() => setOverlay('shortcuts')} />}
      <ShortcutsDialog isOpen={overlay === 'shortcuts'} onClose={close} />
    </div>
  );
}
