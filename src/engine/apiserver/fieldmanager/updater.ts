/**
 * How managers change when an object is updated or applied.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/merge/update.go, apimachinery/pkg/util/managedfields/internal
 * (managedfieldsupdater.go, stripmeta.go)
 */
import type { Json } from '#api/immutable.ts';
import { compare, excludeFields, isSame, type Comparison } from '#api/machinery/fieldpath/compare.ts';
import {
  difference,
  emptySet,
  intersection,
  isEmptySet,
  recursiveDifference,
  union,
  type FieldSet,
} from '#api/machinery/fieldpath/fieldSet.ts';
import type { FieldType } from '#api/machinery/fieldpath/fieldType.ts';
import { mergeTyped } from '#api/machinery/fieldpath/mergeTyped.ts';
import { withNamedFields } from '#api/machinery/fieldpath/namedFields.ts';
import { removeItems } from '#api/machinery/fieldpath/removeItems.ts';
import { toFieldSet } from '#api/machinery/fieldpath/toFieldSet.ts';
import { identifierOf, withEntry, type Managed, type Manager, type ManagerEntry } from './managed.ts';
import { unmanagedFields } from './resetFields.ts';

/** An endpoint's object in the versions that managers speak. */
export interface Endpoint {
  /** The type of the object in a version; undefined when nobody serves it (any more). */
  readonly typeIn: (apiVersion: string) => FieldType | undefined;
  readonly convert: (object: Json, apiVersion: string) => Json;
  /** What requests through the endpoint do not change. */
  readonly ignored: FieldSet;
}

export interface Conflict {
  readonly manager: Manager;
  readonly set: FieldSet;
}

interface Change {
  readonly live: Json;
  readonly next: Json;
  readonly apiVersion: string;
}

/** Takes from everybody but `self` what a change touches. */
function takeFromOthers(
  managed: Managed,
  change: Change,
  self: string | undefined,
  endpoint: Endpoint,
): { readonly managed: Map<string, ManagerEntry>; readonly conflicts: readonly Conflict[]; readonly comparison: Comparison } {
  const type = endpoint.typeIn(change.apiVersion);
  if (type === undefined) throw new Error(`a change was made in ${change.apiVersion}, which nobody serves`);
  const comparison = compare(change.live, change.next, type);
  const byVersion = new Map([[change.apiVersion, excludeFields(comparison, endpoint.ignored)]]);
  const result = new Map<string, ManagerEntry>();
  const conflicts: Conflict[] = [];
  for (const [id, entry] of managed) {
    const seen = id === self ? undefined : seenIn(entry.apiVersion, change, endpoint, byVersion);
    if (id === self) result.set(id, entry);
    if (seen === undefined) continue;
    const touched = intersection(entry.set, union(seen.modified, seen.added));
    if (!isEmptySet(touched)) conflicts.push({ manager: entry, set: touched });
    const set = difference(difference(entry.set, touched), seen.removed);
    if (!isEmptySet(set)) result.set(id, set === entry.set ? entry : { ...entry, set });
  }
  return { managed: result, conflicts, comparison };
}

function seenIn(apiVersion: string, change: Change, endpoint: Endpoint, known: Map<string, Comparison>): Comparison | undefined {
  const ready = known.get(apiVersion);
  if (ready !== undefined) return ready;
  const type = endpoint.typeIn(apiVersion);
  if (type === undefined) return undefined;
  const compared = compare(endpoint.convert(change.live, apiVersion), endpoint.convert(change.next, apiVersion), type);
  const seen = excludeFields(compared, endpoint.ignored);
  known.set(apiVersion, seen);
  return seen;
}

/** Whoever updates takes what changes. */
export function updateManaged(
  managed: Managed,
  change: Change,
  who: Manager,
  at: { readonly time: string; readonly endpoint: Endpoint },
): Managed {
  const { managed: others, comparison } = takeFromOthers(managed, change, undefined, at.endpoint);
  const taken = recursiveDifference(union(comparison.modified, comparison.added), at.endpoint.ignored);
  const set = difference(taken, unmanagedFields);
  if (isEmptySet(set)) return others;
  const before = others.get(identifierOf(who));
  return withEntry(others, { ...who, time: at.time, set: before === undefined ? set : union(set, before.set) });
}

export type Applied =
  | { readonly conflicts: readonly Conflict[] }
  /** Without an object nothing changes but the managers. */
  | { readonly object: Json | undefined; readonly managed: Managed };

export interface Application {
  readonly live: Json;
  readonly config: Json;
  readonly who: Manager;
  readonly force: boolean;
  readonly time: string;
}

/** Lays a configuration over the live object, and removes what its manager alone had and does not mention any more. */
export function applyManaged(managed: Managed, application: Application, endpoint: Endpoint): Applied {
  const { live, config, who, force, time } = application;
  const type = endpoint.typeIn(who.apiVersion);
  if (type === undefined) throw new Error(`a configuration was applied in ${who.apiVersion}, which nobody serves`);
  const id = identifierOf(who);
  const last = managed.get(id);
  const set = recursiveDifference(toFieldSet(config, type), endpoint.ignored);
  const withSelf: Managed = new Map(managed).set(id, { ...who, time: last?.time, set });
  const next = prune(mergeTyped(live, config, type) ?? null, withSelf, { last, apiVersion: who.apiVersion }, endpoint);
  const { managed: rest, conflicts, comparison } = takeFromOthers(withSelf, { live, next, apiVersion: who.apiVersion }, id, endpoint);
  if (!force && conflicts.length > 0) return { conflicts };
  const changed = !isSame(comparison);
  const own = { ...who, time: changed ? time : last?.time, set: difference(set, unmanagedFields) };
  return { object: changed ? next : undefined, managed: withEntry(rest, own) };
}

interface Last {
  readonly last: ManagerEntry | undefined;
  readonly apiVersion: string;
}

/** Takes off the merged object what the applier had last time, unless somebody else (or the applier, now) claims it. */
function prune(merged: Json, managed: Managed, { last, apiVersion }: Last, endpoint: Endpoint): Json {
  const type = last === undefined || isEmptySet(last.set) ? undefined : endpoint.typeIn(last.apiVersion);
  if (type === undefined || last === undefined) return merged;
  const whole = endpoint.convert(merged, last.apiVersion);
  const bare = removeItems(whole, withNamedFields(last.set, type), type);
  const owned = addBackOwned(whole, endpoint.convert(bare, last.apiVersion), managed, endpoint);
  const pruned = addBackDangling(whole, endpoint.convert(owned, last.apiVersion), last, type);
  return endpoint.convert(pruned, apiVersion);
}

/** Puts back what any manager claims. */
function addBackOwned(merged: Json, bare: Json, managed: Managed, endpoint: Endpoint): Json {
  const claims = new Map<string, FieldSet>();
  for (const { apiVersion, set } of managed.values()) claims.set(apiVersion, union(claims.get(apiVersion) ?? emptySet, set));
  let pruned = bare;
  for (const [apiVersion, claimed] of claims) {
    const type = endpoint.typeIn(apiVersion);
    if (type === undefined) continue;
    const whole = endpoint.convert(merged, apiVersion);
    const kept = withNamedFields(toFieldSet(endpoint.convert(pruned, apiVersion), type), type);
    const gone = difference(withNamedFields(toFieldSet(whole, type), type), union(kept, withNamedFields(claimed, type)));
    pruned = removeItems(whole, gone, type);
  }
  return pruned;
}

/** Puts back what the applier did not have before: it is nobody's, or an updater's. */
function addBackDangling(merged: Json, pruned: Json, last: ManagerEntry, type: FieldType): Json {
  const kept = withNamedFields(toFieldSet(pruned, type), type);
  const gone = difference(withNamedFields(toFieldSet(merged, type), type), kept);
  return removeItems(merged, intersection(gone, withNamedFields(last.set, type)), type);
}
