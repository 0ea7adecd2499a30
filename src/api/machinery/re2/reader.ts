/** Where a pattern is being read, and how a reading ends that cannot go on. */

export interface Reader {
  readonly source: readonly string[];
  at: number;
  depth: number;
  ignoreCase: boolean;
  multiLine: boolean;
  dotAll: boolean;
}

export class Unreadable extends Error {}

export function fail(message: string): never {
  throw new Unreadable(message);
}
