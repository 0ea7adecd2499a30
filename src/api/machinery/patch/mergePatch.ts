/**
 * JSON merge patches: maps are merged, null deletes, everything else replaces. Also how such a patch is made.
 * upstream: github.com/evanphx/json-patch v4 (MergePatch, CreateMergePatch), apimachinery/pkg/util/jsonmergepatch
 */
import type { Json } from '../../immutable.ts';
import { equalJson } from '../stableJson.ts';
import type { JsonMap } from './refusal.ts';
import { isMap } from './refusal.ts';

function withoutNulls(value: Json): Json {
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]])));
}

/** The document with the patch applied. A patch that is no map takes the document's place. */
export function mergePatch(document: Json, patch: Json): Json {
  if (!isMap(patch)) return patch;
  if (!isMap(document)) return withoutNulls(patch);
  const result: Record<string, Json> = { ...document };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key] ?? null, value);
  }
  return result;
}

/** The merge patch that turns one document into another. */
export function makeMergePatch(original: JsonMap, modified: JsonMap): JsonMap {
  const patch: Record<string, Json> = {};
  for (const [key, value] of Object.entries(modified)) {
    const before = original[key];
    if (before !== undefined && equalJson(before, value)) continue;
    patch[key] = isMap(before) && isMap(value) ? makeMergePatch(before, value) : value;
  }
  for (const key of Object.keys(original)) if (modified[key] === undefined) patch[key] = null;
  return patch;
}

/** Only the additions and changes of a patch, or only its deletions. */
function keep(patch: JsonMap, deletions: boolean): JsonMap {
  const entries = Object.entries(patch).flatMap(([key, value]): [string, Json][] => {
    if (value === null) return deletions ? [[key, null]] : [];
    if (!isMap(value)) return deletions ? [] : [[key, value]];
    const inner = keep(value, deletions);
    return Object.keys(inner).length > 0 || (!deletions && Object.keys(value).length === 0) ? [[key, inner]] : [];
  });
  return Object.fromEntries(entries);
}

function join(a: JsonMap, b: JsonMap): JsonMap {
  const result: Record<string, Json> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = result[key];
    result[key] = isMap(before) && isMap(value) ? join(before, value) : value;
  }
  return result;
}

/** What kubectl apply sends for kinds without a schema: changes from the live object, deletions from what was applied before. */
export function threeWayMergePatch(original: JsonMap, modified: JsonMap, current: JsonMap): JsonMap {
  const changes = keep(makeMergePatch(current, modified), false);
  const deletions = keep(makeMergePatch(original, modified), true);
  return join(deletions, changes);
}
