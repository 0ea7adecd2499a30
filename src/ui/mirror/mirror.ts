/**
 * The page's copy of the cluster: frames in, objects out. Owns nothing that the cluster did not tell.
 * Kinds that a frame did not touch keep their Map, so whoever reads can compare by identity.
 */
import type { BranchInfo, Frame } from '#api/frame.ts';
import { applyChange } from '#api/machinery/cache.ts';
import type { KubeObject, ObjectKey } from '#api/meta.ts';
import type { Trace } from '#api/trace.ts';
import type { HistoryEntry } from '#api/watch.ts';
import type { Mirror } from '#scene/model.ts';
import { carryOrder } from '#scene/order.ts';
import { groupBy } from '#scene/select.ts';

export interface Picture {
  readonly cluster: string;
  readonly mirror: Mirror;
  /** The other clusters of the run, by name. */
  readonly others: ReadonlyMap<string, Mirror>;
  readonly now: number;
  readonly end: number;
  readonly epoch: string;
  readonly playing: boolean;
  readonly speed: number;
  readonly frames: number;
  /** In order of time, the newest last; long pasts are forgotten from the front. */
  readonly traces: readonly Trace[];
  readonly history: readonly HistoryEntry[];
  readonly branches: readonly BranchInfo[];
  readonly crash: Frame['crash'];
  /** The worker itself failed and can say nothing more. */
  readonly broken: string | undefined;
}

const historyLimit = 20_000;
const traceLimit = 4_000;
/** Trimmed when it is longer by this part, so that not every frame cuts. */
const slack = 1.25;

export const emptyPicture: Picture = {
  cluster: '',
  mirror: { kinds: new Map() },
  others: new Map(),
  now: 0,
  end: 0,
  epoch: '1970-01-01T00:00:00Z',
  playing: false,
  speed: 1,
  frames: 0,
  traces: [],
  history: [],
  branches: [],
  crash: undefined,
  broken: undefined,
};

export function applyFrame(before: Picture, frame: Frame): Picture {
  const cluster = before.cluster === '' ? (frame.changes[0]?.cluster ?? '') : before.cluster;
  return {
    cluster,
    mirror: applyChanges(
      frame.reset ? emptyPicture.mirror : before.mirror,
      frame.changes.filter((change) => change.cluster === cluster),
    ),
    others: applyElsewhere(frame.reset ? emptyPicture.others : before.others, frame.changes, cluster),
    now: frame.now,
    end: frame.end,
    epoch: frame.epoch,
    playing: frame.playing,
    speed: frame.speed,
    frames: before.frames + 1,
    traces: appendTraces(before.traces, frame),
    history: appendHistory(before.history, frame, cluster),
    branches: frame.branches ?? before.branches,
    crash: frame.crash ?? (frame.reset || frame.moved ? undefined : before.crash),
    broken: before.broken,
  };
}

function applyElsewhere(before: Picture['others'], changes: Frame['changes'], own: string): Picture['others'] {
  const elsewhere = changes.filter(({ cluster }) => cluster !== own);
  if (elsewhere.length === 0) return before;
  const after = new Map(before);
  for (const [cluster, news] of groupBy(elsewhere, (change) => change.cluster))
    after.set(cluster, applyChanges(after.get(cluster) ?? emptyPicture.mirror, news));
  return after;
}

function applyChanges(mirror: Mirror, changes: Frame['changes']): Mirror {
  if (changes.length === 0) return mirror;
  const kinds = new Map(mirror.kinds);
  for (const [kind, news] of groupBy(changes, ({ object }) => object.kind)) {
    const before = kinds.get(kind);
    const after = new Map(before) as Map<ObjectKey, KubeObject>;
    carryOrder(
      before,
      after,
      news.map((change) => applyChange(after, change)),
    );
    kinds.set(kind, after);
  }
  return { kinds };
}

/** After a move back in time a branch's known future stays on the timeline, as long as the branch still has it. */
function appendHistory(before: readonly HistoryEntry[], frame: Frame, cluster: string): readonly HistoryEntry[] {
  const news = frame.history.filter((entry) => entry.cluster === cluster);
  const last = before.at(-1);
  const isCut = last !== undefined && last.at > frame.end;
  if (news.length === 0 && !isCut && !frame.reset) return before;
  const kept = frame.reset ? [] : isCut ? before.filter((entry) => entry.at <= frame.end) : before;
  const newest = kept.at(-1)?.revision ?? -1;
  const isAppend = news.every((entry) => entry.revision > newest);
  const all = isAppend ? [...kept, ...news] : mergeByRevision(kept, news);
  return trimmed(all, historyLimit);
}

function trimmed<T>(all: readonly T[], limit: number): readonly T[] {
  return all.length > limit * slack ? all.slice(-limit) : all;
}

function mergeByRevision(kept: readonly HistoryEntry[], news: readonly HistoryEntry[]): HistoryEntry[] {
  const byRevision = new Map(kept.map((entry) => [entry.revision, entry]));
  for (const entry of news) byRevision.set(entry.revision, entry);
  return [...byRevision.values()].sort((a, b) => a.revision - b.revision);
}

function appendTraces(before: readonly Trace[], frame: Frame): readonly Trace[] {
  const kept = frame.moved ? before.filter((trace) => trace.at < Math.min(frame.now, frame.traces[0]?.at ?? Infinity)) : before;
  if (frame.traces.length === 0) return kept;
  const all = [...kept, ...frame.traces];
  return trimmed(all, traceLimit);
}
