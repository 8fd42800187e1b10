import { CopyButton } from './copy-button.tsx';
import { ScrollRegion } from './scroll-region.tsx';

/** Text in a fixed-width font with a copy button. Long lines scroll inside. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className="relative min-w-0 rounded-lg border border-line bg-sunken text-left">
      <ScrollRegion label={label} className="overflow-x-auto">
        <pre className="p-3 pr-10 font-mono text-xs leading-5 text-ink">{text}</pre>
      </ScrollRegion>
      <CopyButton text={text} className="absolute top-2 right-2 bg-sunken" />
    </div>
  );
}
