/** JSON text as Go's encoder writes it: sorted keys, and escapes that keep it safe inside HTML. upstream: go encoding/json */
import { digitsOf, isExactInteger } from './exactInteger.ts';
import type { Json } from '../immutable.ts';
import { compareKeys } from './stableJson.ts';

function goEscape(found: string): string {
  if (found === '\\b') return '\\u0008';
  if (found === '\\f') return '\\u000c';
  return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function goString(text: string): string {
  const quoted = JSON.stringify(text.isWellFormed() ? text : text.toWellFormed());
  return /[<>&\u2028\u2029]|\\[bf]/.test(quoted)
    ? quoted.replace(/\\\\|[<>&\u2028\u2029]|\\[bf]/g, (found) => (found === '\\\\' ? found : goEscape(found)))
    : quoted;
}

/** The text json.Marshal gives for a value of maps, lists and scalars. */
export function goJsonText(value: Json): string {
  if (typeof value === 'string') return isExactInteger(value) ? digitsOf(value) : goString(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(goJsonText).join(',')}]`;
  const map = value as { readonly [key: string]: Json };
  const keys = Object.keys(map).toSorted(compareKeys);
  return `{${keys.map((key) => `${goString(key)}:${goJsonText(map[key] ?? null)}`).join(',')}}`;
}
