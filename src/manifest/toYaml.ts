/**
 * Objects as YAML, byte for byte as kubectl prints them: keys in Go's natural order, lists at their parent's column.
 * upstream: sigs.k8s.io/yaml (Marshal), gopkg.in/yaml.v2 encode.go, sorter.go
 */
import { digitsOf, isExactInteger } from '#api/machinery/exactInteger.ts';
import { isSimpleKey, scalarText } from './scalar.ts';

const step = 2;

/** The YAML of one value, with a line end. Undefined fields are left out, as JSON does. */
export function toYaml(value: unknown): string {
  const lines = node(value, { column: 0, indent: 0, isKey: false });
  return lines.startsWith('\n') ? lines.slice(1) + '\n' : `${lines}\n`;
}

interface Place {
  /** The column right after what introduced this value, one space included. */
  readonly column: number;
  /** The indentation of the mapping or list that holds it. */
  readonly indent: number;
  readonly isKey: boolean;
}

/** A scalar's text, or a collection's lines preceded by a line end. */
function node(value: unknown, place: Place): string {
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : value.map((item) => `\n${' '.repeat(place.indent)}- ${listItem(item, place.indent)}`).join('');
  if (typeof value === 'object' && value !== null) return mapping(value as Record<string, unknown>, place.indent);
  return leaf(value, { ...place, indent: place.indent + step });
}

/** A list's item, which begins on the line of its dash. */
function listItem(value: unknown, indent: number): string {
  const inner = indent + step;
  if (typeof value !== 'object' || value === null) return leaf(value, { column: inner, indent: inner, isKey: false });
  const lines = node(value, { column: inner, indent: inner, isKey: false });
  return lines.startsWith('\n') ? lines.slice(1 + inner) : lines;
}

function mapping(value: Record<string, unknown>, indent: number): string {
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(compareNatural);
  if (keys.length === 0) return '{}';
  return keys.map((key) => `\n${' '.repeat(indent)}${entry(key, value[key], indent)}`).join('');
}

function entry(key: string, value: unknown, indent: number): string {
  const simple = isSimpleKey(key);
  const name = scalarText(key, { column: indent, indent, isKey: true });
  const head = simple ? `${name}:` : `? ${name}\n${' '.repeat(indent)}:`;
  const column = (simple ? indent + Array.from(name).length + 1 : indent + 1) + 1;
  if (typeof value === 'object' && value !== null) {
    const text = node(value, { column, indent: Array.isArray(value) ? indent : indent + step, isKey: false });
    return text.startsWith('\n') ? head + text : `${head} ${text}`;
  }
  return `${head} ${leaf(value, { column, indent: indent + step, isKey: false })}`;
}

function leaf(value: unknown, place: Place): string {
  if (typeof value === 'string') return isExactInteger(value) ? digitsOf(value) : scalarText(value, place);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return 'null';
}

/** A number as Go's shortest 'g' format has it: exponents from 1e+06 on, unless it is whole. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21 && !(power >= 6)) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const letter = /\p{L}/u;
const digit = /[0-9]/;

/** Go yaml's order of keys: letters after other characters, runs of digits by their number. */
function compareNatural(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    if (a[i] !== b[i]) return compareFrom(a, b, i);
  }
  return a.length - b.length;
}

function compareFrom(a: readonly string[], b: readonly string[], i: number): number {
  const x = a[i] ?? '';
  const y = b[i] ?? '';
  const xIsLetter = letter.test(x);
  const yIsLetter = letter.test(y);
  const byCode = (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0);
  if (xIsLetter && yIsLetter) return byCode;
  if (xIsLetter || yIsLetter) return yIsLetter ? -1 : 1;
  const lead = (x === '0' || y === '0') && followsNonZeroDigit(a, i) ? '1' : '';
  const xRun = digitRun(a, i);
  const yRun = digitRun(b, i);
  const difference = Number(`${lead}${xRun}` || 0) - Number(`${lead}${yRun}` || 0);
  return difference || xRun.length - yRun.length || byCode;
}

function followsNonZeroDigit(chars: readonly string[], i: number): boolean {
  for (let j = i - 1; j >= 0 && digit.test(chars[j] ?? ''); j -= 1) if (chars[j] !== '0') return true;
  return false;
}

function digitRun(chars: readonly string[], from: number): string {
  let to = from;
  while (to < chars.length && digit.test(chars[to] ?? '')) to += 1;
  return chars.slice(from, to).join('');
}
