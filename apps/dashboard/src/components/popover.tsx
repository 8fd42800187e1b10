import { Info } from 'lucide-react';
import { Popover as Primitive, Tooltip as TooltipPrimitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { commonStrings } from '../lib/strings/common.ts';

/** A panel opened by a click on `trigger` (a button). Closes by Esc and by a click elsewhere. */
export function Popover(props: {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  align?: 'start' | 'center' | 'end';
  className?: string;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}) {
  const { trigger, label, children, align = 'start', className, isOpen, onOpenChange } = props;
  return (
    <Primitive.Root
      {...(isOpen !== undefined && { open: isOpen })}
      {...(onOpenChange !== undefined && { onOpenChange })}
    >
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={12}
          className={cx(
            'z-50 max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-24px)] overflow-y-auto rounded-xl border border-line bg-raised p-3 text-sm shadow-float animate-[appear_100ms_ease-out]',
            className,
          )}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** The "i" beside a figure: definition, formula, source, what is left out. */
export function InfoPopover({ subject, children }: { subject: string; children: ReactNode }) {
  const label = commonStrings.about(subject);
  return (
    <Popover
      label={label}
      className="w-72 text-ink-soft [&_strong]:font-medium [&_strong]:text-ink"
      trigger={
        <button
          type="button"
          aria-label={label}
          className="inline-flex size-6 shrink-0 items-center justify-center rounded-md text-ink-faint hover:bg-sunken hover:text-ink"
        >
          <Info className="size-3.5" aria-hidden />
        </button>
      }
    >
      <div className="flex flex-col gap-1.5">{children}</div>
    </Popover>
  );
}

/** A short text at hover and focus of `children` (something that takes the focus). Never the only place of a fact. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <TooltipPrimitive.Provider delayDuration={250}>
      <TooltipPrimitive.Root>
        <TooltipPrimitive.Trigger asChild>{children}</TooltipPrimitive.Trigger>
        <TooltipPrimitive.Portal>
          <TooltipPrimitive.Content
            sideOffset={6}
            collisionPadding={12}
            className="z-50 max-w-xs rounded-lg bg-ink px-2 py-1 text-xs text-canvas shadow-float"
          >
            {text}
          </TooltipPrimitive.Content>
        </TooltipPrimitive.Portal>
      </TooltipPrimitive.Root>
    </TooltipPrimitive.Provider>
  );
}
