/** Who of the cluster did how much up to a moment: what turns the wheels. A function of (history, now) that walks on from where it was. */
import type { HistoryEntry } from '#api/watch.ts';
import { bootMs, isQuiet, laneOf } from '../timeline/lanes.ts';

/** What one worker has done: each change that it made turns its wheel by a tooth. */
export interface Deeds {
  readonly count: number;
  readonly lastAt: number;
}

export interface Work {
  readonly by: ReadonlyMap<string, Deeds>;
  /** The last change that matters, if there was one. */
  readonly last: HistoryEntry | undefined;
}

/** All kubelets turn one wheel: a cluster may have many nodes. */
export function workerOf(entry: HistoryEntry): string {
  const lane = laneOf(entry);
  return lane.startsWith('kubelet/') ? 'kubelet' : lane;
}

interface Book {
  history: readonly HistoryEntry[];
  /** So many entries are counted. */
  until: number;
  counts: Map<string, number>;
}

const emptyBook = (): Book => ({ history: [], until: 0, counts: new Map() });

/** Going back in time takes the counts back, so the wheels turn backward. */
export function followWork(): (history: readonly HistoryEntry[], now: number) => Work {
  let book = emptyBook();
  return (history, now) => {
    if (!isSame(book, history)) book = emptyBook();
    book.history = history;
    const until = countUpTo(history, now);
    for (; book.until < until; book.until += 1) count(book, history[book.until]!, 1);
    for (; book.until > until; book.until -= 1) count(book, history[book.until - 1]!, -1);
    return { by: deedsOf(book), last: lastOf(history, until) };
  };
}

function isSame({ history: before, until }: Book, now: readonly HistoryEntry[]): boolean {
  return until === 0 || (now.length >= until && now[0] === before[0] && now[until - 1] === before[until - 1]);
}

/** Setting the cluster up is nobody's work that could be watched. */
function isWork(entry: HistoryEntry): boolean {
  return !isQuiet(entry) && (entry.at > bootMs || entry.cause.actor === 'user');
}

function count({ counts }: Book, entry: HistoryEntry, by: 1 | -1): void {
  if (!isWork(entry)) return;
  const worker = workerOf(entry);
  counts.set(worker, (counts.get(worker) ?? 0) + by);
}

/** History is in order of time. */
export function countUpTo(history: readonly HistoryEntry[], now: number): number {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (history[middle]!.at <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Further back than this nobody is still seen at work. */
const lookBack = 400;

function deedsOf({ history, until, counts }: Book): Map<string, Deeds> {
  const by = new Map<string, Deeds>();
  for (const [worker, number] of counts) if (number > 0) by.set(worker, { count: number, lastAt: -Infinity });
  for (let index = until - 1; index >= Math.max(0, until - lookBack); index -= 1) {
    const entry = history[index]!;
    const deeds = by.get(workerOf(entry));
    if (deeds?.lastAt === -Infinity && isWork(entry)) by.set(workerOf(entry), { count: deeds.count, lastAt: entry.at });
  }
  return by;
}

/** Events and slices are said by the way; what is told is what they are about. */
const asides = new Set(['Event', 'EndpointSlice', 'Endpoints', 'ControllerRevision']);

function lastOf(history: readonly HistoryEntry[], until: number): HistoryEntry | undefined {
  for (let index = until - 1; index >= Math.max(0, until - lookBack); index -= 1) {
    const entry = history[index]!;
    if (isWork(entry) && !asides.has(entry.kind)) return entry;
  }
  return undefined;
}
