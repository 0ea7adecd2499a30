/**
 * Applies a strategic merge patch. Reads the schema for which lists are merged and by which key; objects are never edited in place.
 * The same walk also merges one patch into another, which is how a three-way patch comes about: directives are then carried along.
 * It does not know kinds, versions or defaults, and it does not check that the result is a valid object.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (mergeMap)
 */
import type { Json } from '../../immutable.ts';
import { equalJson } from '../stableJson.ts';
import {
  DELETE_PREFIX,
  distinct,
  elementKind,
  indexIn,
  interleave,
  isDeletion,
  keyValue,
  ORDER_PREFIX,
  PATCH,
  RETAIN_KEYS,
  splitByPresence,
  withoutDirectives,
} from './directives.ts';
import type { PatchField, PatchSchema } from './patchSchema.ts';
import type { JsonList, JsonMap, PatchOutcome } from './refusal.ts';
import { goValue, isList, isMap, outcomeOf, refuse } from './refusal.ts';

interface MergeOptions {
  /** The original is a document and directives act on it; otherwise it is a patch too, and directives are kept. */
  readonly document: boolean;
}

type Draft = Record<string, Json>;

const BAD_ORDER = 'invalid patch format of setElementOrder list';
const BAD_RETAIN = 'invalid patch format of retainKeys';

function badPatchType(directive: Json, patch: JsonMap): never {
  return refuse(`unknown patch type: ${goValue(directive)} in map: ${goValue(patch)}`);
}

function retainKeys(original: Draft, patch: Draft, options: MergeOptions): void {
  const list = patch[RETAIN_KEYS];
  if (list === undefined) return;
  delete patch[RETAIN_KEYS];
  if (!options.document) {
    const present = original[RETAIN_KEYS];
    if (present !== undefined && !equalJson(present, list))
      refuse(`${goValue(present)} and ${goValue(list)} are not deep equal: this may happen when calculating the 3-way diff patch`);
    original[RETAIN_KEYS] = list;
    return;
  }
  if (!isList(list)) return refuse(BAD_RETAIN, 400);
  const kept = new Set(list);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || key.startsWith(DELETE_PREFIX) || key.startsWith(ORDER_PREFIX)) continue;
    if (!kept.has(key)) refuse(BAD_RETAIN, 400);
  }
  for (const key of Object.keys(original)) if (!kept.has(key)) delete original[key];
}

function listOf(map: Draft, key: string): JsonList | undefined {
  const value = map[key];
  if (value === undefined) return undefined;
  return isList(value) ? value : refuse(`expected a []interface {}, but received a ${typeof value}`);
}

/** Everything a patch puts into a list must stand in its element order, in the same sequence. */
function checkOrder(patchList: JsonList, order: JsonList, mergeKey: string): void {
  const added = mergeKey === '' ? patchList : patchList.filter((element) => !isDeletion(element));
  if (order.length === 0 || patchList.length === 0) return;
  let next = 0;
  for (const element of order) {
    const wanted = added[next];
    if (wanted === undefined) break;
    const same = mergeKey === '' ? equalJson(wanted, element) : equalJson(keyValue(wanted, mergeKey), keyValue(element, mergeKey));
    if (same) next += 1;
  }
  if (next < added.length)
    refuse(`The order in patch list:\n${goValue(patchList)}\n doesn't match $setElementOrder list:\n${goValue(order)}\n`);
}

function applyOrder(original: Draft, patch: Draft, key: string, walk: Walk): void {
  const order = patch[key];
  delete patch[key];
  if (!walk.options.document) {
    const present = original[key];
    if (present !== undefined && !equalJson(present, order)) refuse(BAD_ORDER, 400);
    if (order !== undefined) original[key] = order;
  }
  if (!isList(order)) return refuse(BAD_ORDER, 400);
  const name = key.slice(ORDER_PREFIX.length);
  const field = walk.schema.field(name);
  const originalList = listOf(original, name);
  const patchList = listOf(patch, name);
  checkOrder(patchList ?? [], order, field.mergeKey);
  delete patch[name];
  if (originalList === undefined && patchList === undefined) return;
  const { list, serverOrder } = mergedForOrder(originalList, patchList, field, walk.options);
  const [patched, serverOnly] = splitByPresence(list, order, field.mergeKey);
  original[name] = interleave(patched, serverOnly, { patch: order, server: serverOrder, mergeKey: field.mergeKey });
}

interface MergedList {
  readonly list: JsonList;
  /** The order that the server's own elements keep when an element order is enforced afterwards. */
  readonly serverOrder: JsonList;
}

function mergedForOrder(original: JsonList | undefined, patch: JsonList | undefined, field: PatchField, options: MergeOptions): MergedList {
  if (original === undefined) {
    const added = options.document ? withoutDirectives(patch ?? [], true) : (patch ?? []);
    return { list: isList(added) ? added : [], serverOrder: [] };
  }
  return patch === undefined ? { list: original, serverOrder: original } : mergeList(original, patch, field, options);
}

/** What stays the same on one level of the walk. */
interface Walk {
  readonly schema: PatchSchema;
  readonly options: MergeOptions;
}

function mergeMap(original: JsonMap, patch: JsonMap, walk: Walk): JsonMap {
  const directive = patch[PATCH];
  const draft: Draft = { ...original };
  const rest: Draft = { ...patch };
  if (directive !== undefined) {
    if (directive === 'delete') return {};
    if (directive !== 'replace') return badPatchType(directive, patch);
    delete rest[PATCH];
    return rest;
  }
  retainKeys(draft, rest, walk.options);
  for (const key of Object.keys(rest)) if (key.startsWith(ORDER_PREFIX)) applyOrder(draft, rest, key, walk);
  for (const [key, value] of Object.entries(rest)) mergeField(draft, key, value, walk);
  return draft;
}

function mergeField(draft: Draft, key: string, value: Json, walk: Walk): void {
  if (key.startsWith(DELETE_PREFIX)) {
    if (!walk.options.document) draft[key] = value;
    else deleteScalars(draft, key.slice(DELETE_PREFIX.length), value);
    return;
  }
  if (value === null) {
    if (walk.options.document) delete draft[key];
    else draft[key] = null;
    return;
  }
  const present = draft[key];
  const field = walk.schema.field(key);
  if (isMap(present) && isMap(value))
    draft[key] = field.replace ? replaced(value, walk.options) : mergeMap(present, value, { schema: field.schema, options: walk.options });
  else if (isList(present) && isList(value)) draft[key] = mergeList(present, value, field, walk.options).list;
  else draft[key] = walk.options.document ? withoutDirectives(value, true) : value;
}

function replaced(value: JsonMap, options: MergeOptions): Json {
  return options.document ? withoutDirectives(value, false) : value;
}

function deleteScalars(draft: Draft, key: string, value: Json): void {
  const present = draft[key];
  if (!isList(value)) return refuse('invalid patch format of primitive list', 400);
  if (!isList(present)) return;
  draft[key] = present.filter((element) => !value.some((gone) => equalJson(gone, element)));
}

function mergeList(original: JsonList, patch: JsonList, field: PatchField, options: MergeOptions): MergedList {
  if (!field.merge) return { list: patch, serverOrder: original };
  if (original.length === 0 && patch.length === 0) return { list: original, serverOrder: original };
  const kind = elementKind(original, patch);
  if (kind === 'list') return refuse('lists of lists are not supported', 422);
  if (kind === 'scalar') {
    const [patched, own] = splitByPresence(distinct([...original, ...patch]), patch, '');
    return { list: interleave(patched, own, { patch, server: original, mergeKey: '' }), serverOrder: original };
  }
  if (field.mergeKey === '') return refuse('cannot merge lists without merge key');
  return mergeMaps(original, patch, field, options);
}

/** The list without what the patch deletes, and the patch's elements without directives. */
function applyDeletions(
  original: JsonList,
  patch: JsonList,
  mergeKey: string,
): { readonly kept: JsonList; readonly plain: readonly JsonMap[] } {
  let kept = original;
  const plain: JsonMap[] = [];
  let replace = false;
  for (const element of patch) {
    if (!isMap(element)) continue;
    const directive = element[PATCH];
    if (directive === undefined) plain.push(element);
    else if (directive === 'replace') replace = true;
    else if (directive === 'delete') {
      const gone = keyValue(element, mergeKey);
      kept = kept.filter((other) => !equalJson(keyValue(other, mergeKey), gone));
    } else if (directive === 'merge') refuse('merging lists cannot yet be specified in the patch');
    else badPatchType(directive, element);
  }
  return replace ? { kept: plain, plain: [] } : { kept, plain };
}

function mergeMaps(original: JsonList, patch: JsonList, field: PatchField, options: MergeOptions): MergedList {
  const { kept, plain } = applyDeletions(original, patch, field.mergeKey);
  const list: Json[] = [...kept];
  for (const element of plain) {
    keyValue(element, field.mergeKey);
    const index = indexIn(list, element, field.mergeKey);
    const present = list[index];
    if (isMap(present)) list[index] = mergeMap(present, element, { schema: field.schema, options });
    else list.push(options.document ? withoutDirectives(element, true) : element);
  }
  const [patched, own] = splitByPresence(list, plain, field.mergeKey);
  // Upstream deletes and appends inside the original's array, so as many places as that had are seen in their new order.
  return {
    list: interleave(patched, own, { patch: plain, server: kept, mergeKey: field.mergeKey }),
    serverOrder: list.slice(0, original.length),
  };
}

/** The document with the patch applied to it. */
export function strategicMerge(document: JsonMap, patch: Json, schema: PatchSchema): PatchOutcome<JsonMap> {
  return outcomeOf(() =>
    isMap(patch) ? mergeMap(document, patch, { schema, options: { document: true } }) : refuse('invalid JSON document', 400),
  );
}

/** One patch that does what first `base` and then `added` do. Throws what outcomeOf turns into a refusal. */
export function mergePatches(base: JsonMap, added: JsonMap, schema: PatchSchema): JsonMap {
  return mergeMap(base, added, { schema, options: { document: false } });
}
