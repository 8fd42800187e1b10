import { Activity, Boxes, KeyRound, LayoutDashboard, type LucideIcon, PiggyBank, Route, Wallet } from 'lucide-react';
import { layoutStrings as s } from '../../lib/strings/layout.ts';
import { PATHS } from '../paths.ts';

export interface PageEntry {
  readonly path: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Second key after `g`. */
  readonly key: string;
}

/** The pages in the order of the rail. A new page needs one entry here. */
export const PAGE_GROUPS: readonly { label: string; pages: readonly PageEntry[] }[] = [
  {
    label: s.observe,
    pages: [
      { path: PATHS.overview, label: s.overview, icon: LayoutDashboard, key: 'o' },
      { path: PATHS.requests, label: s.requests, icon: Activity, key: 'r' },
      { path: PATHS.models, label: s.models, icon: Boxes, key: 'm' },
      { path: PATHS.savings, label: s.savings, icon: PiggyBank, key: 's' },
    ],
  },
  {
    label: s.control,
    pages: [
      { path: PATHS.routing, label: s.routing, icon: Route, key: 'g' },
      { path: PATHS.budgets, label: s.budgets, icon: Wallet, key: 'b' },
      { path: PATHS.keys, label: s.keys, icon: KeyRound, key: 'k' },
    ],
  },
];

export const PAGES: readonly PageEntry[] = PAGE_GROUPS.flatMap((group) => group.pages);
