import { PageHeader } from '../../components/page-header.tsx';

export function RoutingPage() {
  return <PageHeader title="Routing" />;
}
