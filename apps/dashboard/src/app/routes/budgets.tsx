export { BudgetsPage as Component } from '../../features/budgets/budgets-page.tsx';
