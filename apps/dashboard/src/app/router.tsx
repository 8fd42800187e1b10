import { createBrowserRouter } from 'react-router';
import { AppLayout } from './layout/app-layout.tsx';
import { RouteError } from './layout/route-error.tsx';
import { PATHS } from './paths.ts';

/** All pages; each is a chunk of its own. */
export function createRouter() {
  return createBrowserRouter([
    {
      path: PATHS.signIn,
      lazy: () => import('./routes/sign-in.tsx'),
      errorElement: <RouteError />,
      hydrateFallbackElement: <></>,
    },
    {
      element: <AppLayout />,
      errorElement: <RouteError />,
      children: [
        {
          errorElement: <RouteError isInside />,
          // The frame is painted while the first page's chunk is on its way.
          hydrateFallbackElement: <></>,
          children: [
            { path: PATHS.overview, lazy: () => import('./routes/overview.tsx') },
            { path: PATHS.requests, lazy: () => import('./routes/requests.tsx') },
            { path: PATHS.models, lazy: () => import('./routes/models.tsx') },
            { path: PATHS.savings, lazy: () => import('./routes/savings.tsx') },
            { path: PATHS.routing, lazy: () => import('./routes/routing.tsx') },
            { path: PATHS.budgets, lazy: () => import('./routes/budgets.tsx') },
            { path: PATHS.keys, lazy: () => import('./routes/keys.tsx') },
            { path: '*', lazy: () => import('./routes/not-found.tsx') },
          ],
        },
      ],
    },
  ]);
}
