import { Dialog } from '../../components/dialog.tsx';
import { layoutStrings as s } from '../../lib/strings/layout.ts';

/** The list of keys. */
export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={s.shortcuts}>
      <dl className="divide-y divide-line">
        {s.shortcutRows.map(([keys, text]) => (
          <div key={text} className="flex items-center justify-between gap-4 py-2">
            <dt className="text-sm text-ink-soft">{text}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

/** A key as printed on a keyboard. */
export function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-2xs text-ink-soft">
      {children}
    </kbd>
  );
}
