import { type RuleConditions, WEEKDAYS } from '@llm-cost-optimizer/contracts';

type Window = NonNullable<RuleConditions['time']>;
type Weekday = (typeof WEEKDAYS)[number];

const MINUTES_PER_DAY = 1_440;

/**
 * A test for moments in a window of days and hours, in a time zone (`UTC` by default). A window that ends before it begins goes
 * over midnight and belongs to the day on which it began. Throws RangeError for a zone that nobody knows.
 */
export function timeTest({ days, from = '00:00', to = '24:00', zone = 'UTC' }: Window): (at: number) => boolean {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const begin = minutesOf(from);
  const end = minutesOf(to);
  const isOverMidnight = end <= begin;
  const wanted = new Set<Weekday>(days ?? WEEKDAYS);
  return (at) => {
    const { day, minute } = localTime(format, at);
    if (!isOverMidnight) return wanted.has(day) && minute >= begin && minute < end;
    if (minute >= begin) return wanted.has(day);
    return minute < end && wanted.has(dayBefore(day));
  };
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return Math.min(MINUTES_PER_DAY, hours * 60 + minutes);
}

function localTime(format: Intl.DateTimeFormat, at: number): { readonly day: Weekday; readonly minute: number } {
  let day: Weekday = 'mon';
  let minute = 0;
  for (const { type, value } of format.formatToParts(at)) {
    if (type === 'weekday') day = WEEKDAYS.find((one) => one === value.slice(0, 3).toLowerCase()) ?? day;
    else if (type === 'hour') minute += Number(value) * 60;
    else if (type === 'minute') minute += Number(value);
  }
  return { day, minute };
}

function dayBefore(day: Weekday): Weekday {
  return WEEKDAYS[(WEEKDAYS.indexOf(day) + WEEKDAYS.length - 1) % WEEKDAYS.length] ?? day;
}
