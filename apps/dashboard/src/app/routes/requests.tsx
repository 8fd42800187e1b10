export { RequestsPage as Component } from '../../features/requests/requests-page.tsx';
