import { BookOpen, ChartSpline } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { NavLink, useLocation } from 'react-router';
import { cx } from '../../lib/cx.ts';
import { keepPeriod } from '../../lib/period.ts';
import { useStatus } from '../../lib/status.ts';
import { commonStrings } from '../../lib/strings/common.ts';
import { layoutStrings as s } from '../../lib/strings/layout.ts';
import { PAGE_GROUPS } from '../navigation/pages.ts';
import { Logo } from './logo.tsx';

/** Price catalogues are named by their day and a checksum; the day is what a reader wants. */
const DATE_LENGTH = 10;

/** Navigation at the left of wide windows. */
export function Rail() {
  return (
    <div className="sticky top-0 hidden h-screen w-54 shrink-0 flex-col border-r border-line bg-surface lg:flex">
      <Navigation />
    </div>
  );
}

/** The same navigation as a panel, below 1024 px. */
export function NavigationDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-64 flex-col border-r border-line bg-surface shadow-float animate-[slide-in-left_160ms_ease-out]"
        >
          <Dialog.Title className="sr-only">{s.navigation}</Dialog.Title>
          <Navigation onNavigate={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const kept = keepPeriod(new URLSearchParams(useLocation().search));
  return (
    <nav aria-label={s.navigation} className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-14 items-center gap-2.5 px-4">
        <Logo />
        <span className="text-sm leading-4 font-semibold tracking-tight text-ink">{commonStrings.product}</span>
      </div>
      <div className="flex-1 overflow-y-auto px-2">
        {PAGE_GROUPS.map((group) => (
          <Group key={group.label} label={group.label}>
            {group.pages.map(({ path, label, icon: Icon }) => (
              <li key={path}>
                <NavLink
                  to={path + kept}
                  end={path === '/'}
                  onClick={onNavigate}
                  className={({ isActive }) => linkClass(isActive)}
                >
                  <Icon className="size-4" aria-hidden />
                  {label}
                </NavLink>
              </li>
            ))}
          </Group>
        ))}
        <Group label={s.reference}>
          <OutsideLink href="/docs" label={s.apiReference} icon={<BookOpen className="size-4" aria-hidden />} />
          <OutsideLink href="/metrics" label={s.metrics} icon={<ChartSpline className="size-4" aria-hidden />} />
        </Group>
      </div>
      <Versions />
    </nav>
  );
}

function Group({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="pt-3">
      <h2 className="px-2 pb-1 text-2xs font-medium text-ink-faint">{label}</h2>
      <ul className="flex flex-col gap-0.5">{children}</ul>
    </div>
  );
}

function OutsideLink({ href, label, icon }: { href: string; label: string; icon: React.ReactNode }) {
  return (
    <li>
      <a href={href} target="_blank" rel="noreferrer" className={linkClass(false)}>
        {icon}
        {label}
        <span className="sr-only"> {s.newWindow}</span>
      </a>
    </li>
  );
}

function Versions() {
  const { data } = useStatus();
  if (data === undefined) return <div className="h-14" />;
  return (
    <p className="px-4 py-3 text-2xs text-ink-faint">
      {s.version(data.version)}
      <br />
      <span title={data.catalogueVersion}>{s.prices(data.catalogueVersion.slice(0, DATE_LENGTH))}</span>
    </p>
  );
}

function linkClass(isActive: boolean): string {
  return cx(
    'flex h-8 items-center gap-2.5 rounded-lg px-2 text-sm font-medium transition-colors',
    isActive ? 'bg-accent-soft text-accent-strong' : 'text-ink-soft hover:bg-sunken hover:text-ink',
  );
}
