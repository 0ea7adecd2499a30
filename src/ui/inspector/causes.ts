/** "Why?": from the last change of an object back through the changes that led to it. A walk, not a second bookkeeping. */
import type { HistoryEntry } from '#api/watch.ts';
import type { Ref } from '#scene/model.ts';

const stepsMax = 40;

/** The newest first: the entry, then what caused it, then what caused that. */
export function causesOf(entry: HistoryEntry, history: readonly HistoryEntry[]): HistoryEntry[] {
  const chain = [entry];
  let here = entry;
  while (chain.length < stepsMax && here.cause.revision !== undefined && here.cause.revision < here.revision) {
    const before = atRevision(history, here.cause.revision);
    if (before === undefined) break;
    chain.push(before);
    here = before;
  }
  return chain;
}

/** History is in order of revision, so this is a binary search. */
function atRevision(history: readonly HistoryEntry[], revision: number): HistoryEntry | undefined {
  let low = 0;
  let high = history.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = history[middle]!;
    if (entry.revision === revision) return entry;
    if (entry.revision < revision) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** All changes of one object up to a moment, the newest first. */
export function changesOf(ref: Ref, history: readonly HistoryEntry[], now: number): HistoryEntry[] {
  return history
    .filter(
      (entry) => entry.at <= now && entry.kind === ref.kind && entry.name === ref.name && (entry.namespace ?? '') === (ref.namespace ?? ''),
    )
    .reverse();
}
