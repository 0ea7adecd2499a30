/**
 * Who watches what. A change is offered only to the watches that could care: they are indexed by resource and by the
 * name or node their field selector pins. What they have not read waits with them, within a limit.
 * upstream: staging/src/k8s.io/apiserver/pkg/storage/cacher (cacher.go, cache_watcher.go)
 */
import type { ResourceVersion } from '#api/meta.ts';
import { everything } from '#api/machinery/labels.ts';
import type { SchemeRow } from '#api/scheme.ts';
import type { WatchEvent } from '#api/watch.ts';
import type { WatchNews, WatchSpec } from '#engine/client/component.ts';
import { changesSince, compactedRevision, type Change, type Store } from '#engine/etcd/store.ts';
import { fromHub } from './conversion/conversion.ts';
import type { AnyObject } from './object.ts';
import { exactField, parseSelection, selects, selectsEverything, type Selection } from './selection.ts';
import { isStatus } from './status.ts';
import type { Strategy } from './strategy.ts';
import { resolveHub, resolveStored } from './resolve.ts';
import { strategyOf } from './strategies.ts';

/** A watcher that reads this late is cut off and has to list again. */
const PENDING_MAX = 50_000;

interface Watch {
  readonly id: string;
  readonly owner: string;
  readonly resource: string;
  /** Empty for a custom kind: it has no fields of its own to select by. */
  readonly kind: string;
  /** The version in which it is told, where that is not the one that is stored. */
  readonly served?: { readonly group: string; readonly version: string; readonly resource: string };
  readonly namespace?: string;
  readonly selection: Selection;
  /** Its place in the index. */
  readonly slot: string;
  pending: WatchEvent[];
  /** Everything up to this revision was read. */
  revision: number;
  /** It was told that there is something to read, and has not read since. */
  notified: boolean;
  gone: boolean;
  /** The resource is gone: what is pending is the last that it tells. */
  ended: boolean;
}

export interface WatchTable {
  counter: number;
  readonly byId: Map<string, Watch>;
  /** Resource -> slot -> ids. A slot is '' (anything), `name=x` or `node=x`. */
  readonly index: Map<string, Map<string, Set<string>>>;
}

export type Notify = (owner: string, watchId: string) => void;

export function createWatchTable(): WatchTable {
  return { counter: 0, byId: new Map(), index: new Map() };
}

/** Opens a watch that tells every change after `spec.revision`. */
export function addWatch(table: WatchTable, store: Store, owner: string, spec: WatchSpec): string {
  const found = resolveHub(store, spec.group, spec.resource);
  if (found === undefined) return addGoneWatch(table, owner, spec);
  const { hub: row, strategy, custom } = found;
  const selection = parseSelection(spec, strategy, spec.group);
  if (isStatus(selection)) throw new Error(`${owner} watches ${spec.resource} with a bad selector: ${selection.message}`);
  const id = `watch-${(table.counter += 1)}`;
  const resource = row.group === '' ? row.plural : `${row.plural}.${row.group}`;
  const watch: Watch = {
    id,
    owner,
    resource,
    kind: custom ? '' : row.kind,
    ...servedAs(spec, row, custom),
    ...(spec.namespace === undefined ? {} : { namespace: spec.namespace }),
    selection,
    slot: slotOf(selection),
    pending: [],
    revision: spec.revision,
    notified: false,
    gone: false,
    ended: false,
  };
  table.byId.set(id, watch);
  slotSet(table, watch).add(id);
  catchUp(watch, store);
  return id;
}

function servedAs({ group, version = '', resource }: WatchSpec, hub: SchemeRow, custom: boolean): Pick<Watch, 'served'> {
  if (!custom && (version === '' || (version === hub.version && group === hub.group))) return {};
  return { served: { group, version: version === '' ? hub.version : version, resource } };
}

/** A watch on what is no resource, or no longer one: it is over at once. */
function addGoneWatch(table: WatchTable, owner: string, { revision, resource }: WatchSpec): string {
  const id = `watch-${(table.counter += 1)}`;
  const selection: Selection = { labels: everything, fields: [] };
  const over = { pending: [], revision, notified: false, gone: true, ended: false };
  table.byId.set(id, { id, owner, resource, kind: '', selection, slot: '', ...over });
  return id;
}

export function removeWatch(table: WatchTable, id: string): void {
  const watch = table.byId.get(id);
  if (watch === undefined) return;
  table.byId.delete(id);
  table.index.get(watch.resource)?.get(watch.slot)?.delete(id);
}

/** Everything since the last reading, or the news that the watch is over. */
export function takeNews(table: WatchTable, store: Store, id: string): WatchNews {
  const watch = table.byId.get(id);
  if (watch === undefined || watch.gone) {
    removeWatch(table, id);
    return { type: 'gone' };
  }
  const events = watch.served === undefined ? watch.pending : converted(watch.served, watch.pending, store);
  watch.pending = [];
  watch.notified = false;
  watch.revision = store.revision;
  if (watch.ended) removeWatch(table, id);
  return { type: 'events', events, revision: store.revision, ...(watch.ended ? { ended: true } : {}) };
}

function converted(path: NonNullable<Watch['served']>, events: readonly WatchEvent[], store: Store): WatchEvent[] {
  const served = resolveStored(store, path);
  if (served === undefined) return [...events];
  return events.map((event) => (event.type === 'ERROR' ? event : { ...event, object: fromHub(served, event.object) }));
}

/** Whether there is something to read. */
export function hasNews(table: WatchTable, id: string): boolean {
  const watch = table.byId.get(id);
  return watch !== undefined && (watch.gone || watch.ended || watch.pending.length > 0);
}

/** Whose watches; absent: everybody's, and of everything. */
export interface WatchesOf {
  readonly owner?: string;
  /** `pods`, `statefulsets.apps`. */
  readonly resources?: ReadonlySet<string>;
}

/** Cuts off watches: their connection was lost. */
export function loseWatches(table: WatchTable, notify: Notify, { owner, resources }: WatchesOf = {}): void {
  for (const watch of table.byId.values()) {
    if ((owner !== undefined && watch.owner !== owner) || resources?.has(watch.resource) === false) continue;
    watch.gone = true;
    watch.pending = [];
    // What was on its way may be lost with the connection.
    watch.notified = false;
    tell(watch, notify);
  }
}

/** Ends every watch of a resource, once it has told what it still has to tell. */
export function endWatches(table: WatchTable, resource: string, notify: Notify): void {
  for (const ids of table.index.get(resource)?.values() ?? []) {
    for (const id of ids) {
      const watch = table.byId.get(id);
      if (watch === undefined) continue;
      watch.ended = true;
      tell(watch, notify);
    }
  }
}

/** Offers a committed change to whoever watches it. */
export function distribute(table: WatchTable, change: Change, notify: Notify): void {
  const slots = table.index.get(change.resource);
  if (slots === undefined) return;
  for (const slot of slotsOf(change, slots)) {
    for (const id of slots.get(slot) ?? []) {
      const watch = table.byId.get(id);
      if (watch !== undefined) offer(watch, change, notify);
    }
  }
}

function slotsOf(change: Change, slots: ReadonlyMap<string, unknown>): readonly string[] {
  if (slots.size === 1 && slots.has('')) return [''];
  const found = ['', `name=${change.object.metadata.name}`];
  if (change.resource !== 'pods') return found;
  const node = nodeOf(change.object);
  const before = change.old === undefined ? '' : nodeOf(change.old);
  if (node !== '') found.push(`node=${node}`);
  if (before !== '' && before !== node) found.push(`node=${before}`);
  return found;
}

function nodeOf(object: AnyObject): string {
  const node = object.spec?.['nodeName'];
  return typeof node === 'string' ? node : '';
}

function slotOf({ fields }: Selection): string {
  const node = exactField(fields, 'spec.nodeName');
  if (node !== undefined && node !== '') return `node=${node}`;
  const name = exactField(fields, 'metadata.name');
  return name === undefined ? '' : `name=${name}`;
}

function slotSet(table: WatchTable, { resource, slot }: Watch): Set<string> {
  let slots = table.index.get(resource);
  if (slots === undefined) table.index.set(resource, (slots = new Map()));
  let ids = slots.get(slot);
  if (ids === undefined) slots.set(slot, (ids = new Set()));
  return ids;
}

function offer(watch: Watch, change: Change, notify: Notify): void {
  const event = eventFor(watch, change);
  if (event === undefined) return;
  if (watch.pending.length >= PENDING_MAX) {
    watch.gone = true;
    watch.pending = [];
  }
  if (!watch.gone) watch.pending.push(event);
  tell(watch, notify);
}

function tell(watch: Watch, notify: Notify): void {
  if (watch.notified) return;
  watch.notified = true;
  notify(watch.owner, watch.id);
}

/** How a change looks through a selector: what comes into view is added, what leaves it is deleted. */
function eventFor(watch: Watch, change: Change): WatchEvent | undefined {
  const { selection, namespace } = watch;
  if (namespace !== undefined && change.object.metadata.namespace !== namespace) return undefined;
  if (selectsEverything(selection)) return Object.freeze({ type: change.type, object: change.object });
  const strategy: Strategy = strategyOf(watch.kind);
  const was = change.old !== undefined && selects(selection, change.old, strategy);
  const is = change.type !== 'DELETED' && selects(selection, change.object, strategy);
  if (is) return Object.freeze({ type: was ? 'MODIFIED' : 'ADDED', object: change.object });
  if (!was || change.old === undefined) return undefined;
  if (change.type === 'DELETED') return Object.freeze({ type: 'DELETED', object: change.object });
  const metadata = { ...change.old.metadata, resourceVersion: String(change.revision) as ResourceVersion };
  return Object.freeze({ type: 'DELETED', object: Object.freeze({ ...change.old, metadata }) });
}

function catchUp(watch: Watch, store: Store): void {
  if (watch.revision >= store.revision) return;
  const missed = watch.revision < compactedRevision(store) ? undefined : changesSince(store, watch.revision);
  if (missed === undefined) {
    watch.gone = true;
    return;
  }
  for (const change of missed) {
    const event = change.resource === watch.resource ? eventFor(watch, change) : undefined;
    if (event !== undefined) watch.pending.push(event);
  }
}
