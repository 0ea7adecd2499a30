/**
 * An object without the paths of a set.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/typed/remove.go
 */
import type { Json } from '../../immutable.ts';
import { isList, isMap } from '../patch/refusal.ts';
import { isEmptySet, withPrefix, type FieldSet } from './fieldSet.ts';
import { atomOf, deduced, type FieldType, type ListFieldType, type MapFieldType } from './fieldType.ts';
import { itemElement } from './listItems.ts';
import { fieldElement } from './pathElement.ts';

/** What is one piece goes whole; what becomes empty is null. */
export function removeItems(value: Json, set: FieldSet, type: FieldType): Json {
  if (isEmptySet(set)) return value;
  const atom = atomOf(type, value);
  if (atom.kind === 'scalar') return value;
  if (atom.kind === 'list') return isList(value) && value.length > 0 ? removeFromList(value, set, atom) : null;
  return isMap(value) && Object.keys(value).length > 0 ? removeFromMap(value, set, atom) : null;
}

function removeFromList(list: readonly Json[], set: FieldSet, type: ListFieldType): Json {
  if (type.atomic) return null;
  const items: Json[] = [];
  for (const item of list) {
    const found = itemElement(type, item);
    const inner = 'element' in found ? removeFromChild(item, withPrefix(set, found.element), type.of()) : item;
    if (inner !== undefined) items.push(inner);
  }
  return items.length > 0 ? items : null;
}

function removeFromMap(map: { readonly [key: string]: Json }, set: FieldSet, type: MapFieldType): Json {
  if (type.atomic) return null;
  const entries: [string, Json][] = [];
  for (const key of Object.keys(map)) {
    const item = map[key];
    if (item === undefined) continue;
    const inner = removeFromChild(item, withPrefix(set, fieldElement(key)), type.field(key) ?? type.element ?? deduced);
    if (inner !== undefined) entries.push([key, inner]);
  }
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}

/** What stays of one field or item; undefined when it goes. */
function removeFromChild(item: Json, set: FieldSet, type: FieldType): Json | undefined {
  return set.member ? undefined : removeItems(item, set, type);
}
