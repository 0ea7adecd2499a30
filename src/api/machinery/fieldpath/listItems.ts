/**
 * How the items of a list are told apart.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/typed/helpers.go
 */
import type { Json } from '../../immutable.ts';
import { goQuote } from '../goText.ts';
import { isList, isMap } from '../patch/refusal.ts';
import type { ListFieldType } from './fieldType.ts';
import { keyElement, valueElement } from './pathElement.ts';

/** The path element of an item, or why it has none. */
export function itemElement(type: ListFieldType, item: Json): { readonly element: string } | { readonly error: string } {
  return type.keys.length === 0 ? setItem(item) : keyedItem(type, item);
}

function setItem(item: Json): { readonly element: string } | { readonly error: string } {
  if (isMap(item)) return { error: "associative list without keys has an element that's a map type" };
  if (isList(item)) return { error: 'not supported: associative list with lists as elements' };
  if (item === null) return { error: "associative list without keys has an element that's an explicit null" };
  return { element: valueElement(item) };
}

function keyedItem(type: ListFieldType, item: Json): { readonly element: string } | { readonly error: string } {
  if (item === null) return { error: 'associative list with keys may not have a null element' };
  if (!isMap(item)) return { error: 'associative list with keys may not have non-map elements' };
  const keys: Record<string, Json> = {};
  for (const key of type.keys) {
    const value = item[key] ?? (Object.hasOwn(item, key) ? null : type.keyDefault(key));
    if (value === undefined)
      return { error: `associative list with keys has an element that omits key field ${goQuote(key)} (and doesn't have default value)` };
    keys[key] = value;
  }
  return { element: keyElement(keys) };
}

/** Items by their elements, in the order of the list. Of items with the same element the first counts. */
export function indexItems(type: ListFieldType, list: readonly Json[] | undefined): ReadonlyMap<string, Json> {
  const items = new Map<string, Json>();
  for (const item of list ?? []) {
    const found = itemElement(type, item);
    if ('element' in found && !items.has(found.element)) items.set(found.element, item);
  }
  return items;
}
