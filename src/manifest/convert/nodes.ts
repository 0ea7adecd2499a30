/** Small changes of a parsed document that keep comments and order. */
import { isMap, isScalar, isSeq, Pair, Scalar, YAMLMap, type Document, type Node } from 'yaml';

export type Doc = Document.Parsed | Document;

export function mapAt(map: YAMLMap | undefined, ...path: readonly string[]): YAMLMap | undefined {
  let place: unknown = map;
  for (const key of path) place = isMap(place) ? place.get(key, true) : undefined;
  return isMap(place) ? place : undefined;
}

export function textAt(map: YAMLMap | undefined, key: string): string | undefined {
  const value = map?.get(key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The items of a list that are objects. */
export function itemsAt(map: YAMLMap | undefined, key: string): YAMLMap[] {
  const list = map?.get(key, true);
  return isSeq(list) ? list.items.filter((item): item is YAMLMap => isMap(item)) : [];
}

export function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function indexOf(map: YAMLMap, key: string): number {
  return map.items.findIndex((pair) => keyOf(pair) === key);
}

/** Gives a field another name; its value, its place and its comments stay. */
export function rename(map: YAMLMap | undefined, from: string, to: string): void {
  if (map === undefined || map.has(to)) return;
  const pair = map.items[indexOf(map, from)];
  if (pair === undefined) return;
  if (isScalar(pair.key)) pair.key.value = to;
  else pair.key = new Scalar(to);
}

/** Sets a field: where it stands, or else before the named field, or else at the end. */
export function put(map: YAMLMap, key: string, value: Node | string | number | boolean | null, before?: string): void {
  const at = indexOf(map, key);
  const old = map.items[at];
  if (old !== undefined) {
    if (isScalar(old.value) && (typeof value !== 'object' || value === null)) old.value.value = value;
    else old.value = typeof value === 'object' ? value : new Scalar(value);
    return;
  }
  const pair = new Pair(new Scalar(key), typeof value === 'object' && value !== null ? value : new Scalar(value));
  const place = before === undefined ? -1 : indexOf(map, before);
  if (place < 0) map.items.push(pair);
  else {
    moveComment(map.items[place], pair, place);
    map.items.splice(place, 0, pair);
  }
}

/** What stands above the first field belongs to the object, not to that field. */
function moveComment(from: Pair | undefined, to: Pair, place: number): void {
  if (place !== 0 || !isScalar(from?.key) || !isScalar(to.key)) return;
  if (from.key.commentBefore !== undefined) to.key.commentBefore = from.key.commentBefore;
  from.key.commentBefore = null;
}

/** Takes a field out and gives its value. */
export function take(map: YAMLMap | undefined, key: string): Node | undefined {
  if (map === undefined) return undefined;
  const value = map.get(key, true) as Node | undefined;
  map.delete(key);
  return value;
}

/** Puts a field of one object into another, unless it is there. */
export function move(from: YAMLMap | undefined, key: string, to: YAMLMap, as = key): void {
  const value = take(from, key);
  if (value !== undefined && value !== null && !to.has(as)) to.set(as, value);
}

/** A new object of fields in this order; fields without a value are left out. */
export function object(doc: Doc, fields: Readonly<Record<string, unknown>>): YAMLMap {
  const map = new YAMLMap();
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    map.set(doc.createNode(key), isNode(value) ? value : doc.createNode(value));
  }
  return map;
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value);
}
