/**
 * Informers: a component's own picture of the cluster, always a little behind the truth.
 * Owns caches and their indices; reads the API server's list and watch; writes nothing.
 * upstream: staging/src/k8s.io/client-go/tools/cache (reflector, store, index)
 */
import type { Kind, KindMap, Pod, VolumeAttachment } from '#api/kinds.ts';
import { controllerOf, keyOf, type KubeObject, type ObjectKey } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import { groupResource, scheme, type SchemeRow } from '#api/scheme.ts';
import { claimNames } from '../helpers/podClaims.ts';
import type { Context, Message, NewsMessage } from './component.ts';

/** A watch by this name does not exist: reading it says so, and the informer lists again. */
const unlisted = 'unlisted/';
const listAgainMs = 1_000;

/** By what objects can be looked up besides their key: pods also by `namespace/claim` they mount, attachments by their volume's name. */
export type IndexName = 'namespace' | 'controllerUid' | 'ownerUid' | 'nodeName' | 'claim' | 'volume';

type Bucket = Map<ObjectKey, KubeObject>;

interface Informer {
  readonly kind: Kind;
  /** Of a custom kind; its `kind` is then the name of its resource. */
  row?: SchemeRow;
  readonly fieldSelector?: string;
  watch: string;
  /** The cache shows everything up to this revision. */
  revision: number;
  readonly cache: Bucket;
  /** Absent where objects are looked up by their key only. */
  readonly indices?: Indices;
}

type Indices = { readonly [Name in IndexName]: Map<string, Bucket> };

/** All informers of one component; plain data. */
export interface Informers {
  readonly byKind: Map<Kind, Informer>;
  readonly byWatch: Map<string, Kind>;
  custom: readonly SchemeRow[];
}

/** One difference between what a component knew and what it knows now. */
export interface Delta {
  readonly kind: Kind;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  /** What the cache held before. */
  readonly old?: KubeObject;
  /** The revision that made the difference. */
  readonly revision: number;
}

/** A read-only look at what a component knows. */
export interface Lister {
  get<K extends Kind>(kind: K, key: string): KindMap[K] | undefined;
  list<K extends Kind>(kind: K, namespace?: string): readonly KindMap[K][];
  by<K extends Kind>(kind: K, index: IndexName, value: string): readonly KindMap[K][];
  /** Objects whose controller reference has this uid. */
  ownedBy<K extends Kind>(kind: K, uid: string): readonly KindMap[K][];
  /** The custom kinds that are followed now. */
  custom(): readonly SchemeRow[];
}

/** The value of the index `controllerUid` under which the objects of a namespace stand that no controller manages. */
export function orphansIn(namespace: string | undefined): string {
  return `orphans/${namespace ?? ''}`;
}

export interface InformerSpec {
  readonly kind: Kind;
  readonly fieldSelector?: string;
  /** Keeps no indices: whoever asks this informer knows the keys. */
  readonly plain?: true;
}

/** Lists and starts to watch every kind asked for; answers with everything that is there already. */
export function startInformers(specs: readonly InformerSpec[], context: Context): { informers: Informers; deltas: Delta[] } {
  const informers: Informers = { byKind: new Map(), byWatch: new Map(), custom: [] };
  const deltas: Delta[] = [];
  for (const { plain, ...spec } of specs) {
    const informer: Informer = { watch: '', revision: 0, cache: new Map(), ...(plain === true ? {} : { indices: noIndices() }), ...spec };
    informers.byKind.set(spec.kind, informer);
    deltas.push(...relist(informers, informer, context));
  }
  return { informers, deltas };
}

function noIndices(): Indices {
  return { namespace: new Map(), controllerUid: new Map(), ownerUid: new Map(), nodeName: new Map(), claim: new Map(), volume: new Map() };
}

/** The name under which the objects of a custom kind stand among the kinds. */
export function customKey(row: { readonly group: string; readonly plural: string }): Kind {
  return groupResource(row) as Kind;
}

/** Follows these custom kinds and no others from now on; answers with everything that is there already. */
export function followCustom(informers: Informers, rows: readonly SchemeRow[], context: Context): Delta[] {
  const wanted = new Map(rows.map((row) => [customKey(row), row]));
  for (const row of informers.custom) {
    const informer = informers.byKind.get(customKey(row));
    if (informer === undefined || wanted.has(informer.kind)) continue;
    context.api.closeWatch(informer.watch);
    informers.byWatch.delete(informer.watch);
    informers.byKind.delete(informer.kind);
  }
  informers.custom = [...wanted.values()];
  const deltas: Delta[] = [];
  for (const [kind, row] of wanted) {
    const known = informers.byKind.get(kind);
    if (known !== undefined) known.row = row;
    if (known !== undefined) continue;
    const informer: Informer = { kind, row, watch: '', revision: 0, cache: new Map(), indices: noIndices() };
    informers.byKind.set(kind, informer);
    deltas.push(...relist(informers, informer, context));
  }
  return deltas;
}

/** Takes in the news of a watch; undefined when the message is not news for these informers. */
export function receiveNews(informers: Informers, message: Message, context: Context): Delta[] | undefined {
  if (message.type !== 'news') return undefined;
  const kind = informers.byWatch.get((message as NewsMessage).watch);
  const informer = kind === undefined ? undefined : informers.byKind.get(kind);
  if (informer === undefined) return undefined;
  const news = context.api.readWatch(informer.watch);
  if (news.type === 'gone') return relist(informers, informer, context);
  const deltas: Delta[] = [];
  for (const event of news.events) {
    if (event.type !== 'ADDED' && event.type !== 'MODIFIED' && event.type !== 'DELETED') continue;
    deltas.push(apply(informer, event.type, event.object));
  }
  informer.revision = news.revision;
  return news.ended === true ? [...deltas, ...relist(informers, informer, context)] : deltas;
}

/** All that the caches show, as a component hears of it that has just listed. */
export function everythingSeen(informers: Informers): Delta[] {
  const deltas: Delta[] = [];
  for (const { kind, cache } of informers.byKind.values())
    for (const object of cache.values()) deltas.push({ kind, type: 'ADDED', object, revision: Number(object.metadata.resourceVersion) });
  return deltas;
}

/** Whether every list has been answered; while one has not, its cache shows nothing, or what it showed before. */
export function isSynced(informers: Informers): boolean {
  for (const { watch } of informers.byKind.values()) if (watch.startsWith(unlisted)) return false;
  return true;
}

/** Gives up all watches. */
export function stopInformers(informers: Informers, context: Context): void {
  for (const { watch } of informers.byKind.values()) context.api.closeWatch(watch);
  informers.byWatch.clear();
}

/** The revision up to which the cache of a kind is true; Infinity for a kind that is not watched here. */
export function seenRevision(informers: Informers, kind: Kind): number {
  return informers.byKind.get(kind)?.revision ?? Number.POSITIVE_INFINITY;
}

export function listerOf(informers: Informers): Lister {
  function informer(kind: Kind): Informer {
    const found = informers.byKind.get(kind);
    if (found === undefined) throw new Error(`no informer for ${kind}`);
    return found;
  }
  function by<K extends Kind>(kind: K, index: IndexName, value: string): readonly KindMap[K][] {
    const { indices } = informer(kind);
    if (indices === undefined) throw new Error(`the informer for ${kind} has no indices`);
    const bucket = indices[index].get(value);
    return bucket === undefined ? [] : ([...bucket.values()] as unknown as KindMap[K][]);
  }
  return {
    get: <K extends Kind>(kind: K, key: string) => informer(kind).cache.get(key as ObjectKey) as unknown as KindMap[K] | undefined,
    list: <K extends Kind>(kind: K, namespace?: string) =>
      namespace === undefined ? ([...informer(kind).cache.values()] as unknown as KindMap[K][]) : by(kind, 'namespace', namespace),
    by,
    ownedBy: (kind, uid) => by(kind, 'controllerUid', uid),
    custom: () => informers.custom,
  };
}

/** The API server did not answer: the cache keeps what it shows, and the list is asked for again. */
function listLater(informers: Informers, informer: Informer, context: Context): Delta[] {
  informer.watch = `${unlisted}${informer.kind}`;
  informers.byWatch.set(informer.watch, informer.kind);
  context.after(listAgainMs, { type: 'news', watch: informer.watch } as NewsMessage);
  return [];
}

function relist(informers: Informers, informer: Informer, context: Context): Delta[] {
  const row = informer.row ?? scheme[informer.kind];
  const selector = informer.fieldSelector === undefined ? {} : { fieldSelector: informer.fieldSelector };
  const request: Request = { verb: 'list', group: row.group, version: row.version, resource: row.plural, options: selector };
  informers.byWatch.delete(informer.watch);
  const response = context.api.request(request);
  if (response.code >= 400) return listLater(informers, informer, context);
  const list = response.body as unknown as { metadata: { resourceVersion: string }; items: readonly KubeObject[] };
  const revision = Number(list.metadata.resourceVersion);
  const listed = new Set<ObjectKey>();
  const deltas: Delta[] = [];
  for (const object of list.items) {
    const key = keyOf(object);
    listed.add(key);
    const known = informer.cache.get(key);
    if (known?.metadata.resourceVersion === object.metadata.resourceVersion) continue;
    if (known !== undefined && known.metadata.uid !== object.metadata.uid) deltas.push(apply(informer, 'DELETED', known));
    deltas.push(apply(informer, known === undefined ? 'ADDED' : 'MODIFIED', object));
  }
  for (const [key, known] of informer.cache) if (!listed.has(key)) deltas.push(apply(informer, 'DELETED', known));
  const watch = context.api.openWatch({ group: row.group, resource: row.plural, ...selector, revision });
  if (watch === undefined) return [...deltas, ...listLater(informers, informer, context)];
  informer.watch = watch;
  informers.byWatch.set(informer.watch, informer.kind);
  informer.revision = revision;
  return deltas;
}

function apply(informer: Informer, type: Delta['type'], object: KubeObject): Delta {
  const key = keyOf(object);
  const old = informer.cache.get(key);
  if (old !== undefined) unindex(informer, key, old);
  if (type === 'DELETED') {
    informer.cache.delete(key);
  } else {
    informer.cache.set(key, object);
    index(informer, key, object);
  }
  const revision = Number(object.metadata.resourceVersion);
  return old === undefined ? { kind: informer.kind, type, object, revision } : { kind: informer.kind, type, object, revision, old };
}

function index({ kind, indices }: Informer, key: ObjectKey, object: KubeObject): void {
  if (indices === undefined) return;
  const { namespace, ownerReferences } = object.metadata;
  put(indices.namespace, namespace, key, object);
  put(indices.controllerUid, controllerOf(object)?.uid ?? orphansIn(namespace), key, object);
  if (ownerReferences !== undefined) for (const owner of ownerReferences) put(indices.ownerUid, owner.uid, key, object);
  if (kind === 'Pod') {
    const pod = object as unknown as Pod;
    put(indices.nodeName, pod.spec.nodeName, key, object);
    for (const claim of claimNames(pod)) put(indices.claim, `${namespace!}/${claim}`, key, object);
  } else if (kind === 'VolumeAttachment') {
    const { nodeName, source } = (object as unknown as VolumeAttachment).spec;
    put(indices.nodeName, nodeName, key, object);
    put(indices.volume, source.persistentVolumeName, key, object);
  }
}

function unindex({ kind, indices }: Informer, key: ObjectKey, object: KubeObject): void {
  if (indices === undefined) return;
  const { namespace, ownerReferences } = object.metadata;
  drop(indices.namespace, namespace, key);
  drop(indices.controllerUid, controllerOf(object)?.uid ?? orphansIn(namespace), key);
  if (ownerReferences !== undefined) for (const owner of ownerReferences) drop(indices.ownerUid, owner.uid, key);
  if (kind === 'Pod') {
    const pod = object as unknown as Pod;
    drop(indices.nodeName, pod.spec.nodeName, key);
    for (const claim of claimNames(pod)) drop(indices.claim, `${namespace!}/${claim}`, key);
  } else if (kind === 'VolumeAttachment') {
    const { nodeName, source } = (object as unknown as VolumeAttachment).spec;
    drop(indices.nodeName, nodeName, key);
    drop(indices.volume, source.persistentVolumeName, key);
  }
}

function put(buckets: Map<string, Bucket>, value: string | undefined, key: ObjectKey, object: KubeObject): void {
  if (value === undefined) return;
  const bucket = buckets.get(value);
  if (bucket === undefined) buckets.set(value, new Map([[key, object]]));
  else bucket.set(key, object);
}

function drop(buckets: Map<string, Bucket>, value: string | undefined, key: ObjectKey): void {
  const bucket = value === undefined ? undefined : buckets.get(value);
  if (value === undefined || bucket === undefined) return;
  bucket.delete(key);
  if (bucket.size === 0) buckets.delete(value);
}
