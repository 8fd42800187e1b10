/** The product's mark: a cost line that falls. Decoration. */
export function Logo({ className = 'size-7' }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={className}>
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path
        d="M7 9.5v11.2c0 1 .8 1.8 1.8 1.8H25"
        fill="none"
        stroke="var(--on-accent)"
        strokeOpacity=".55"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <path
        d="M11.5 10.5c3.6 0 3.6 7.2 7.2 7.2H24"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.8"
        strokeLinecap="round"
      />
    </svg>
  );
}
