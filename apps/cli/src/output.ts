/** Where commands write: replaced in specs. */
export interface Output {
  line(text: string): void;
  /** True when colours and wide tables make sense. */
  readonly isTerminal: boolean;
}

/** Control characters in names that came from clients could move the cursor or change colours of the terminal. */
const CONTROL = /\p{Cc}/gu;

/** Text that is safe to show in a terminal. */
export function plain(text: string): string {
  return text.replace(CONTROL, '?');
}

/** One value as JSON, for scripts. */
export function printJson(output: Output, value: unknown): void {
  output.line(JSON.stringify(value, null, 2));
}

/** A table with left-aligned columns; numbers are aligned right. Prints `(none)` without rows. */
export function printTable(output: Output, head: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) {
    output.line('(none)');
    return;
  }
  const cells = [head, ...rows].map((row) => row.map(plain));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const isNumber = head.map((_, column) =>
    rows.every((row) => /^(-|[$+-]?[\d.,]+( ?%| ms| s)?)$/.test(row[column] ?? '-')),
  );
  for (const row of cells) {
    const shown = row.map((cell, column) => pad(cell, widths[column] ?? 0, isNumber[column] === true));
    output.line(shown.join('  ').trimEnd());
  }
}

function pad(text: string, width: number, isRight: boolean): string {
  return isRight ? text.padStart(width) : text.padEnd(width);
}

/** An amount in USD with at least two significant digits, never `$0.00` for something paid; `-` when unknown. */
export function money(usd: string | null): string {
  if (usd === null) return '-';
  const value = Number(usd);
  if (value === 0) return '$0';
  const digits = Math.abs(value) >= 0.1 ? 2 : Math.min(12, 1 - Math.floor(Math.log10(Math.abs(value))));
  return `${value < 0 ? '-' : ''}$${Math.abs(value).toFixed(digits)}`;
}

/** A share from 0 to 1 as percent; `-` when unknown. */
export function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`;
}

/** Milliseconds; `-` when unknown. */
export function milliseconds(value: number | null): string {
  if (value === null) return '-';
  return value >= 10_000 ? `${(value / 1_000).toFixed(1)} s` : `${Math.round(value)} ms`;
}

/** A figure or a dash. */
export function count(value: number | null): string {
  return value === null ? '-' : value.toLocaleString('en-US');
}
