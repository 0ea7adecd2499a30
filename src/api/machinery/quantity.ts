/**
 * Amounts of resources: `500m`, `1Gi`, `2e3`. A quantity remembers in which style it was written and is printed in that style.
 * Reading a text is remembered, so asking for the value of the same text again is a table look-up.
 * upstream: staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go, amount.go, suffix.go
 */
import type { Outcome } from './outcome.ts';
import { failure, success } from './outcome.ts';

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export interface Quantity {
  /** The amount is unscaled * 10^scale. */
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  /** Held with unlimited precision upstream rather than in 64 bits; decides what happens on overflow. */
  readonly wide: boolean;
  /** The text as it was written, when printing it keeps that text. */
  readonly text?: string;
}

const NANO = -9;
const MAX_INT64 = 9_223_372_036_854_775_807n;

const decimalSuffixes: readonly (readonly [string, number])[] = [
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
];
const binarySuffixes: readonly (readonly [string, number])[] = [
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
];
const decimalExponents = new Map(decimalSuffixes);
const binaryExponents = new Map(binarySuffixes);
const decimalNames = new Map(decimalSuffixes.map(([name, exponent]) => [exponent, name]));
const binaryNames = new Map(binarySuffixes.map(([name, exponent]) => [exponent, name]));

interface Suffix {
  readonly format: QuantityFormat;
  readonly exponent: number;
}

function readSuffix(suffix: string): Suffix | undefined {
  const decimal = decimalExponents.get(suffix);
  if (decimal !== undefined) return { format: 'DecimalSI', exponent: decimal };
  const binary = binaryExponents.get(suffix);
  if (binary !== undefined) return { format: 'BinarySI', exponent: binary };
  return /^[eE][+-]?\d+$/.test(suffix) ? { format: 'DecimalExponent', exponent: Number(suffix.slice(1)) } : undefined;
}

function fitsInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

function pow10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** Division by 10^places that rounds away from zero. */
function divideAway(value: bigint, places: number): bigint {
  const divisor = pow10(places);
  const quotient = value / divisor;
  if (quotient * divisor === value) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

/** Digits that fit 64 bits for sure, which upstream reads without big numbers. */
function isSmall(suffix: Suffix, whole: string, fraction: string): boolean {
  if (suffix.format !== 'BinarySI') return whole.length + fraction.length <= 18 && suffix.exponent - fraction.length >= NANO;
  return fraction === '' && 15 - whole.length - Math.trunc((suffix.exponent * 3) / 10) - 1 >= 0;
}

function smallQuantity(text: string, suffix: Suffix, whole: string, fraction: string): Quantity {
  const digits = BigInt(whole + fraction);
  const binary = suffix.format === 'BinarySI';
  const scale = binary ? 0 : suffix.exponent - fraction.length;
  const magnitude = binary ? digits << BigInt(suffix.exponent) : digits;
  const unscaled = text.startsWith('-') ? -magnitude : magnitude;
  const canonical = binary ? digits % 8n !== 0n : scale % 3 === 0 && digits % 1000n !== 0n && whole !== '0';
  const quantity = { unscaled, scale, format: suffix.format, wide: false };
  return canonical ? { ...quantity, text } : quantity;
}

function wideQuantity(text: string, suffix: Suffix, whole: string, fraction: string): Quantity {
  const digits = BigInt(whole + fraction);
  const binary = suffix.format === 'BinarySI';
  const shifted = binary ? digits << BigInt(suffix.exponent) : digits;
  const places = (binary ? 0 : suffix.exponent) - fraction.length - NANO;
  const nanos = places >= 0 ? shifted * pow10(places) : divideAway(shifted, -places);
  const capped = binary && nanos > MAX_INT64 * pow10(-NANO);
  const magnitude = capped ? MAX_INT64 : nanos;
  const format = binary && nanos < pow10(-NANO) && nanos > 0n ? 'DecimalSI' : suffix.format;
  return { unscaled: text.startsWith('-') ? -magnitude : magnitude, scale: capped ? 0 : NANO, format, wide: true };
}

const pattern = /^[+-]?0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;

function readQuantity(text: string): Outcome<Quantity> {
  const match = pattern.exec(text);
  if (match === null || text === '')
    return failure("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  const suffix = readSuffix(match[3] ?? '');
  if (suffix === undefined) return failure("unable to parse quantity's suffix");
  const whole = match[1] === undefined || match[1] === '' ? '0' : match[1];
  const fraction = match[2] ?? '';
  return success(
    isSmall(suffix, whole, fraction) ? smallQuantity(text, suffix, whole, fraction) : wideQuantity(text, suffix, whole, fraction),
  );
}

const REMEMBERED = 4096;
const remembered = new Map<string, Outcome<Quantity>>();

/** Reads a quantity; refuses with the server's message. */
export function parseQuantity(text: string): Outcome<Quantity> {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const fresh = readQuantity(text);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(text, fresh);
  return fresh;
}

const zeroQuantity: Quantity = { unscaled: 0n, scale: 0, format: 'DecimalSI', wide: false };

/** A quantity of a field that validation has let through; absent or unreadable ones count as none. */
export function quantityOf(text: string | number | undefined): Quantity {
  const outcome = parseQuantity(text === undefined ? '0' : String(text));
  return outcome.ok ? outcome.value : zeroQuantity;
}

/** A whole number of units (or of 10^scale units) in a given style. */
export function makeQuantity(amount: number | bigint, format: QuantityFormat = 'DecimalSI', scale = 0): Quantity {
  return { unscaled: BigInt(amount), scale, format, wide: false };
}

/** Both amounts in the finer of the two scales. */
function aligned(a: Quantity, b: Quantity): readonly [bigint, bigint, number] {
  if (a.scale === b.scale) return [a.unscaled, b.unscaled, a.scale];
  const scale = Math.min(a.scale, b.scale);
  return [a.unscaled * pow10(a.scale - scale), b.unscaled * pow10(b.scale - scale), scale];
}

function combine(a: Quantity, b: Quantity, sign: bigint): Quantity {
  const format = a.unscaled === 0n ? b.format : a.format;
  const small = !a.wide && !b.wide;
  if (small && b.unscaled === 0n) return { unscaled: a.unscaled, scale: a.scale, format, wide: false };
  if (small && a.unscaled === 0n) return { unscaled: sign * b.unscaled, scale: b.scale, format, wide: false };
  const [x, y, scale] = aligned(a, b);
  const unscaled = x + sign * y;
  return { unscaled, scale, format, wide: !small || !fitsInt64(unscaled) || !fitsInt64(x) || !fitsInt64(y) };
}

export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return combine(a, b, 1n);
}

export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return combine(a, b, -1n);
}

export function negateQuantity(quantity: Quantity): Quantity {
  return { unscaled: -quantity.unscaled, scale: quantity.scale, format: quantity.format, wide: quantity.wide };
}

/** -1, 0 or 1. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const [x, y] = aligned(a, b);
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

/** A wide amount in units of 10^scale. Upstream adds one to what truncation left, whatever the sign, and keeps the low 64 bits. */
function wideScaled(quantity: Quantity, scale: number): bigint {
  const places = scale - quantity.scale;
  if (places <= 0) return BigInt.asIntN(64, BigInt.asIntN(64, quantity.unscaled) * pow10(-places));
  const narrow = quantity.unscaled < MAX_INT64 && places < 19;
  const unscaled = narrow ? BigInt.asIntN(64, quantity.unscaled) : quantity.unscaled;
  const divisor = pow10(places);
  const quotient = unscaled / divisor;
  return BigInt.asIntN(64, quotient * divisor === unscaled ? quotient : quotient + 1n);
}

/** The amount in units of 10^scale, rounded away from zero, as an int64 of the server would hold it. */
export function scaledInt64(quantity: Quantity, scale: number): bigint {
  if (quantity.wide) return wideScaled(quantity, scale);
  const places = scale - quantity.scale;
  if (places > 0) return divideAway(quantity.unscaled, places);
  const scaled = quantity.unscaled * pow10(-places);
  return fitsInt64(scaled) ? scaled : 0n;
}

const values = new WeakMap<Quantity, { units?: number; milli?: number }>();

function slot(quantity: Quantity): { units?: number; milli?: number } {
  const known = values.get(quantity);
  if (known !== undefined) return known;
  const fresh = {};
  values.set(quantity, fresh);
  return fresh;
}

/** Whole units, rounded up: bytes of memory, pods, volumes. */
export function valueOf(quantity: Quantity): number {
  const known = slot(quantity);
  return (known.units ??= Number(scaledInt64(quantity, 0)));
}

/** Thousandths, rounded up: CPU. */
export function milliValueOf(quantity: Quantity): number {
  const known = slot(quantity);
  return (known.milli ??= Number(scaledInt64(quantity, -3)));
}

function removeFactors(value: bigint, factor: bigint): readonly [bigint, number] {
  let rest = value;
  let times = 0;
  while (rest !== 0n && rest % factor === 0n) {
    rest /= factor;
    times += 1;
  }
  return [rest, times];
}

function formatDecimal(quantity: Quantity, format: QuantityFormat): string {
  const [mantissa, times] = removeFactors(quantity.unscaled, 10n);
  let amount = mantissa;
  let exponent = quantity.scale + times;
  while (exponent % 3 !== 0) {
    amount *= 10n;
    exponent -= 1;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? String(amount) : `${amount}e${exponent}`;
  return `${amount}${decimalNames.get(exponent) ?? ''}`;
}

/** The whole amount, or undefined when it has a fraction. */
function wholeUnits(quantity: Quantity): bigint | undefined {
  if (quantity.scale >= 0) return quantity.unscaled * pow10(quantity.scale);
  const divisor = pow10(-quantity.scale);
  return quantity.unscaled % divisor === 0n ? quantity.unscaled / divisor : undefined;
}

/** The canonical text: no fraction, the largest suffix that keeps it exact, in the quantity's own style. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  if (quantity.unscaled === 0n) return '0';
  if (quantity.format !== 'BinarySI') return formatDecimal(quantity, quantity.format);
  const units = wholeUnits(quantity);
  if (units === undefined || (units > -1024n && units < 1024n)) return formatDecimal(quantity, 'DecimalSI');
  const [amount, times] = removeFactors(units, 1024n);
  return `${amount}${binaryNames.get(times * 10) ?? ''}`;
}

/** What the server stores for a text that was applied: its canonical form, or the text itself when it is unreadable. */
export function canonicalQuantity(text: string | number): string {
  const outcome = parseQuantity(String(text));
  return outcome.ok ? formatQuantity(outcome.value) : String(text);
}
