/** The query of a URL, for doors that have no URLSearchParams; that one is a Query too. upstream: go net/url (ParseQuery) */
import { utf8Text } from '../machinery/base64.ts';
import { utf8Bytes } from '../machinery/hash.ts';

export interface Query {
  get(key: string): string | null;
  getAll(key: string): readonly string[];
  has(key: string): boolean;
  keys(): Iterable<string>;
}

/** A flag: whatever is not 'false' or '0' is true. upstream: apimachinery/pkg/runtime/conversion.go (Convert_Slice_string_To_bool) */
export function isOn(query: Query, key: string): boolean {
  const text = query.get(key)?.toLowerCase();
  return text !== undefined && text !== 'false' && text !== '0';
}

const pairsMax = 1_000;

export interface Target {
  /** As it is meant: what was escaped is not. */
  readonly path: string;
  /** As it was written. */
  readonly rawPath: string;
  readonly query: Query;
}

/** Undefined for a target that is badly escaped. */
export function readTarget(target: string): Target | undefined {
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const path = unescaped(rawPath);
  return path === undefined ? undefined : { path, rawPath, query: queryOf(mark < 0 ? '' : target.slice(mark + 1)) };
}

/** A pair that is badly escaped, or holds a semicolon, is none. */
function queryOf(text: string): Query {
  const values = new Map<string, string[]>();
  for (const pair of text === '' ? [] : text.split('&', pairsMax)) {
    const equals = pair.indexOf('=');
    const key = ofForm(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : ofForm(pair.slice(equals + 1));
    if (pair === '' || pair.includes(';') || key === undefined || value === undefined) continue;
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return {
    get: (key) => values.get(key)?.[0] ?? null,
    getAll: (key) => values.get(key) ?? [],
    has: (key) => values.has(key),
    keys: () => values.keys(),
  };
}

function ofForm(text: string): string | undefined {
  return unescaped(text.replaceAll('+', ' '));
}

/** What is no UTF-8 becomes U+FFFD, as in what Go writes out. */
export function unescaped(text: string): string | undefined {
  if (!text.includes('%')) return text;
  if (/%(?![\da-fA-F]{2})/.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    const bytes = text
      .split(/(%..)/)
      .flatMap((part) => (part.startsWith('%') ? [Number.parseInt(part.slice(1), 16)] : Array.from(utf8Bytes(part))));
    return utf8Text(bytes);
  }
}
