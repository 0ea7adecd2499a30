/**
 * Who manages an object's fields, kept beside the object. Most of the time nobody looks, so a write only notes what there was,
 * what came and who said so; the sets are worked out when somebody asks, or when notes pile up. Either way they are the same,
 * because everything they follow from is in the note.
 */
import type { Json } from '#api/immutable.ts';
import { equalSets } from '#api/machinery/fieldpath/fieldSet.ts';
import { validateTyped } from '#api/machinery/fieldpath/validateTyped.ts';
import type { ManagedFieldsEntry } from '#api/meta.ts';
import type { Response } from '#api/request.ts';
import { apiVersionOf } from '#api/scheme.ts';
import { fromHub, type Versioned } from '../conversion/conversion.ts';
import type { WatchEvent } from '#api/watch.ts';
import type { AnyObject } from '../object.ts';
import { capManagers } from './capManagers.ts';
import { emptyObject, endpointOf } from './endpoint.ts';
import { encodeManaged, nobody, type Managed, type Manager } from './managed.ts';
import { updateManaged, type Endpoint } from './updater.ts';

/** Notes that may wait; each keeps two versions of the object alive. */
const WAITING_MAX = 12;

interface Settled {
  readonly waiting: 0;
  readonly managed: Managed;
}

interface Note {
  readonly waiting: number;
  readonly before: ManagedRecord;
  readonly served: Versioned;
  readonly who: Manager;
  readonly time: string;
  /** Absent at a create. */
  readonly live: AnyObject | undefined;
  readonly next: AnyObject;
}

export type ManagedRecord = Settled | Note;

const mark: unique symbol = Symbol('managed');

interface Marked {
  readonly [mark]?: ManagedRecord;
}

const none: Settled = Object.freeze({ waiting: 0, managed: nobody });

/** The record travels with every copy of the object that is made by spread, and is no part of it as JSON. */
export function withRecord(object: AnyObject, record: ManagedRecord): AnyObject {
  return Object.assign({}, object, { [mark]: record });
}

export function recordOf(object: AnyObject): ManagedRecord {
  return (object as Marked)[mark] ?? none;
}

export function settled(managed: Managed): ManagedRecord {
  return managed.size === 0 ? none : Object.freeze({ waiting: 0, managed });
}

/** Notes one more write. */
export function noteWrite(before: ManagedRecord, note: Pick<Note, 'served' | 'who' | 'time' | 'live' | 'next'>): ManagedRecord {
  const base = before.waiting < WAITING_MAX ? before : settled(resolve(before));
  return Object.freeze({ ...note, before: base, waiting: base.waiting + 1 });
}

const resolved = new WeakMap<Note, Managed>();

/** Works out who manages what. */
export function resolve(record: ManagedRecord): Managed {
  if (record.waiting === 0) return (record as Settled).managed;
  const note = record as Note;
  let managed = resolved.get(note);
  if (managed === undefined) resolved.set(note, (managed = settle(note)));
  return managed;
}

/**
 * Nobody is noted for an object of whom nobody is known, unless it is new. Objects that do not fit their types lose their
 * managers: lists with doubles.
 */
function settle({ before: earlier, served, who, time, live, next }: Note): Managed {
  const managed = resolve(earlier);
  if (managed.size === 0 && live !== undefined) return managed;
  const endpoint = endpointOf(served, who.subresource);
  const before = live === undefined ? emptyObject(served.row) : (fromHub(served, live) as unknown as Json);
  const change = { live: before, next: fromHub(served, next) as unknown as Json, apiVersion: who.apiVersion };
  if (!fits(change.live, served, endpoint) || !fits(change.next, served, endpoint)) return nobody;
  return capManagers(updateManaged(managed, change, who, { time, endpoint }));
}

const fitting = new WeakSet<object>();

function fits(object: Json, { row }: Versioned, endpoint: Endpoint): boolean {
  const key = object as object;
  if (fitting.has(key)) return true;
  const type = endpoint.typeIn(apiVersionOf(row));
  if (type === undefined || validateTyped(object, type) !== undefined) return false;
  fitting.add(key);
  return true;
}

/** Whether both name the same managers for the same fields; when does not count. */
export function sameManagers(a: ManagedRecord, b: ManagedRecord): boolean {
  if (a === b) return true;
  const left = resolve(a);
  const right = resolve(b);
  if (left.size !== right.size) return false;
  for (const [id, entry] of left) {
    const other = right.get(id);
    if (other === undefined || other.apiVersion !== entry.apiVersion || !equalSets(entry.set, other.set)) return false;
  }
  return true;
}

const lists = new WeakMap<Managed, readonly ManagedFieldsEntry[]>();

/** The managedFields of a stored object. */
export function managedFieldsOf(object: AnyObject): readonly ManagedFieldsEntry[] {
  const managed = resolve(recordOf(object));
  let list = lists.get(managed);
  if (list === undefined) lists.set(managed, (list = Object.freeze(encodeManaged(managed))));
  return list;
}

const presented = new WeakMap<object, AnyObject>();

/** A stored object as the API shows it: with its managedFields. */
export function present(object: AnyObject): AnyObject {
  if ((object as Marked)[mark] === undefined) return object;
  let shown = presented.get(object);
  if (shown === undefined) {
    const managedFields = managedFieldsOf(object);
    shown =
      managedFields.length === 0 ? object : Object.freeze({ ...object, metadata: Object.freeze({ ...object.metadata, managedFields }) });
    presented.set(object, shown);
  }
  return shown;
}

/** An event as clients outside see it. */
export function presentEvent(event: WatchEvent): WatchEvent {
  if (event.type === 'ERROR') return event;
  const object = present(event.object);
  return object === event.object ? event : { ...event, object };
}

/** An answer with the managedFields of its object, or of each object of its list. */
export function presentBody(response: Response): Response {
  const body = response.body as unknown as AnyObject & { readonly items?: readonly AnyObject[] };
  if (typeof body !== 'object' || body === null) return response;
  if (!Array.isArray(body.items)) {
    const shown = present(body);
    return shown === body ? response : { ...response, body: shown as unknown as Json };
  }
  return { ...response, body: { ...body, items: body.items.map(present) } as unknown as Json };
}
