import { useQuery } from '@tanstack/react-query';
import { CircleHelp, CircleUser, LogOut, Menu, Monitor, Moon, Search, Sun } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useNavigate } from 'react-router';
import { IconButton } from '../../components/button.tsx';
import { LiveIndicator } from '../../components/live-indicator.tsx';
import { showToast } from '../../components/toast.tsx';
import { deleteSession } from '../../lib/api.ts';
import { sessionQuery } from '../../lib/status.ts';
import { commonStrings } from '../../lib/strings/common.ts';
import { layoutStrings as s } from '../../lib/strings/layout.ts';
import { setTheme, THEMES, useTheme } from '../../lib/theme.ts';
import { Key } from '../navigation/shortcuts-dialog.tsx';
import { PATHS } from '../paths.ts';

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon } as const;
const ITEM =
  'flex h-8 cursor-pointer items-center gap-2 rounded-lg px-2 text-sm text-ink outline-none data-[highlighted]:bg-sunken [&_svg]:size-4 [&_svg]:text-ink-faint';
const MENU = 'z-50 min-w-44 rounded-xl border border-line bg-raised p-1 shadow-float';

/** The bar above all pages. */
export function TopBar(props: {
  onOpenNavigation: () => void;
  onOpenPalette: () => void;
  onOpenShortcuts: () => void;
}) {
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-b border-line bg-surface px-4 sm:px-6">
      <IconButton label={s.openNavigation} onClick={props.onOpenNavigation} className="-ml-2 lg:hidden">
        <Menu aria-hidden />
      </IconButton>
      <button
        type="button"
        onClick={props.onOpenPalette}
        className="mr-auto flex h-8 min-w-0 items-center gap-2 rounded-lg border border-line bg-canvas px-2.5 text-sm text-ink-faint hover:border-line-strong sm:w-72"
      >
        <Search className="size-4 shrink-0" aria-hidden />
        <span className="truncate max-sm:sr-only">{s.search}</span>
        <span aria-hidden className="ml-auto flex gap-1 max-sm:hidden">
          <Key>Ctrl</Key>
          <Key>K</Key>
        </span>
      </button>
      <LiveIndicator />
      <IconButton label={s.shortcuts} onClick={props.onOpenShortcuts} className="max-sm:hidden">
        <CircleHelp aria-hidden />
      </IconButton>
      <ThemeMenu />
      <AccountMenu />
    </header>
  );
}

function ThemeMenu() {
  const theme = useTheme();
  const Icon = THEME_ICONS[theme];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label={s.theme}>
          <Icon aria-hidden />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={MENU}>
          <DropdownMenu.RadioGroup value={theme}>
            {THEMES.map((option) => {
              const OptionIcon = THEME_ICONS[option];
              return (
                <DropdownMenu.RadioItem
                  key={option}
                  value={option}
                  onSelect={() => setTheme(option)}
                  className={`${ITEM} data-[state=checked]:font-medium`}
                >
                  <OptionIcon aria-hidden />
                  {s.themes[option]}
                </DropdownMenu.RadioItem>
              );
            })}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function AccountMenu() {
  const { data: session } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const signOut = async () => {
    try {
      await deleteSession();
      await navigate(PATHS.signIn);
    } catch (error) {
      showToast(error instanceof Error ? error.message : commonStrings.unknownError, 'bad');
    }
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label={s.account} className="-mr-2">
          <CircleUser aria-hidden />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={MENU}>
          {session !== undefined && (
            <DropdownMenu.Label className="border-b border-line px-2 pt-1 pb-2">
              <span className="block text-xs text-ink-faint">{s.organization}</span>
              <span className="block text-sm font-medium text-ink">{session.organizationName}</span>
            </DropdownMenu.Label>
          )}
          <DropdownMenu.Item onSelect={signOut} className={`${ITEM} mt-1`}>
            <LogOut aria-hidden />
            {s.signOut}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
