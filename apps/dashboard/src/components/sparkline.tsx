/** Course of a figure as a small line. Decoration beside the figure as text: hidden from screen readers. */
export function Sparkline({ values, color = 'var(--accent)' }: { values: readonly number[]; color?: string }) {
  if (values.length < 2) return null;
  const top = Math.max(...values);
  const bottom = Math.min(0, ...values);
  const span = top - bottom || 1;
  const points = values.map(
    (value, index) =>
      `${((index / (values.length - 1)) * 100).toFixed(2)},${(26 - ((value - bottom) / span) * 24).toFixed(2)}`,
  );
  return (
    <svg aria-hidden viewBox="0 0 100 28" preserveAspectRatio="none" className="h-7 w-full overflow-visible">
      <polygon points={`0,27 ${points.join(' ')} 100,27`} fill={color} opacity={0.1} />
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke={color}
        strokeWidth={1.5}
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
