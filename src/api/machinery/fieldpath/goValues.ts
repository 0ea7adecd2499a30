/** JSON values as Go's fmt prints what it decoded them into. */
import { digitsOf, isExactInteger } from '../exactInteger.ts';
import type { Json } from '../../immutable.ts';
import { goQuote } from '../goText.ts';
import { isList, isMap } from '../patch/refusal.ts';
import { compareKeys } from '../stableJson.ts';

/** `%T` */
export function goTypeName(value: Json): string {
  if (value === null) return '<nil>';
  if (isList(value)) return '[]interface {}';
  if (isMap(value)) return 'map[string]interface {}';
  if (isExactInteger(value)) return 'int64';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** `%#v` */
export function goSyntaxValue(value: Json): string {
  if (value === null) return 'interface {}(nil)';
  if (isList(value)) return `[]interface {}{${value.map(goSyntaxValue).join(', ')}}`;
  if (isMap(value))
    return `map[string]interface {}{${Object.keys(value)
      .toSorted(compareKeys)
      .map((key) => `${goQuote(key)}:${goSyntaxValue(value[key] ?? null)}`)
      .join(', ')}}`;
  if (isExactInteger(value)) return digitsOf(value);
  return typeof value === 'string' ? goQuote(value) : String(value);
}
