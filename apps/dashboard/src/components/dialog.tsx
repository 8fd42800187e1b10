import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { commonStrings } from '../lib/strings/common.ts';

interface OverlayProps {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  /** Esc and clicks beside it do not close it: for what is shown only once. */
  staysOpen?: boolean;
}

const BACKDROP = 'fixed inset-0 z-40 bg-black/40 animate-[appear_120ms_ease-out]';

/** A window over the page. Keeps the focus inside, closes by Esc, gives the focus back. */
export function Dialog({ isOpen, onClose, title, description, children, footer, staysOpen = false }: OverlayProps) {
  const keepOpen = staysOpen ? (event: Event) => event.preventDefault() : undefined;
  return (
    <Primitive.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className={BACKDROP} />
        <Primitive.Content
          {...(description === undefined && { 'aria-describedby': undefined })}
          {...(keepOpen !== undefined && { onEscapeKeyDown: keepOpen, onInteractOutside: keepOpen })}
          className="fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[calc(100vw-32px)] max-w-lg -translate-x-1/2 flex-col rounded-xl border border-line bg-raised shadow-float animate-[appear_120ms_ease-out]"
        >
          <OverlayHeader title={title} description={description} />
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer !== undefined && (
            <footer className="flex justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/**
 * A panel at the right edge (whole width on phones). Keeps the focus inside, closes by Esc, gives the focus back. The
 * caller holds what is open in the address bar. `actions` stand in the head; `onKeyDown` serves `[` and `]`.
 */
export function Drawer(
  props: Omit<OverlayProps, 'staysOpen'> & {
    actions?: ReactNode;
    className?: string;
    onKeyDown?: (event: React.KeyboardEvent) => void;
  },
) {
  const { isOpen, onClose, title, description, children, footer, actions, className, onKeyDown } = props;
  return (
    <Primitive.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className={BACKDROP} />
        <Primitive.Content
          onKeyDown={onKeyDown}
          {...(description === undefined && { 'aria-describedby': undefined })}
          className={cx(
            'fixed inset-y-0 right-0 z-50 flex w-full flex-col border-l border-line bg-raised shadow-float animate-[slide-in_160ms_ease-out] sm:max-w-2xl',
            className,
          )}
        >
          <OverlayHeader title={title} description={description} actions={actions} />
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-6">{children}</div>
          {footer !== undefined && (
            <footer className="flex justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function OverlayHeader({
  title,
  description,
  actions,
}: Pick<OverlayProps, 'title' | 'description'> & { actions?: ReactNode }) {
  return (
    <header className="flex items-start gap-3 px-5 pt-4 pb-3">
      <div className="min-w-0 flex-1">
        <Primitive.Title className="text-base font-semibold text-ink">{title}</Primitive.Title>
        {description !== undefined && (
          <Primitive.Description className="mt-0.5 text-sm text-ink-soft">{description}</Primitive.Description>
        )}
      </div>
      {actions}
      <Primitive.Close
        aria-label={commonStrings.close}
        className="-mt-1 -mr-2 inline-flex size-8 items-center justify-center rounded-lg text-ink-soft hover:bg-sunken hover:text-ink"
      >
        <X className="size-4" aria-hidden />
      </Primitive.Close>
    </header>
  );
}
