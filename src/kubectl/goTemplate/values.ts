/**
 * Values in a template: JSON's, with bigint for whole numbers of the template itself (a number of JSON is a float).
 * upstream: Go fmt/print.go
 */
import { digitsOf, isExactInteger } from '#api/machinery/exactInteger.ts';
import { goQuote } from '#api/machinery/goText.ts';

export type Value = string | number | bigint | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value };

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Go counts nothing, zero and what is empty as false. */
export function truth(value: Value): boolean {
  if (isList(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** Keys in the order in which Go shows maps. */
export function sortedKeys(map: { readonly [key: string]: Value }): readonly string[] {
  return Object.keys(map).toSorted((a, b) => (a < b ? -1 : 1));
}

/** A float as %v prints it: an exponent for what is very small or very big. */
export function goFloat(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e21)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** A value as %v prints it inside others; on its own, nothing is `<no value>`. */
export function goPrint(value: Value, alone = true): string {
  if (value === undefined || value === null) return alone ? '<no value>' : '<nil>';
  if (typeof value === 'number') return goFloat(value);
  if (isList(value)) return `[${value.map((item) => goPrint(item, false)).join(' ')}]`;
  if (!isObject(value)) return typeof value === 'string' && isExactInteger(value) ? goFloat(Number(digitsOf(value))) : String(value);
  return `map[${sortedKeys(value)
    .map((key) => `${key}:${goPrint(value[key], false)}`)
    .join(' ')}]`;
}

/** The type's name in errors. */
export function goType(value: Value): string {
  if (isList(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  const names: Readonly<Record<string, string>> = { string: 'string', number: 'float64', bigint: 'int', boolean: 'bool' };
  return names[typeof value] ?? 'nil';
}

/** fmt.Sprintf for the verbs that templates use. */
export function goPrintf(format: string, args: readonly Value[]): string {
  let next = 0;
  const text = format.replaceAll(/%[-+# 0]*\d*(?:\.\d+)?[a-zA-Z%]/g, (directive) => {
    const verb = directive.at(-1) ?? '';
    if (verb === '%') return '%';
    if (next >= args.length) return `%!${verb}(MISSING)`;
    next += 1;
    return padded(directive, verbText(verb, args[next - 1], /\.(\d+)/.exec(directive)?.[1] ?? ''));
  });
  if (next >= args.length) return text;
  const extra = args.slice(next).map((value) => (value === undefined || value === null ? '<nil>' : `${goType(value)}=${goPrint(value)}`));
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

const widthMax = 10_000;
const precisionMax = 100;

function padded(directive: string, text: string): string {
  const [, flags = '', width = ''] = /^%([-+# 0]*)(\d*)/.exec(directive) ?? [];
  const size = Math.min(widthMax, Number(width));
  return flags.includes('-') ? text.padEnd(size) : text.padStart(size, flags.includes('0') ? '0' : ' ');
}

function verbText(verb: string, value: Value, precision: string): string {
  if (verb === 'v') return goPrint(value, false);
  if (verb === 's' && typeof value === 'string')
    return precision === '' ? value : value.slice(0, Math.min(precisionMax, Number(precision)));
  if (verb === 'q' && typeof value === 'string') return goQuote(value);
  if (verb === 'd' && typeof value === 'bigint') return String(value);
  if (verb === 'x' && typeof value === 'bigint') return value.toString(16);
  if (verb === 't' && typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (verb === 'f' || verb === 'F') return value.toFixed(precision === '' ? 6 : Math.min(precisionMax, Number(precision)));
    if (verb === 'g') return goFloat(value);
  }
  if (verb === 's' && (isList(value) || isObject(value))) return goPrint(value, false);
  if (verb === 'T') return goType(value);
  return value === undefined || value === null ? `%!${verb}(<nil>)` : `%!${verb}(${goType(value)}=${goPrint(value)})`;
}
