/**
 * The directives that a strategic merge patch may hold beside plain fields, and the questions both merging and diffing ask about lists.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go
 */
import { isExactInteger } from '../exactInteger.ts';
import type { Json } from '../../immutable.ts';
import { equalJson } from '../stableJson.ts';
import type { JsonList } from './refusal.ts';
import { goValue, isList, isMap, refuse } from './refusal.ts';

export const PATCH = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const DELETE_PREFIX = '$deleteFromPrimitiveList/';
export const ORDER_PREFIX = '$setElementOrder/';

export type ElementKind = 'map' | 'list' | 'scalar';

function kindOf(value: Json): ElementKind {
  if (isList(value)) return 'list';
  return isMap(value) ? 'map' : 'scalar';
}

function goTypeOf(value: Json): string {
  if (isMap(value)) return 'map[string]interface {}';
  if (isList(value)) return '[]interface {}';
  if (isExactInteger(value)) return 'int64';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** What all the elements of some lists are; mixed ones are refused, and so are lists of nothing. */
export function elementKind(...lists: readonly JsonList[]): ElementKind {
  let first: Json | undefined;
  for (const list of lists) {
    for (const element of list) {
      if (element === null) continue;
      if (first === undefined) first = element;
      else if (goTypeOf(first) !== goTypeOf(element))
        refuse(`list element types are not identical: ${goValue([goTypeOf(first), goTypeOf(element)])}`);
    }
  }
  return first === undefined ? refuse('no elements in any of the given slices') : kindOf(first);
}

/** The value of an element's merge key; an element without one is refused. */
export function keyValue(element: Json, mergeKey: string): Json {
  if (!isMap(element)) return refuse(`expected a map, but received a ${goTypeOf(element)}: ${goValue(element)}`);
  const value = element[mergeKey];
  return value === undefined ? refuse(`map: ${goValue(element)} does not contain declared merge key: ${mergeKey}`) : value;
}

/** Where an element stands in a list: by its merge key, or by its value where there is none. */
export function indexIn(list: JsonList, element: Json, mergeKey: string): number {
  if (mergeKey === '') return list.findIndex((other) => equalJson(other, element));
  const value = keyValue(element, mergeKey);
  return list.findIndex((other) => isMap(other) && equalJson(other[mergeKey], value));
}

export function isDeletion(element: Json): boolean {
  return isMap(element) && element[PATCH] === 'delete';
}

/** The elements in the order in which another list has them; deletions go to the end. */
export function inOrder(elements: JsonList, order: JsonList, mergeKey: string): JsonList {
  const kept = elements.filter((element) => !isDeletion(element));
  const placed = kept.map((element) => ({ element, place: indexIn(order, element, mergeKey) }));
  placed.sort((a, b) => (a.place < 0 || b.place < 0 ? 0 : a.place - b.place));
  return [...placed.map(({ element }) => element), ...elements.filter(isDeletion)];
}

export function distinct(scalars: JsonList): JsonList {
  return [...new Set(scalars)];
}

/** A patch's new value with whatever only makes sense while merging taken out, and nulls too, because there is nothing to delete. */
export function withoutDirectives(value: Json, dropNulls: boolean): Json {
  if (isList(value)) return value.filter((item) => !(isMap(item) && PATCH in item)).map((item) => withoutDirectives(item, dropNulls));
  if (!isMap(value)) return value;
  if (value[PATCH] === 'delete') return {};
  const kept = Object.entries(value).filter(([key, item]) => !isDirective(key) && !(dropNulls && item === null));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutDirectives(item, dropNulls)]));
}

function isDirective(key: string): boolean {
  return key === PATCH || key === RETAIN_KEYS || key.startsWith(DELETE_PREFIX) || key.startsWith(ORDER_PREFIX);
}

/** The elements that stand in a list of references, and the others, in their order. */
export function splitByPresence(elements: JsonList, references: JsonList, mergeKey: string): readonly [JsonList, JsonList] {
  const present: Json[] = [];
  const others: Json[] = [];
  for (const element of elements) (indexIn(references, element, mergeKey) >= 0 ? present : others).push(element);
  return [present, others];
}

export interface Orders {
  readonly patch: JsonList;
  readonly server: JsonList;
  readonly mergeKey: string;
}

/**
 * Patched elements in the patch's order with the server's own elements among them. Both orders are kept; an element of the
 * server goes before the first patched one that stood behind it on the server.
 */
export function interleave(patched: JsonList, serverOnly: JsonList, { patch, server, mergeKey }: Orders): JsonList {
  const right = inOrder(patched, patch, mergeKey);
  const left = inOrder(serverOnly, server, mergeKey);
  const result: Json[] = [];
  let i = 0;
  for (const element of right) {
    const place = indexIn(server, element, mergeKey);
    for (let own = left[i]; own !== undefined; own = left[i]) {
      const ownPlace = indexIn(server, own, mergeKey);
      if (place < 0 || ownPlace < 0 || ownPlace >= place) break;
      result.push(own);
      i += 1;
    }
    result.push(element);
  }
  return [...result, ...left.slice(i)];
}
