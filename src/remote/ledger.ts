/**
 * What the page has been told, and what it is still to hear. Owns the difference: an object is told as what is new about it,
 * or about its sibling; after the clock was moved, only what is not as the page knows it is told, and no history twice.
 */
import type { Json } from '#api/immutable.ts';
import { controllerOf, type KubeObject } from '#api/meta.ts';
import type { HistoryEntry } from '#api/watch.ts';
import { deltaOf } from './delta.ts';
import type { EngineNews } from './engine.ts';
import type { Placed } from './past.ts';
import type { PackedChange } from './protocol.ts';
import { isQuiet, placeOf } from './quiet.ts';

type ToldHistory = HistoryEntry & { readonly cluster: string };

export interface Ledger {
  /** Takes in the engine's news. `isFork`: the known future has just become another branch. */
  add(news: Pick<EngineNews, 'reset' | 'changes' | 'history'>, isFork: boolean): void;
  /** What there is at some places, whoever says so. */
  note(placed: readonly Placed[]): void;
  /** The page is to begin anew: what comes next has nothing to do with what it knows. */
  forget(): void;
  hasNews(): boolean;
  takeChanges(most: number): { readonly changes: readonly PackedChange[]; readonly more: boolean };
  takeHistory(most: number): readonly ToldHistory[];
}

/** An object that the page holds, under a number that stands for it in what is said. */
interface Entry {
  readonly id: number;
  object: KubeObject;
  isGone: boolean;
}

interface Pending {
  readonly cluster: string;
  /** Undefined when it is gone. */
  readonly object: KubeObject | undefined;
}

interface State {
  readonly told: Map<string, Entry>;
  readonly pending: Map<string, Pending>;
  /** The object of a family (a kind, and who owns it) that was told last. */
  readonly siblings: Map<string, Entry>;
  history: ToldHistory[];
  readonly revisions: Map<string, { told: number; seen: number }>;
  lastId: number;
}

export function createLedger(): Ledger {
  const state: State = { told: new Map(), pending: new Map(), siblings: new Map(), history: [], revisions: new Map(), lastId: 0 };
  return {
    add(news, isFork) {
      if (news.reset) rewind(state, news.changes);
      else for (const change of news.changes) note(state, change);
      addHistory(state, news, isFork);
    },
    note(placed) {
      for (const { place, cluster, object } of placed) state.pending.set(place, { cluster, object });
    },
    forget() {
      for (const part of [state.told, state.pending, state.siblings, state.revisions]) part.clear();
      state.history = [];
    },
    hasNews: () => state.pending.size > 0 || state.history.length > 0,
    takeChanges: (most) => takeChanges(state, most),
    takeHistory: (most) => state.history.splice(0, most),
  };
}

function note(state: State, { type, cluster, object }: EngineNews['changes'][number]): void {
  if (!isQuiet(object)) state.pending.set(placeOf(cluster, object), { cluster, object: type === 'DELETED' ? undefined : object });
}

/** All there is now, against what the page knows: the same revision of the same object is the same. */
function rewind(state: State, present: EngineNews['changes']): void {
  state.pending.clear();
  const gone = new Set(state.told.keys());
  for (const change of present) {
    const place = placeOf(change.cluster, change.object);
    gone.delete(place);
    const known = state.told.get(place)?.object.metadata;
    const { uid, resourceVersion } = change.object.metadata;
    if (known === undefined || known.uid !== uid || known.resourceVersion !== resourceVersion) note(state, change);
  }
  for (const place of gone) state.pending.set(place, { cluster: '', object: undefined });
}

function addHistory(state: State, { reset, history }: Pick<EngineNews, 'reset' | 'history'>, isFork: boolean): void {
  for (const revision of state.revisions.values()) {
    if (isFork) revision.told = revision.seen;
    if (reset) revision.seen = 0;
  }
  for (const entry of history) {
    let revision = state.revisions.get(entry.cluster);
    if (revision === undefined) state.revisions.set(entry.cluster, (revision = { told: 0, seen: 0 }));
    revision.seen = Math.max(revision.seen, entry.revision);
    if (entry.revision <= revision.told) continue;
    revision.told = entry.revision;
    state.history.push(entry);
  }
}

function takeChanges(state: State, most: number): { readonly changes: readonly PackedChange[]; readonly more: boolean } {
  const changes: PackedChange[] = [];
  for (const [place, pending] of state.pending) {
    if (changes.length >= most) break;
    state.pending.delete(place);
    pack(state, place, pending, changes);
  }
  return { changes, more: state.pending.size > 0 };
}

function pack(state: State, place: string, { cluster, object }: Pending, into: PackedChange[]): void {
  const known = state.told.get(place);
  if (known !== undefined && known.object.metadata.uid !== object?.metadata.uid) {
    into.push({ id: known.id, gone: true });
    known.isGone = true;
    state.told.delete(place);
  }
  if (object === undefined) return;
  const shown = withoutManagedFields(object);
  const same = state.told.get(place);
  if (same === undefined) return void into.push(packNew(state, place, cluster, shown));
  const delta = deltaOf(same.object as unknown as Json, shown as unknown as Json);
  same.object = shown;
  if (delta !== undefined) into.push({ id: same.id, delta });
}

function packNew(state: State, place: string, cluster: string, object: KubeObject): PackedChange {
  const entry: Entry = { id: (state.lastId += 1), object, isGone: false };
  state.told.set(place, entry);
  const owner = controllerOf(object);
  if (owner === undefined) return { id: entry.id, cluster, object };
  const family = `${cluster} ${object.kind} ${owner.uid}`;
  const sibling = state.siblings.get(family);
  state.siblings.set(family, entry);
  if (sibling === undefined || sibling.isGone) return { id: entry.id, cluster, object };
  const delta = deltaOf(sibling.object as unknown as Json, object as unknown as Json) ?? {};
  return { id: entry.id, cluster, like: sibling.id, delta };
}

/** Nobody looks at managedFields on the map, and they are half of an object's size. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _managed, ...metadata } = object.metadata;
  return { ...object, metadata };
}
