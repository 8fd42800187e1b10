/**
 * Money in whole pico-dollars (1e-12 USD). Integers add up exactly in any order, which floats do not:
 * a rate of $0.0375 per million tokens is 37,500 pico-dollars per token, still a whole number.
 */
export type Money = bigint;

/** A multiplier in whole millionths: `500_000n` is one half. */
export type Factor = bigint;

/** No money. */
export const ZERO: Money = 0n;
/** The factor 1. */
export const FACTOR_ONE: Factor = 1_000_000n;

const MONEY_DIGITS = 12;
const FACTOR_DIGITS = 6;
const TOKENS_PER_RATE = 1_000_000n;
const POINT = 0x2e;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads an amount in USD. Numbers count as their shortest decimal text, so `usd(0.1)` is exactly ten cents.
 * Digits beyond the twelfth decimal are rounded half to even.
 * Throws RangeError when the text is no plain or exponential decimal number.
 */
export function usd(amount: string | number): Money {
  return parseScaled(amount, MONEY_DIGITS);
}

/** Reads a multiplier such as `0.5` or `1.1`. Throws RangeError when it is negative or no number. */
export function factor(value: string | number): Factor {
  const parsed = parseScaled(value, FACTOR_DIGITS);
  if (parsed < 0n) throw new RangeError(`A factor cannot be negative: ${value}`);
  return parsed;
}

/** Plain decimal text in USD: no exponent, no trailing zeros, `-` in front of negative amounts. Exact: `usd` reads it back. */
export function toUsdString(money: Money): string {
  return scaledToString(money, MONEY_DIGITS);
}

/** Plain decimal text of a factor, `1` for the factor 1. */
export function factorToString(value: Factor): string {
  return value === FACTOR_ONE ? '1' : scaledToString(value, FACTOR_DIGITS);
}

/** Product of two factors, rounded to a millionth half to even. */
export function multiplyFactors(one: Factor, other: Factor): Factor {
  return divideHalfEven(one * other, FACTOR_ONE);
}

/**
 * Cost of `tokens` at a rate in pico-dollars per million tokens, times a factor. Exact, with one rounding
 * (half to even) at the very end. Throws RangeError when tokens is negative or not a whole number.
 */
export function multiplyRate(tokens: number, ratePicoPerMillion: Money, by: Factor = FACTOR_ONE): Money {
  if (tokens === 0) return ZERO;
  if (!Number.isSafeInteger(tokens) || tokens < 0) throw new RangeError(`Not a count of tokens: ${tokens}`);
  if (by === FACTOR_ONE) return divideHalfEven(BigInt(tokens) * ratePicoPerMillion, TOKENS_PER_RATE);
  return divideHalfEven(BigInt(tokens) * ratePicoPerMillion * by, TOKENS_PER_RATE * FACTOR_ONE);
}

/** Sum; 0 for none. The order does not matter. */
export function sumMoney(amounts: Iterable<Money>): Money {
  let total = ZERO;
  for (const amount of amounts) total += amount;
  return total;
}

/** Sum of amounts that may be unknown: null as soon as one is, because a part of a bill is not the bill. */
export function sumKnownMoney(amounts: Iterable<Money | null>): Money | null {
  let total = ZERO;
  for (const amount of amounts) {
    if (amount === null) return null;
    total += amount;
  }
  return total;
}

function parseScaled(value: string | number, digits: number): bigint {
  return (typeof value === 'string' ? parsePlain(value, digits) : null) ?? parseAny(value, digits);
}

/** Up to so many digits a whole number is exact as a JavaScript number. */
const SAFE_DIGITS = 15;
const POWERS: readonly bigint[] = Array.from({ length: MONEY_DIGITS + 1 }, (_, exponent) => 10n ** BigInt(exponent));

/** Reads what nearly all amounts look like: few digits, perhaps a point. Null = read it the long way. This runs several times per request. */
function parsePlain(text: string, digits: number): bigint | null {
  let unscaled = 0;
  let point = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT && point < 0 && at > 0) point = at;
    else if (code >= DIGIT_0 && code <= DIGIT_9) unscaled = unscaled * 10 + (code - DIGIT_0);
    else return null;
  }
  const decimals = point < 0 ? 0 : text.length - point - 1;
  const power = POWERS[digits - decimals];
  if (text === '' || text.length > SAFE_DIGITS || power === undefined) return null;
  return BigInt(unscaled) * power;
}

function parseAny(value: string | number, digits: number): bigint {
  const match = DECIMAL.exec(String(value).trim());
  if (match === null) throw new RangeError(`Not a decimal number: ${value}`);
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] = match;
  const shift = digits - fraction.length + Number(exponent);
  const unscaled = BigInt(whole + fraction);
  const scaled = shift >= 0 ? unscaled * 10n ** BigInt(shift) : divideHalfEven(unscaled, 10n ** BigInt(-shift));
  return sign === '-' ? -scaled : scaled;
}

function scaledToString(value: bigint, digits: number): string {
  if (value === ZERO) return '0';
  const isNegative = value < 0n;
  const padded = (isNegative ? -value : value).toString().padStart(digits + 1, '0');
  const point = padded.length - digits;
  let end = padded.length;
  // A loop instead of a pattern: this runs several times per request.
  while (end > point && padded.charCodeAt(end - 1) === DIGIT_0) end -= 1;
  const text = end === point ? padded.slice(0, point) : `${padded.slice(0, point)}.${padded.slice(point, end)}`;
  return isNegative ? `-${text}` : text;
}

/** Division with ties to the even neighbour; the divisor is positive. */
function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  if (remainder === 0n) return quotient;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  const isUp = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  if (!isUp) return quotient;
  return dividend < 0n ? quotient - 1n : quotient + 1n;
}
