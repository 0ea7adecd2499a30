/** JSON as Go's encoder writes it: safe to stand inside HTML. upstream: encoding/json (HTMLEscape) */
import { jsonOf } from '../machinery/exactInteger.ts';

/** `pretty`: laid out for people. */
export function jsonText(body: unknown, pretty = false): string {
  const text = jsonOf(body, pretty ? 2 : undefined);
  return unsafe.test(text) ? text.replace(new RegExp(unsafe, 'g'), escaped) : text;
}

const unsafe = /[<>&\u2028\u2029]/;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
