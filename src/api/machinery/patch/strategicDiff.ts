/**
 * Makes strategic merge patches: what leads from one document to another (two-way), and what kubectl apply sends (three-way).
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (CreateTwoWayMergePatch, CreateThreeWayMergePatch)
 */
import type { Json } from '../../immutable.ts';
import { compareKeys, equalJson } from '../stableJson.ts';
import { DELETE_PREFIX, distinct, elementKind, inOrder, keyValue, ORDER_PREFIX, PATCH, RETAIN_KEYS } from './directives.ts';
import type { PatchField, PatchSchema } from './patchSchema.ts';
import type { JsonList, JsonMap, PatchOutcome } from './refusal.ts';
import { goValue, isList, isMap, outcomeOf, refuse } from './refusal.ts';
import { mergePatches } from './strategicMerge.ts';

interface DiffOptions {
  readonly ignoreDeletions: boolean;
  readonly ignoreChanges: boolean;
}

type Draft = Record<string, Json>;

interface Sides<T> {
  readonly original: T;
  readonly modified: T;
}

function sameType(a: Json, b: Json): boolean {
  if (a === null || b === null) return a === b;
  return typeof a === typeof b && isList(a) === isList(b);
}

function diffMaps({ original, modified }: Sides<JsonMap>, schema: PatchSchema, options: DiffOptions, buildRetainKeys = false): JsonMap {
  const patch: Draft = {};
  for (const [key, value] of Object.entries(modified)) {
    const before = original[key];
    if (before === undefined) {
      if (!options.ignoreChanges) patch[key] = value;
    } else diffField(patch, key, { original: before, modified: value }, { field: schema.field(key), options });
  }
  if (!options.ignoreDeletions) for (const key of Object.keys(original)) if (modified[key] === undefined) patch[key] = null;
  if (buildRetainKeys) addRetainKeys(patch, { original, modified });
  return patch;
}

function addRetainKeys(patch: Draft, { original, modified }: Sides<JsonMap>): void {
  const kept = Object.keys(modified).filter((key) => modified[key] !== null);
  const cleared = Object.keys(original).some((key) => original[key] !== null && modified[key] === undefined);
  if (kept.length > 0 && (Object.keys(patch).length > 0 || cleared)) patch[RETAIN_KEYS] = kept.toSorted(compareKeys);
}

function diffField(
  patch: Draft,
  key: string,
  { original, modified }: Sides<Json>,
  { field, options }: { field: PatchField; options: DiffOptions },
): void {
  if (key === PATCH) {
    if (!equalJson(original, modified)) refuse(`cannot diff: ${goValue(original)} and ${goValue(modified)}`);
    patch[key] = modified;
    return;
  }
  if (sameType(original, modified)) {
    if (isMap(original) && isMap(modified)) {
      diffMapField(patch, key, { original, modified }, { field, options });
      return;
    }
    if (isList(original) && isList(modified) && field.merge) {
      diffListField(patch, key, { original, modified }, { field, options });
      return;
    }
  }
  if (!options.ignoreChanges && !equalJson(original, modified)) patch[key] = modified;
}

function diffMapField(
  patch: Draft,
  key: string,
  sides: Sides<JsonMap>,
  { field, options }: { field: PatchField; options: DiffOptions },
): void {
  if (field.replace) {
    if (!options.ignoreChanges) patch[key] = sides.modified;
    return;
  }
  const inner = diffMaps(sides, field.schema, options, field.retainKeys);
  if (Object.keys(inner).length > 0) patch[key] = inner;
}

interface ListDiff {
  readonly patch: JsonList;
  readonly deleted: JsonList;
  readonly order: JsonList;
}

function diffListField(
  patch: Draft,
  key: string,
  sides: Sides<JsonList>,
  { field, options }: { field: PatchField; options: DiffOptions },
): void {
  const diff = diffLists(sides, field, options);
  if (diff.patch.length > 0) patch[key] = diff.patch;
  if (diff.deleted.length > 0) patch[DELETE_PREFIX + key] = diff.deleted;
  if (diff.order.length > 0) patch[ORDER_PREFIX + key] = diff.order;
}

function diffLists(sides: Sides<JsonList>, field: PatchField, options: DiffOptions): ListDiff {
  const { original, modified } = sides;
  if (original.length === 0) return { patch: options.ignoreChanges ? [] : modified, deleted: [], order: [] };
  const kind = elementKind(original, modified);
  if (kind === 'list') return refuse('lists of lists are not supported', 422);
  return kind === 'map' ? diffMapLists(sides, field, options) : diffScalarLists(sides, options);
}

/** Walks two sorted lists side by side; both ends of a pair are told when they are the same. */
function sideBySide<T extends { readonly text: string }>(
  left: readonly T[],
  right: readonly T[],
  tell: (a: T | undefined, b: T | undefined) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const a = left[i];
    const b = right[j];
    const order = a === undefined || b === undefined ? (a === undefined ? 1 : -1) : compareKeys(a.text, b.text);
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
    tell(order <= 0 ? a : undefined, order >= 0 ? b : undefined);
  }
}

function sorted(list: JsonList, keyOf: (element: Json) => Json): readonly { readonly text: string; readonly element: Json }[] {
  return list.map((element) => ({ text: goValue(keyOf(element)), element })).toSorted((a, b) => compareKeys(a.text, b.text));
}

function diffScalarLists({ original, modified }: Sides<JsonList>, options: DiffOptions): ListDiff {
  const added: Json[] = [];
  const deleted: Json[] = [];
  sideBySide(
    sorted(original, (value) => value),
    sorted(modified, (value) => value),
    (before, after) => {
      if (after === undefined && before !== undefined && !options.ignoreDeletions) deleted.push(before.element);
      if (before === undefined && after !== undefined && !options.ignoreChanges) added.push(after.element);
    },
  );
  const ordered = (!options.ignoreDeletions && deleted.length > 0) || (!options.ignoreChanges && !equalJson(original, modified));
  return { patch: inOrder(added, modified, ''), deleted: distinct(deleted), order: ordered ? modified : [] };
}

function diffMapLists({ original, modified }: Sides<JsonList>, field: PatchField, options: DiffOptions): ListDiff {
  const { mergeKey } = field;
  const changed: Json[] = [];
  const deletions: Json[] = [];
  const keyOf = (element: Json): Json => keyValue(element, mergeKey);
  sideBySide(sorted(original, keyOf), sorted(modified, keyOf), (before, after) => {
    if (after === undefined) {
      if (before !== undefined && !options.ignoreDeletions) deletions.push({ [mergeKey]: keyOf(before.element), [PATCH]: 'delete' });
    } else if (before === undefined) {
      if (!options.ignoreChanges) changed.push(after.element);
    } else if (isMap(before.element) && isMap(after.element)) {
      const inner = diffMaps({ original: before.element, modified: after.element }, field.schema, options, field.retainKeys);
      if (Object.keys(inner).length > 0) changed.push({ ...inner, [mergeKey]: keyOf(after.element) });
    }
  });
  const patch = [...inOrder(changed, modified, mergeKey), ...deletions];
  const sameOrder = equalJson(original.map(keyOf), modified.map(keyOf));
  const ordered = (!options.ignoreChanges && (patch.length > 0 || !sameOrder)) || (!options.ignoreDeletions && patch.length > 0);
  return { patch, deleted: [], order: ordered ? modified.map((element) => ({ [mergeKey]: keyOf(element) })) : [] };
}

/** The patch that turns `original` into `modified`. */
export function twoWayPatch(original: JsonMap, modified: JsonMap, schema: PatchSchema): PatchOutcome<JsonMap> {
  return outcomeOf(() => diffMaps({ original, modified }, schema, { ignoreDeletions: false, ignoreChanges: false }));
}

/**
 * The patch that brings what is `current` to what is wanted (`modified`), and deletes only what was wanted before (`original`):
 * fields that others have added meanwhile stay.
 */
export function threeWayPatch(original: JsonMap, modified: JsonMap, current: JsonMap, schema: PatchSchema): PatchOutcome<JsonMap> {
  return outcomeOf(() => {
    const delta = diffMaps({ original: current, modified }, schema, { ignoreDeletions: true, ignoreChanges: false });
    const deletions = diffMaps({ original, modified }, schema, { ignoreDeletions: false, ignoreChanges: true });
    return mergePatches(deletions, delta, schema);
  });
}
