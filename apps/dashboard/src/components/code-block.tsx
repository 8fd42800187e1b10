import { cx } from '../lib/cx.ts';
import { CopyButton } from './copy-button.tsx';
import { ScrollRegion } from './scroll-region.tsx';

/** Text in a fixed-width font with a copy button. Long lines scroll inside, or break with `wraps`. */
export function CodeBlock({ text, label, wraps = false }: { text: string; label: string; wraps?: boolean }) {
  return (
    <div className="relative min-w-0 rounded-lg border border-line bg-sunken text-left">
      <ScrollRegion label={label} className="overflow-x-auto">
        <pre className={cx('p-3 pr-10 font-mono text-xs leading-5 text-ink', wraps && 'break-all whitespace-pre-wrap')}>
          {text}
        </pre>
      </ScrollRegion>
      <CopyButton text={text} className="absolute top-2 right-2 bg-sunken" />
    </div>
  );
}
