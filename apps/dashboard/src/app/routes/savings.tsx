export { SavingsPage as Component } from '../../features/savings/savings-page.tsx';
