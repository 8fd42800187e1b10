import { FlaskConical, WifiOff } from 'lucide-react';
import { useStatus } from '../../lib/status.ts';
import { layoutStrings as s } from '../../lib/strings/layout.ts';

/** One line under the top bar when the gateway is away or its providers are simulated. */
export function StatusBanner() {
  const { data, isError } = useStatus();
  if (isError && data !== undefined) {
    return (
      <p
        role="status"
        className="flex items-center gap-2 border-b border-line bg-bad-soft px-4 py-1.5 text-xs text-bad sm:px-6"
      >
        <WifiOff className="size-3.5 shrink-0" aria-hidden />
        {s.unreachable}
      </p>
    );
  }
  if (data === undefined || data.simulated === 'none') return null;
  return (
    <section
      aria-label={s.notice}
      className="flex items-center gap-2 border-b border-line bg-warn-soft px-4 py-1.5 text-xs text-warn sm:px-6"
    >
      <FlaskConical className="size-3.5 shrink-0" aria-hidden />
      <span>
        {data.simulated === 'all' ? s.simulatedBanner : s.simulatedSome}{' '}
        <span className="max-md:hidden">{s.simulatedRemedy}</span>
      </span>
    </section>
  );
}
