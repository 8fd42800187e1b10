import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { cx } from '../lib/cx.ts';
import { commonStrings } from '../lib/strings/common.ts';
import { showToast } from './toast.tsx';

/** Copies `text`; shows a tick for a moment. `label` names what is copied. */
export function CopyButton({
  text,
  label = commonStrings.copy,
  className,
}: {
  text: string;
  label?: string;
  className?: string;
}) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Browsers refuse the clipboard to pages without a secure origin.
      showToast(commonStrings.copyRefused, 'bad');
    }
  };
  return (
    <button
      type="button"
      aria-label={isCopied ? commonStrings.copied : label}
      title={label}
      onClick={copy}
      className={cx(
        'inline-flex size-6 shrink-0 items-center justify-center rounded-md text-ink-faint hover:bg-sunken hover:text-ink [&_svg]:size-3.5',
        className,
      )}
    >
      {isCopied ? <Check aria-hidden className="text-accent" /> : <Copy aria-hidden />}
    </button>
  );
}
