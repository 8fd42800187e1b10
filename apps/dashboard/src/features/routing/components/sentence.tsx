/** A sentence in which words between backticks are code. */
export function Sentence({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence keep their places.
      <code key={index} className="rounded bg-sunken px-1 font-mono text-xs">
        {part}
      </code>
    ),
  );
}
