/** Decoded JSON as Go's %#v and %v print it inside messages. upstream: go fmt, strconv */
import { digitsOf, isExactInteger } from '#api/machinery/exactInteger.ts';
import { goQuote } from '#api/machinery/goText.ts';
import type { Printed } from '../fieldError.ts';
import { isRecord } from '../object.ts';

/** A float64 as %v prints it: large and tiny ones with an exponent of at least two digits. */
export function goFloat(value: number): string {
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (value === 0 || (exponent >= -4 && exponent < 21 && (exponent < 6 || digits.replace(/[-.]/g, '').length > exponent + 1)))
    return String(value);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function goNumber(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : goFloat(value);
}

function syntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return isExactInteger(value) ? digitsOf(value) : goQuote(value);
  if (typeof value === 'number') return goNumber(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(syntax).join(', ')}}`;
  if (!isRecord(value)) return String(value);
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${goQuote(key)}:${syntax(value[key])}`);
  return `map[string]interface {}{${entries.join(', ')}}`;
}

/** A value as a field error prints it. */
export function goValue(value: unknown): Printed {
  if (value === null || value === undefined) return { printed: '"null"' };
  return { printed: syntax(value) };
}
