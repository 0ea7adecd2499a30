/**
 * What differs between two objects of one type, as sets of paths. Parts that both share are not looked at.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/typed (typed.go Compare, merge.go)
 */
import type { Json } from '../../immutable.ts';
import { isList, isMap, type JsonMap } from '../patch/refusal.ts';
import { equalJson } from '../stableJson.ts';
import { createDraft, insert, isEmptySet, recursiveDifference, type FieldSet, type SetDraft } from './fieldSet.ts';
import { atomOf, deduced, type Atom, type FieldType, type ListFieldType, type MapFieldType } from './fieldType.ts';
import { indexItems } from './listItems.ts';
import { fieldElement } from './pathElement.ts';

/** No path is in more than one of the three. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

interface Walk {
  readonly added: SetDraft;
  readonly modified: SetDraft;
  readonly removed: SetDraft;
  readonly path: string[];
}

type Value = Json | undefined;

export function compare(before: Json, after: Json, type: FieldType): Comparison {
  const walk: Walk = { added: createDraft(), modified: createDraft(), removed: createDraft(), path: [] };
  visit(before, after, type, walk);
  return { added: walk.added, modified: walk.modified, removed: walk.removed };
}

export function isSame({ added, modified, removed }: Comparison): boolean {
  return isEmptySet(added) && isEmptySet(modified) && isEmptySet(removed);
}

/** The comparison with some paths, and all behind them, left out of account. */
export function excludeFields(comparison: Comparison, ignored: FieldSet): Comparison {
  if (isEmptySet(ignored)) return comparison;
  const { added, modified, removed } = comparison;
  return {
    added: recursiveDifference(added, ignored),
    modified: recursiveDifference(modified, ignored),
    removed: recursiveDifference(removed, ignored),
  };
}

function visit(before: Value, after: Value, type: FieldType, walk: Walk): void {
  if (before === after) return;
  const left = atomOf(type, before);
  const right = atomOf(type, after);
  let leaf: boolean;
  if (after === undefined) leaf = visitAtom(before, after, left, walk);
  else if (before === undefined || left.kind === right.kind) leaf = visitAtom(before, after, right, walk);
  else {
    visitAtom(before, after, left, walk);
    leaf = visitAtom(before, after, right, walk);
  }
  if (leaf) return;
  if (before === undefined) insert(walk.added, walk.path);
  else if (after === undefined) insert(walk.removed, walk.path);
}

/** Answers whether the value is one piece. */
function visitAtom(before: Value, after: Value, atom: Atom, walk: Walk): boolean {
  if (atom.kind === 'map') return visitMap(before, after, atom, walk);
  if (atom.kind === 'list') return visitList(before, after, atom, walk);
  return leafDiffers(before, after, walk);
}

function leafDiffers(before: Value, after: Value, walk: Walk): true {
  if (before === undefined) insert(walk.added, walk.path);
  else if (after === undefined) insert(walk.removed, walk.path);
  else if (!equalJson(before, after)) insert(walk.modified, walk.path);
  return true;
}

function isEmptyMap(value: Value): boolean {
  if (!isMap(value)) return true;
  for (const key in value) if (value[key] !== undefined) return false;
  return true;
}

function visitMap(before: Value, after: Value, type: MapFieldType, walk: Walk): boolean {
  if (type.atomic || (isEmptyMap(before) && isEmptyMap(after))) return leafDiffers(before, after, walk);
  const left = isMap(before) ? before : {};
  const right = isMap(after) ? after : {};
  for (const key in left) if (left[key] !== undefined) visitKey(key, [left[key], own(right, key)], type, walk);
  for (const key in right) if (own(left, key) === undefined && right[key] !== undefined) visitKey(key, [undefined, right[key]], type, walk);
  return false;
}

/** A key of a map from outside: `constructor` is a key like any other. */
function own(map: JsonMap, key: string): Value {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function visitKey(key: string, [before, after]: readonly [Value, Value], type: MapFieldType, walk: Walk): void {
  if (before === after) return;
  walk.path.push(fieldElement(key));
  visit(before, after, type.field(key) ?? type.element ?? deduced, walk);
  walk.path.pop();
}

function visitList(before: Value, after: Value, type: ListFieldType, walk: Walk): boolean {
  const left = isList(before) ? before : [];
  const right = isList(after) ? after : [];
  if (type.atomic || (left.length === 0 && right.length === 0)) return leafDiffers(before, after, walk);
  const old = indexItems(type, left);
  const fresh = indexItems(type, right);
  for (const [element, item] of old) visitItem(element, [item, fresh.get(element)], type, walk);
  for (const [element, item] of fresh) if (!old.has(element)) visitItem(element, [undefined, item], type, walk);
  return false;
}

function visitItem(element: string, [before, after]: readonly [Value, Value], type: ListFieldType, walk: Walk): void {
  if (before === after) return;
  walk.path.push(element);
  visit(before, after, type.of(), walk);
  walk.path.pop();
}
