/**
 * Objects as JSON, byte for byte as `kubectl -o json` prints them: four spaces, keys sorted, HTML characters escaped.
 * upstream: staging/src/k8s.io/cli-runtime/pkg/printers/json.go, encoding/json
 */
import { compareKeys, stableJson } from '#api/machinery/stableJson.ts';

/** The JSON of one value, with a line end; `inOrder` leaves keys as they stand. */
export function toJson(value: unknown, inOrder = false): string {
  return `${escapeHtml(write(value, '', inOrder))}\n`;
}

/** One line without spaces, as Go's json.Marshal writes a map. */
export function toCompactJson(value: unknown): string {
  return escapeHtml(stableJson(value));
}

/** Go escapes these inside strings; outside strings they do not occur. */
function escapeHtml(text: string): string {
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function write(value: unknown, indent: string, inOrder: boolean): string {
  const inner = `${indent}    `;
  if (Array.isArray(value))
    return bracket(
      value.map((item) => inner + write(item, inner, inOrder)),
      '[',
      `${indent}]`,
    );
  if (typeof value !== 'object' || value === null) return stableJson(value);
  const map = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  const told = inOrder ? keys : keys.toSorted(compareKeys);
  const lines = told.map((key) => `${inner}${JSON.stringify(key)}: ${write(map[key], inner, inOrder)}`);
  return bracket(lines, '{', `${indent}}`);
}

function bracket(lines: readonly string[], open: string, close: string): string {
  return lines.length === 0 ? open + close.trim() : `${open}\n${lines.join(',\n')}\n${close}`;
}
