import { CircleAlert, Inbox, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../lib/api.ts';
import { cx } from '../lib/cx.ts';
import { commonStrings } from '../lib/strings/common.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

/** Place holder of the size of what is loading. Hidden from screen readers; the region says `aria-busy`. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('skeleton rounded-md', className)} />;
}

/** Nothing to show, and the one next step. */
export function EmptyState({
  title,
  text,
  icon,
  children,
}: {
  title: string;
  text?: ReactNode;
  icon?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      <span
        aria-hidden
        className="flex size-9 items-center justify-center rounded-full bg-sunken text-ink-faint [&_svg]:size-4.5"
      >
        {icon ?? <Inbox />}
      </span>
      <p className="font-medium text-ink">{title}</p>
      {text !== undefined && <p className="max-w-md text-sm text-ink-soft">{text}</p>}
      {children !== undefined && <div className="mt-2 flex max-w-full flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}

/** What failed, the request id for support, and a way to try again. */
export function ErrorState({
  error,
  onRetry,
  title = commonStrings.loadFailed,
}: {
  error: unknown;
  onRetry?: () => void;
  title?: string;
}) {
  const requestId = error instanceof ApiError ? error.requestId : null;
  const text = error instanceof Error ? error.message : commonStrings.unknownError;
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-4 py-8 text-center">
      <span aria-hidden className="flex size-9 items-center justify-center rounded-full bg-bad-soft text-bad">
        <CircleAlert className="size-4.5" />
      </span>
      <p className="font-medium text-ink">{title}</p>
      <p className="max-w-md text-sm break-words text-ink-soft">{text}</p>
      {requestId !== null && (
        <p className="flex max-w-full items-center gap-1 text-xs text-ink-faint">
          {commonStrings.requestId} <code className="truncate font-mono">{requestId}</code>
          <CopyButton text={requestId} label={commonStrings.copyRequestId} />
        </p>
      )}
      {onRetry !== undefined && (
        <Button onClick={onRetry} icon={<RotateCw aria-hidden />} className="mt-1">
          {commonStrings.retry}
        </Button>
      )}
    </div>
  );
}
