import { Activity, LayoutDashboard, type LucideIcon, Route } from 'lucide-react';
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
    ],
  },
  { label: s.control, pages: [{ path: PATHS.routing, label: s.routing, icon: Route, key: 'g' }] },
];

export const PAGES: readonly PageEntry[] = PAGE_GROUPS.flatMap((group) => group.pages);
