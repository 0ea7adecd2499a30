/** History as lanes: one an actor, in the order of the road a change travels. */
import type { Trace } from '#api/trace.ts';
import type { HistoryEntry } from '#api/watch.ts';

export interface Mark {
  readonly at: number;
  readonly kind: 'ADDED' | 'MODIFIED' | 'DELETED' | 'packet' | 'lookup';
  readonly entry?: HistoryEntry;
  readonly trace?: Trace;
}

export interface Lane {
  readonly id: string;
  readonly marks: readonly Mark[];
}

/** Who made a change, as a lane: a person, a controller, the scheduler, one node's kubelet. */
export function laneOf(entry: HistoryEntry): string {
  const { actor, controller } = entry.cause;
  if (actor === 'user') return 'you';
  if (controller !== undefined && controller !== '') return controller;
  return actor;
}

const ranks: readonly (readonly [RegExp, number])[] = [
  [/^you$/, 0],
  [/apiserver/, 1],
  [/scheduler/, 4],
  [/^kubelet/, 5],
  [/proxy/, 6],
  [/^network$/, 7],
];

/** Whoever was only heard while the cluster was being set up stands last. */
export const bootMs = 50;

function rank(lane: string): number {
  return ranks.find(([pattern]) => pattern.test(lane))?.[1] ?? 3;
}

export function lanesOf(history: readonly HistoryEntry[], traces: readonly Trace[]): Lane[] {
  return [...followLanes()(history, traces).lanes];
}

export interface Followed {
  readonly lanes: readonly Lane[];
  /** Every mark, whoever made it. */
  readonly all: Lane;
}

interface Book {
  history: readonly HistoryEntry[];
  traces: readonly Trace[];
  lanes: Map<string, Mark[]>;
  all: Mark[];
}

/** Lanes of a history that mostly grows: what was sorted into them once is not sorted again. */
export function followLanes(): (history: readonly HistoryEntry[], traces: readonly Trace[]) => Followed {
  let book: Book = { history: [], traces: [], lanes: new Map(), all: [] };
  return (history, traces) => {
    if (!isGrown(book.history, history) || !isGrown(book.traces, traces)) book = { history: [], traces: [], lanes: new Map(), all: [] };
    write(book, history.slice(book.history.length), traces.slice(book.traces.length));
    book.history = history;
    book.traces = traces;
    return { lanes: inOrder(book.lanes), all: { id: 'all', marks: book.all } };
  };
}

function isGrown<T>(before: readonly T[], now: readonly T[]): boolean {
  const count = before.length;
  return count === 0 || (now.length >= count && now[0] === before[0] && now[count - 1] === before[count - 1]);
}

function write({ lanes, all }: Book, history: readonly HistoryEntry[], traces: readonly Trace[]): void {
  const fresh: Mark[] = [];
  const add = (lane: string, mark: Mark): void => {
    const marks = lanes.get(lane);
    if (marks === undefined) lanes.set(lane, [mark]);
    else marks.push(mark);
    fresh.push(mark);
  };
  for (const entry of history) if (!isQuiet(entry)) add(laneOf(entry), { at: entry.at, kind: entry.type, entry });
  for (const trace of traces)
    if (trace.type === 'packet' || trace.type === 'lookup') add('network', { at: trace.at, kind: trace.type, trace });
  for (const mark of fresh.sort((a, b) => a.at - b.at)) all.push(mark);
}

function inOrder(lanes: ReadonlyMap<string, readonly Mark[]>): Lane[] {
  const isStill = (lane: string): number => ((lanes.get(lane)?.at(-1)?.at ?? 0) <= bootMs && lane !== 'you' ? 1 : 0);
  const firstAt = (lane: string): number => lanes.get(lane)?.[0]?.at ?? 0;
  return [...lanes.keys()]
    .sort((a, b) => isStill(a) - isStill(b) || rank(a) - rank(b) || firstAt(a) - firstAt(b) || (a < b ? -1 : 1))
    .map((id) => ({ id, marks: lanes.get(id) ?? [] }));
}

/** Heartbeats would drown what matters. */
export function isQuiet(entry: HistoryEntry): boolean {
  return entry.kind === 'Lease' || (entry.kind === 'Node' && entry.subresource === 'status' && entry.type === 'MODIFIED');
}

/** The mark nearest to a moment, if one is within reach. Marks are in order of time. */
export function nearest(marks: readonly Mark[], at: number, reach: number): Mark | undefined {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const around = [marks[low - 1], marks[low]].filter((mark) => mark !== undefined);
  const best = around.sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
  return best !== undefined && Math.abs(best.at - at) <= reach ? best : undefined;
}

/** The end of the axis: in round steps that grow with the run, so that the picture stands still between them. */
export function axisEnd(end: number): number {
  const step = end < 120_000 ? 10_000 : end < 1_200_000 ? 60_000 : 600_000;
  return Math.max(20_000, Math.ceil((end * 1.02) / step) * step);
}

/** `1:04.250`: minutes, seconds and milliseconds of virtual time. */
export function clockText(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  const minutes = Math.floor(whole / 60_000);
  const seconds = Math.floor(whole / 1000) % 60;
  return `${minutes}:${String(seconds).padStart(2, '0')}.${String(whole % 1000).padStart(3, '0')}`;
}

/** A round distance between ticks that leaves them about `pixels` apart. */
export function tickStep(span: number, width: number, pixels = 90): number {
  const raw = (span * pixels) / Math.max(1, width);
  const steps = [
    100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000,
    21_600_000, 86_400_000,
  ];
  return steps.find((step) => step >= raw) ?? 86_400_000;
}
