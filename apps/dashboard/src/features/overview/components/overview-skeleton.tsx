import { Skeleton } from '../../../components/states.tsx';
import { commonStrings } from '../../../lib/strings/common.ts';

const FIGURES = ['requests', 'cache', 'latency', 'uptime', 'errors', 'tokens'];

/** The page in its final size while it loads, so that nothing jumps. */
export function OverviewSkeleton() {
  return (
    <div aria-busy className="grid grid-cols-1 gap-4 xl:grid-cols-3">
      <p role="status" className="sr-only">
        {commonStrings.loading}
      </p>
      <Skeleton className="h-61 rounded-xl xl:col-span-2" />
      <Skeleton className="h-61 rounded-xl" />
      <div className="grid grid-cols-2 gap-4 md:grid-cols-3 xl:col-span-3 2xl:grid-cols-6">
        {FIGURES.map((name) => (
          <Skeleton key={name} className="h-28 rounded-xl" />
        ))}
      </div>
      <Skeleton className="h-108 rounded-xl xl:col-span-2" />
      <Skeleton className="h-108 rounded-xl" />
    </div>
  );
}
