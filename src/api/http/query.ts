/** The query of a URL, for doors that have no URLSearchParams; that one is a Query too. upstream: go net/url (ParseQuery) */
import { decoded } from './decoded.ts';

export interface Query {
  get(key: string): string | null;
  getAll(key: string): readonly string[];
  has(key: string): boolean;
  keys(): Iterable<string>;
}

const pairsMax = 1_000;

/** The path and the query of a request's target. */
export function readTarget(target: string): { readonly path: string; readonly query: Query } {
  const mark = target.indexOf('?');
  return mark < 0 ? { path: target, query: queryOf('') } : { path: target.slice(0, mark), query: queryOf(target.slice(mark + 1)) };
}

function queryOf(text: string): Query {
  const values = new Map<string, string[]>();
  for (const pair of text === '' ? [] : text.split('&', pairsMax)) {
    const equals = pair.indexOf('=');
    const key = unescaped(equals < 0 ? pair : pair.slice(0, equals));
    values.set(key, [...(values.get(key) ?? []), equals < 0 ? '' : unescaped(pair.slice(equals + 1))]);
  }
  return {
    get: (key) => values.get(key)?.[0] ?? null,
    getAll: (key) => values.get(key) ?? [],
    has: (key) => values.has(key),
    keys: () => values.keys(),
  };
}

function unescaped(text: string): string {
  return decoded(text.replaceAll('+', ' '));
}
