/** The query of a request's target, as Go's handlers ask for it. upstream: net/url (Values.Get) */
import { readTarget as targetOf } from '#api/http/query.ts';

export interface Query {
  readonly path: string;
  /** A value of the query, '' when it is not there. */
  readonly value: (name: string) => string;
}

export function readTarget(target: string): Query {
  const { path, query } = targetOf(target) ?? { path: target };
  return { path, value: (name) => query?.get(name) ?? '' };
}
