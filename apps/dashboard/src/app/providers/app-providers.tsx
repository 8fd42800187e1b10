import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router/dom';
import { Toaster } from '../../components/toast.tsx';
import { setUnauthorizedHandler } from '../../lib/api.ts';
import { stopLive } from '../../lib/live.ts';
import { createQueryClient } from '../../lib/query-client.ts';
import { PATHS, signInPath } from '../paths.ts';
import { createRouter } from '../router.tsx';

const queryClient = createQueryClient();
const router = createRouter();

setUnauthorizedHandler(() => {
  const { pathname, search } = window.location;
  if (pathname === PATHS.signIn) return;
  stopLive();
  void router.navigate(signInPath(pathname + search), { replace: true });
});

/** The application: query cache, pages, messages. */
export function AppProviders() {
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toaster />
    </QueryClientProvider>
  );
}
