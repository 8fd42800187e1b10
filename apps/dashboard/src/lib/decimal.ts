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
