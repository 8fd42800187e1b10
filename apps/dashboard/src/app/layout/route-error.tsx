import { useRouteError } from 'react-router';
import { ErrorState } from '../../components/states.tsx';
import { layoutStrings as s } from '../../lib/strings/layout.ts';

/** Shown when a page throws or its chunk cannot be loaded (after an update of the gateway, for one). */
export function RouteError({ isInside = false }: { isInside?: boolean }) {
  const error = useRouteError();
  return (
    <div className={isInside ? 'py-8' : 'flex min-h-screen items-center justify-center'}>
      <ErrorState title={s.pageFailed} error={error} onRetry={() => window.location.reload()} />
    </div>
  );
}
