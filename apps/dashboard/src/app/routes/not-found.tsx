import { Link } from 'react-router';
import { PageHeader } from '../../components/page-header.tsx';
import { EmptyState } from '../../components/states.tsx';
import { layoutStrings as s } from '../../lib/strings/layout.ts';
import { PATHS } from '../paths.ts';

/** Shown for an address that no page has. */
export function Component() {
  return (
    <>
      <PageHeader title={s.notFound} />
      <EmptyState title={s.notFoundTitle} text={s.notFoundText}>
        <Link to={PATHS.overview} className="font-medium text-accent underline underline-offset-2">
          {s.toOverview}
        </Link>
      </EmptyState>
    </>
  );
}
