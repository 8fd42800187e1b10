import type { ReactNode } from 'react';
import { commonStrings } from '../lib/strings/common.ts';

/** Top of a page: h1, document title, one line of text, and the page's controls at the right. */
export function PageHeader({
  title,
  text,
  badge,
  actions,
}: {
  title: string;
  text?: ReactNode;
  badge?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
      <title>{`${title} · ${commonStrings.product}`}</title>
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <h1 className="text-lg font-semibold tracking-tight text-ink">{title}</h1>
          {badge}
        </div>
        {text !== undefined && <p className="text-sm text-ink-soft">{text}</p>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2 sm:ml-auto">{actions}</div>}
    </div>
  );
}
