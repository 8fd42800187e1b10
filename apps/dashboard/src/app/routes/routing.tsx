export { RoutingPage as Component } from '../../features/routing/routing-page.tsx';
