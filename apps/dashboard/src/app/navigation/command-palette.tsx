import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useId, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { cx } from '../../lib/cx.ts';
import { toggleLive } from '../../lib/live.ts';
import { keepPeriod } from '../../lib/period.ts';
import { useModels } from '../../lib/status.ts';
import { commonStrings } from '../../lib/strings/common.ts';
import { layoutStrings as s } from '../../lib/strings/layout.ts';
import { setTheme } from '../../lib/theme.ts';
import { requestPath, requestsPath } from '../paths.ts';
import { type Command, matchCommands } from './commands.ts';
import { PAGES } from './pages.ts';

/** Jumps to pages, models, requests and actions by typing. Arrow keys choose, Enter runs, Esc closes. */
export function CommandPalette({ onClose, onOpenShortcuts }: { onClose: () => void; onOpenShortcuts: () => void }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const commands = matchCommands(useCommands(onOpenShortcuts), text, useTypedCommands(text));
  const active = commands[Math.min(chosen, commands.length - 1)];
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && commands.length > 0) {
      event.preventDefault();
      setChosen((Math.min(chosen, commands.length - 1) + step + commands.length) % commands.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(active);
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40 animate-[appear_120ms_ease-out]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 flex max-h-[70vh] w-[calc(100vw-32px)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-float"
        >
          <Dialog.Title className="sr-only">{s.palette}</Dialog.Title>
          <div className="flex items-center gap-2 border-b border-line px-4">
            <Search className="size-4 shrink-0 text-ink-faint" aria-hidden />
            <input
              role="combobox"
              aria-expanded
              aria-controls={listId}
              aria-activedescendant={active === undefined ? undefined : `${listId}-${active.id}`}
              aria-label={s.paletteInput}
              placeholder={s.paletteInput}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setChosen(0);
              }}
              onKeyDown={onKeyDown}
              className="h-12 w-full bg-transparent text-base outline-none placeholder:text-ink-faint"
            />
          </div>
          <div id={listId} role="listbox" aria-label={s.palette} className="overflow-y-auto p-2">
            {commands.map((command) => (
              <Option
                key={command.id}
                id={`${listId}-${command.id}`}
                command={command}
                isActive={command === active}
                onRun={() => run(command)}
              />
            ))}
          </div>
          {commands.length === 0 && <p className="px-4 pb-4 text-sm text-ink-soft">{s.paletteEmpty}</p>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Option({
  id,
  command,
  isActive,
  onRun,
}: {
  id: string;
  command: Command;
  isActive: boolean;
  onRun: () => void;
}) {
  return (
    // The input keeps the focus and handles the keys, as the combobox pattern wants it; hence no key handler here.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    // biome-ignore lint/a11y/useFocusableInteractive: see above.
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: 'nearest' });
      }}
      onClick={onRun}
      className={cx(
        'flex h-9 cursor-pointer items-center gap-3 rounded-lg px-2 text-sm hover:bg-sunken',
        isActive && 'bg-sunken',
      )}
    >
      <span className="min-w-0 flex-1 truncate text-ink">{command.label}</span>
      <span className="text-xs text-ink-faint">{command.kind}</span>
    </div>
  );
}

function useCommands(openShortcuts: () => void): Command[] {
  const navigate = useNavigate();
  const kept = keepPeriod(new URLSearchParams(useLocation().search));
  const models = useModels().data?.models ?? [];
  return [
    ...PAGES.map((page) => ({
      id: page.path,
      kind: s.page,
      label: page.label,
      run: () => void navigate(page.path + kept),
    })),
    {
      id: 'live',
      kind: s.action,
      label: `${commonStrings.live.live.action} / ${commonStrings.live.paused.action.toLowerCase()}`,
      run: toggleLive,
    },
    ...(['system', 'light', 'dark'] as const).map((theme) => ({
      id: theme,
      kind: s.action,
      label: s.themes[theme],
      run: () => setTheme(theme),
    })),
    { id: 'shortcuts', kind: s.action, label: s.shortcuts, run: openShortcuts },
    ...models
      .filter((model) => model.isAvailable)
      .map((model) => ({
        id: `model-${model.id}`,
        kind: s.model,
        label: s.requestsOfModel(model.id),
        run: () => void navigate(requestsPath({ model: model.model })),
      })),
  ];
}

/** Commands made from the typed text itself: a request id opens that request, other text searches. */
function useTypedCommands(text: string): Command[] {
  const navigate = useNavigate();
  const kept = keepPeriod(new URLSearchParams(useLocation().search));
  const typed = text.trim();
  if (typed.length < 3) return [];
  const open = {
    id: 'open-request',
    kind: s.request,
    label: s.openRequest(typed),
    run: () => void navigate(requestPath(typed, kept)),
  };
  const search = {
    id: 'search-requests',
    kind: s.request,
    label: s.searchRequests(typed),
    run: () => void navigate(requestsPath({ search: typed })),
  };
  return /^[\w-]{8,}$/.test(typed) && /\d/.test(typed) ? [open, search] : [search];
}
