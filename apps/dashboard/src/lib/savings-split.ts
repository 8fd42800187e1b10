import type { Totals } from '@llm-cost-optimizer/contracts';
import { addDecimals, apportion, negateDecimal, signOfDecimal, subtractDecimals } from './decimal.ts';
import { usdDigits } from './format.ts';

export const PARTS = [
  'routing',
  'exactCache',
  'semanticCache',
  'dedup',
  'promptCache',
  'serviceTier',
  'overhead',
  'unsplit',
] as const;
export type PartName = (typeof PARTS)[number];

/** What is split. */
export type SavedSums = Pick<Totals, 'levers' | 'overheadUsd' | 'savedUsd'>;

export interface SavingsPart {
  readonly name: PartName;
  /** Exact amount; what was lost is negative. */
  readonly usd: string;
  /** Rounded so that the shown parts add up to the shown headline. */
  readonly shownUsd: string;
  /** Width in the bar, 0..1 of all that was gained (or of all that was lost, when that is more). */
  readonly share: number;
}

export interface SavingsSplit {
  readonly parts: readonly SavingsPart[];
  readonly gains: readonly SavingsPart[];
  readonly losses: readonly SavingsPart[];
  /** Decimals of `shownUsd`. */
  readonly digits: number;
}

const MOST_EXTRA_DIGITS = 4;

/**
 * The saving by cause. The parts add up to `savedUsd` exactly: what live events added since the last read, whose causes
 * are not known yet, is a part of its own (`unsplit`), left out when it is zero.
 */
export function splitSavings({ levers, overheadUsd, savedUsd }: SavedSums): SavingsSplit {
  const known: [PartName, string][] = [
    ['routing', levers.routing],
    ['exactCache', levers.exactCache],
    ['semanticCache', levers.semanticCache],
    ['dedup', levers.dedup],
    ['promptCache', levers.promptCache],
    ['serviceTier', levers.serviceTier],
    ['overhead', negateDecimal(overheadUsd)],
  ];
  const unsplit = subtractDecimals(savedUsd, addDecimals(known.map(([, usd]) => usd)));
  const amounts: [PartName, string][] = signOfDecimal(unsplit) === 0 ? known : [...known, ['unsplit', unsplit]];
  const digits = digitsFor(
    savedUsd,
    // Without what is not split yet, which changes with every live event: the others would flicker.
    known.map(([, usd]) => usd),
  );
  const shown = apportion(
    amounts.map(([, usd]) => usd),
    digits,
  );
  const sumOf = (sign: 1 | -1) => amounts.reduce((sum, [, usd]) => sum + Math.max(0, sign * Number(usd)), 0);
  const whole = Math.max(sumOf(1), sumOf(-1));
  const parts = amounts.map(([name, usd], index) => ({
    name,
    usd,
    shownUsd: shown[index] ?? usd,
    share: whole === 0 ? 0 : Math.abs(Number(usd)) / whole,
  }));
  return {
    parts,
    gains: parts.filter((part) => signOfDecimal(part.usd) > 0),
    losses: parts.filter((part) => signOfDecimal(part.usd) < 0),
    digits,
  };
}

/** Decimals that show two significant digits of every part, but no more than four beyond those of the headline. */
function digitsFor(savedUsd: string, parts: readonly string[]): number {
  const least = usdDigits(savedUsd);
  const wanted = parts.filter((usd) => signOfDecimal(usd) !== 0).map(usdDigits);
  return Math.min(least + MOST_EXTRA_DIGITS, Math.max(least, ...wanted));
}
