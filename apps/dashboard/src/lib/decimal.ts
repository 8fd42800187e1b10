/**
 * Exact arithmetic on the decimal strings the API sends for money. Shown figures must agree to the last digit with the
 * ledger, so that nothing is added as a floating point number.
 */
interface Scaled {
  readonly units: bigint;
  readonly digits: number;
}

/** Sum of decimal strings, exact, without trailing zeros. `0` for an empty list. */
export function addDecimals(values: readonly string[]): string {
  const scaled = values.map(scale);
  const digits = Math.max(0, ...scaled.map((value) => value.digits));
  const units = scaled.reduce((sum, value) => sum + value.units * 10n ** BigInt(digits - value.digits), 0n);
  return toDecimal({ units, digits });
}

/** `left - right`, exact. */
export function subtractDecimals(left: string, right: string): string {
  return addDecimals([left, negateDecimal(right)]);
}

/** The same amount with the other sign; zero stays zero. */
export function negateDecimal(value: string): string {
  const { units, digits } = scale(value);
  return toDecimal({ units: -units, digits });
}

/** -1, 0 or 1. */
export function signOfDecimal(value: string): -1 | 0 | 1 {
  const { units } = scale(value);
  if (units === 0n) return 0;
  return units < 0n ? -1 : 1;
}

/** For drawing and ratios only, never for a shown amount. */
export function toNumber(value: string): number {
  return Number(value);
}

/**
 * The parts rounded to `digits` decimals such that they still add up to their rounded sum: the largest remainders get
 * the missing units. So a list of shown amounts agrees with the total shown above it.
 */
export function apportion(parts: readonly string[], digits: number): string[] {
  const exact = parts.map((part) => toUnits(scale(part), digits));
  const missing =
    roundHalfUp(toUnits(scale(addDecimals(parts)), digits)) - exact.reduce((sum, part) => sum + part.floor, 0n);
  const order = exact
    .map((_, index) => index)
    .sort((left, right) => compareFractions(exact[right], exact[left]))
    .slice(0, Number(missing));
  return exact.map(({ floor }, index) => toDecimal({ units: floor + (order.includes(index) ? 1n : 0n), digits }));
}

interface RoundedDown {
  readonly floor: bigint;
  /** Rest over `base`, 0 <= rest < base. */
  readonly rest: bigint;
  readonly base: bigint;
}

function toUnits({ units, digits: from }: Scaled, digits: number): RoundedDown {
  if (from <= digits) return { floor: units * 10n ** BigInt(digits - from), rest: 0n, base: 1n };
  const base = 10n ** BigInt(from - digits);
  const rest = ((units % base) + base) % base;
  return { floor: (units - rest) / base, rest, base };
}

function roundHalfUp({ floor, rest, base }: RoundedDown): bigint {
  return rest * 2n >= base ? floor + 1n : floor;
}

function compareFractions(left: RoundedDown | undefined, right: RoundedDown | undefined): number {
  if (left === undefined || right === undefined) return 0;
  const difference = left.rest * right.base - right.rest * left.base;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function scale(value: string): Scaled {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value);
  if (match === null) throw new RangeError(`Not a decimal number: ${value}`);
  const [, sign, whole = '0', fraction = ''] = match;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, digits: fraction.length };
}

function toDecimal({ units, digits }: Scaled): string {
  const sign = units < 0n ? '-' : '';
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
