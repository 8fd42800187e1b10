/** A half-open span of UTC time that is one partition. */
export interface PartitionSpan {
  /** `20261123` for a day, `202611` for a month; also the end of the partition's name. */
  readonly label: string;
  readonly from: Date;
  readonly to: Date;
}

export type PartitionWidth = 'day' | 'month';

export const DAY_MS = 86_400_000;

/** The partition of a time. */
export function spanOf(width: PartitionWidth, time: Date): PartitionSpan {
  const year = time.getUTCFullYear();
  const month = time.getUTCMonth();
  const day = width === 'day' ? time.getUTCDate() : 1;
  const from = new Date(Date.UTC(year, month, day));
  const to = width === 'day' ? new Date(from.getTime() + DAY_MS) : new Date(Date.UTC(year, month + 1, 1));
  const digits = from.toISOString().slice(0, 10).replaceAll('-', '');
  return { label: width === 'day' ? digits : digits.slice(0, 6), from, to };
}

/** The span a label names; null when it is none. */
export function spanOfLabel(label: string): PartitionSpan | null {
  const match = /^(\d{4})(\d{2})(\d{2})?$/.exec(label);
  if (match === null) return null;
  const [, year, month, day] = match;
  const from = new Date(Date.UTC(Number(year), Number(month) - 1, day === undefined ? 1 : Number(day)));
  return spanOf(day === undefined ? 'month' : 'day', from);
}
