import { PageHeader } from '../../components/page-header.tsx';
import { TimeRangePicker } from '../../components/time-range-picker.tsx';

/** How much was saved, whether it works, what needs attention. */
export function OverviewPage() {
  return <PageHeader title="Overview" actions={<TimeRangePicker />} />;
}
