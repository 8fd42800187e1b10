import type { Alert } from '@llm-cost-optimizer/contracts';
import { FlaskConical, TriangleAlert, WifiOff } from 'lucide-react';
import { alertTexts } from '../../lib/alert-texts.ts';
import { useStatus } from '../../lib/status.ts';
import { layoutStrings as s } from '../../lib/strings/layout.ts';

/** A line under the top bar when the gateway is away, when only the operator can put something right, and when providers are simulated. */
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
  if (data === undefined) return null;
  return (
    <>
      <AlertLine alerts={data.alerts ?? []} />
      {data.simulated !== 'none' && <SimulatedLine isWhole={data.simulated === 'all'} />}
    </>
  );
}

function AlertLine({ alerts }: { alerts: readonly Alert[] }) {
  const [first, ...others] = alertTexts(alerts);
  if (first === undefined) return null;
  return (
    <p
      role="status"
      className="flex items-center gap-2 border-b border-line bg-bad-soft px-4 py-1.5 text-xs text-bad sm:px-6"
    >
      <TriangleAlert className="size-3.5 shrink-0" aria-hidden />
      <span className="min-w-0 break-words" title={[first, ...others].join('\n')}>
        {first} {others.length > 0 && s.moreAlerts(others.length)}
      </span>
    </p>
  );
}

function SimulatedLine({ isWhole }: { isWhole: boolean }) {
  return (
    <section
      aria-label={s.notice}
      className="flex items-center gap-2 border-b border-line bg-warn-soft px-4 py-1.5 text-xs text-warn sm:px-6"
    >
      <FlaskConical className="size-3.5 shrink-0" aria-hidden />
      <span>
        {isWhole ? s.simulatedBanner : s.simulatedSome} <span className="max-md:hidden">{s.simulatedRemedy}</span>
      </span>
    </section>
  );
}
