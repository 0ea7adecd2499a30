/**
 * The cluster's truth: every object under its key, one revision for all of them, and what changed lately.
 * Owns objects, revisions, the watch log and history; nothing else may change them, and only through `commit`.
 * Reads nothing. It knows no kinds, no validation and no watchers: those are the API server's.
 * Objects are taken as they are: they must be new or already frozen, and belong to the store from then on.
 * upstream: staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go
 */
import type { KubeObject, ResourceVersion, VirtualMs } from '#api/meta.ts';
import type { Cause, HistoryEntry } from '#api/watch.ts';
import { deepFreeze } from './deepFreeze.ts';
import { append, createLog, entriesAfter, type RevisionLog } from './log.ts';

/** Objects of one resource in one namespace, and in etcd's order once somebody asked for it: until something is written. */
interface Bucket {
  readonly objects: Map<string, KubeObject>;
  names: readonly string[] | undefined;
  sorted: readonly KubeObject[] | undefined;
}

/** The objects of one group-resource, by namespace ('' for cluster-scoped kinds). */
type Table = Map<string, Bucket>;

/** One committed change. `object` carries the change's own revision, also when it was deleted. */
export interface Change {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly object: KubeObject;
  readonly old?: KubeObject;
}

export interface Store {
  revision: number;
  readonly tables: Map<string, Table>;
  readonly changes: RevisionLog<Change>;
  readonly history: RevisionLog<HistoryEntry>;
  readonly compaction: Compaction;
  /** Freeze objects all the way down: tests do, to find whoever edits them in place. */
  readonly deepFreeze: boolean;
}

/** What the API server's compactor remembers: clients may ask for nothing before `revision`. */
export interface Compaction {
  revision: number;
  /** The revision when it last looked, to which it will compact when it looks again. */
  seen: number;
  dueMs: number;
}

export interface StoreOptions {
  readonly deepFreeze?: boolean;
  readonly keepChanges?: number;
  readonly keepHistory?: number;
}

/** upstream: staging/src/k8s.io/apiserver/pkg/storage/etcd3/compact.go */
const compactEveryMs = 300_000;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** How an object came to be written; goes into history. */
export interface Writer {
  readonly at: VirtualMs;
  readonly verb: string;
  readonly subresource?: string | undefined;
  readonly by: string;
  readonly cause: Cause;
}

export interface Transaction {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: string;
  readonly object: KubeObject;
  readonly writer: Writer;
}

export function createStore(options: StoreOptions = {}): Store {
  return {
    revision: 1,
    tables: new Map(),
    changes: createLog(2, options.keepChanges ?? 50_000),
    history: createLog(2, options.keepHistory ?? 200_000),
    compaction: { revision: 1, seen: 1, dueMs: compactEveryMs },
    deepFreeze: options.deepFreeze ?? false,
  };
}

export function get(store: Store, resource: string, namespace: string | undefined, name: string): KubeObject | undefined {
  return store.tables
    .get(resource)
    ?.get(namespace ?? '')
    ?.objects.get(name);
}

/** Objects in the order of their etcd keys: by namespace, then by name. */
export function list(store: Store, resource: string, namespace?: string): readonly KubeObject[] {
  const table = store.tables.get(resource);
  if (table === undefined) return [];
  if (namespace !== undefined) return sortedOf(table.get(namespace));
  const [only] = table.values();
  if (table.size === 1) return sortedOf(only);
  // In a key the namespace ends with a slash, which sorts after a hyphen and a dot.
  const namespaces = [...table.keys()].map((name) => `${name}/`).toSorted();
  return namespaces.flatMap((key) => sortedOf(table.get(key.slice(0, -1))));
}

/** Every object of every resource, in the order in which resources were first used. */
export function allObjects(store: Store): KubeObject[] {
  return [...store.tables.keys()].flatMap((resource) => list(store, resource));
}

/** Makes one change true: gives it the next revision, writes it down, and answers with what is stored now. */
export function commit(store: Store, transaction: Transaction): Change {
  const { type, resource, object, writer } = transaction;
  const revision = (store.revision += 1);
  const metadata = Object.freeze(Object.assign({}, object.metadata, { resourceVersion: String(revision) as ResourceVersion }));
  const stored: KubeObject = { ...object, metadata };
  if (store.deepFreeze) deepFreeze(stored);
  else Object.freeze(stored);
  const bucket = bucketOf(store, resource, metadata.namespace ?? '');
  const old = bucket.objects.get(metadata.name);
  if (type === 'DELETED') bucket.objects.delete(metadata.name);
  else bucket.objects.set(metadata.name, stored);
  bucket.sorted = undefined;
  if (type !== 'MODIFIED') bucket.names = undefined;
  const change: Change = Object.freeze({ revision, type, resource, object: stored, ...(old === undefined ? {} : { old }) });
  append(store.changes, change);
  append(store.history, historyEntry(revision, transaction.type, stored, writer));
  return change;
}

/** The changes after a revision, compacted or not; undefined when some of them are not kept any more. */
export function changesSince(store: Store, revision: number): readonly Change[] | undefined {
  return entriesAfter(store.changes, revision);
}

/** The history after a revision, as far as it is kept. */
export function historySince(store: Store, revision: number): readonly HistoryEntry[] {
  return entriesAfter(store.history, Math.max(revision, store.history.first - 1)) ?? [];
}

/**
 * Every five minutes, what is older than the last look is given up. Whoever asks says what time it is; as nothing is written
 * between a look that is due and the first request after it, that request may look in its place.
 */
export function compact({ compaction, revision }: Store, nowMs: number): void {
  if (nowMs < compaction.dueMs) return;
  const missed = Math.floor((nowMs - compaction.dueMs) / compactEveryMs);
  compaction.revision = missed > 0 ? revision : compaction.seen;
  compaction.seen = revision;
  compaction.dueMs += (missed + 1) * compactEveryMs;
}

/** The oldest revision after which every change is still kept, for those within the engine. */
export function oldestKept(store: Store): number {
  return store.changes.first - 1;
}

/** The oldest revision that a client may ask for. */
export function compactedRevision(store: Store): number {
  return Math.max(store.compaction.revision, oldestKept(store));
}

function sortedOf(bucket: Bucket | undefined): readonly KubeObject[] {
  if (bucket === undefined) return [];
  const { objects } = bucket;
  bucket.names ??= Object.freeze([...objects.keys()].toSorted());
  bucket.sorted ??= Object.freeze(bucket.names.map((name) => objects.get(name)!));
  return bucket.sorted;
}

function bucketOf(store: Store, resource: string, namespace: string): Bucket {
  let table = store.tables.get(resource);
  if (table === undefined) store.tables.set(resource, (table = new Map()));
  let bucket = table.get(namespace);
  if (bucket === undefined) table.set(namespace, (bucket = { objects: new Map(), names: undefined, sorted: undefined }));
  return bucket;
}

function historyEntry(revision: number, type: HistoryEntry['type'], object: KubeObject, writer: Writer): HistoryEntry {
  const { namespace, name, uid, resourceVersion } = object.metadata;
  const { at, verb, subresource, by, cause } = writer;
  const entry: Writable<HistoryEntry> = { revision, at, type, kind: object.kind, name, uid, resourceVersion, verb, by, cause };
  if (namespace !== undefined) entry.namespace = namespace;
  if (subresource !== undefined) entry.subresource = subresource;
  return Object.freeze(entry);
}
