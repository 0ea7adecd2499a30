/**
 * A bounded list in which the entry of revision r is found at once. Full chunks are frozen, so a checkpoint shares them
 * and copies only the last one. Whole chunks fall out at the old end.
 */
const CHUNK = 1024;

export interface RevisionLog<T> {
  /** The revision of the first entry that is kept. */
  first: number;
  /** The revision the next entry will have. */
  next: number;
  /** At least this many entries are kept; older ones go by whole chunks. */
  readonly keep: number;
  readonly chunks: (readonly T[])[];
  tail: T[];
}

export function createLog<T>(first: number, keep: number): RevisionLog<T> {
  return { first, next: first, keep, chunks: [], tail: [] };
}

export function append<T>(log: RevisionLog<T>, entry: T): void {
  log.tail.push(entry);
  log.next += 1;
  if (log.tail.length < CHUNK) return;
  log.chunks.push(Object.freeze(log.tail));
  log.tail = [];
  if (log.next - log.first - CHUNK < log.keep) return;
  log.chunks.shift();
  log.first += CHUNK;
}

/** The entry of a revision, or undefined when it is not (any more) there. */
function at<T>(log: RevisionLog<T>, revision: number): T | undefined {
  const index = revision - log.first;
  if (index < 0) return undefined;
  const chunk = index >> 10;
  return (log.chunks[chunk] ?? (chunk === log.chunks.length ? log.tail : undefined))?.[index & (CHUNK - 1)];
}

/** The entries after a revision, oldest first; undefined when some of them are gone. */
export function entriesAfter<T>(log: RevisionLog<T>, revision: number): T[] | undefined {
  if (revision + 1 < log.first) return undefined;
  const entries: T[] = [];
  for (let r = revision + 1; r < log.next; r += 1) {
    const entry = at(log, r);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}
