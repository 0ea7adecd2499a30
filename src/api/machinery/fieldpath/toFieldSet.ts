/**
 * Every leaf and item that an object mentions.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/typed/tofieldset.go
 */
import type { Json } from '../../immutable.ts';
import { isList, isMap } from '../patch/refusal.ts';
import { createDraft, insert, type FieldSet, type SetDraft } from './fieldSet.ts';
import { atomOf, deduced, type FieldType, type ListFieldType, type MapFieldType } from './fieldType.ts';
import { indexItems } from './listItems.ts';
import { fieldElement } from './pathElement.ts';

export function toFieldSet(value: Json, type: FieldType): FieldSet {
  const draft = createDraft();
  visit(value, type, { draft, path: [] });
  return draft;
}

interface Walk {
  readonly draft: SetDraft;
  readonly path: string[];
}

function visit(value: Json, type: FieldType, walk: Walk): void {
  const atom = atomOf(type, value);
  if (atom.kind === 'scalar' || atom.atomic) insert(walk.draft, walk.path);
  else if (atom.kind === 'map') visitMap(value, atom, walk);
  else visitList(value, atom, walk);
}

function visitMap(value: Json, type: MapFieldType, walk: Walk): void {
  if (!isMap(value)) return;
  for (const key in value) {
    const item = value[key];
    if (item === undefined) continue;
    const declared = type.field(key);
    walk.path.push(fieldElement(key));
    visit(item, declared ?? type.element ?? deduced, walk);
    if (declared === undefined || item === null || (isMap(item) && Object.keys(item).length === 0)) insert(walk.draft, walk.path);
    walk.path.pop();
  }
}

function visitList(value: Json, type: ListFieldType, walk: Walk): void {
  if (!isList(value)) return;
  for (const [element, item] of indexItems(type, value)) {
    walk.path.push(element);
    visit(item, type.of(), walk);
    insert(walk.draft, walk.path);
    walk.path.pop();
  }
}
