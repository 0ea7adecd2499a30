/**
 * Who manages which fields: managedFields, read and written.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/managedfields.go
 */
import type { Json } from '#api/immutable.ts';
import { isEmptySet, type FieldSet } from '#api/machinery/fieldpath/fieldSet.ts';
import { formatFields, parseFields } from '#api/machinery/fieldpath/fieldsV1.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import { parseTime } from '#api/machinery/time.ts';
import type { ManagedFieldsEntry } from '#api/meta.ts';

/** Who does something to an object, and how. */
export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
}

export interface ManagerEntry extends Manager {
  readonly time: string | undefined;
  readonly set: FieldSet;
}

/** Entries by their identifier. */
export type Managed = ReadonlyMap<string, ManagerEntry>;

export const nobody: Managed = new Map();

/** What tells entries apart: an applier is the same in every version. */
export function identifierOf({ manager, operation, apiVersion, subresource }: Manager): string {
  return JSON.stringify({
    ...(manager === '' ? {} : { manager }),
    operation,
    ...(operation === 'Apply' || apiVersion === '' ? {} : { apiVersion }),
    ...(subresource === '' ? {} : { subresource }),
  });
}

export function withEntry(managed: Managed, entry: ManagerEntry): Managed {
  const result = new Map(managed);
  const id = identifierOf(entry);
  if (isEmptySet(entry.set)) result.delete(id);
  else result.set(id, entry);
  return result;
}

type Fields = { readonly [key: string]: unknown };

/** Reads what stands in metadata.managedFields; undefined when an entry is none. */
export function decodeManaged(list: readonly unknown[]): Managed | undefined {
  const result = new Map<string, ManagerEntry>();
  for (const item of list) {
    const entry = decodeEntry((item ?? {}) as Fields);
    if (entry === undefined) return undefined;
    result.set(identifierOf(entry), entry);
  }
  return result;
}

function decodeEntry(item: Fields): ManagerEntry | undefined {
  const { manager = '', operation, apiVersion = '', subresource = '', time, fieldsType, fieldsV1 } = item;
  if ((operation !== 'Apply' && operation !== 'Update') || fieldsType !== 'FieldsV1') return undefined;
  if (typeof manager !== 'string' || typeof apiVersion !== 'string' || apiVersion === '' || typeof subresource !== 'string')
    return undefined;
  const set = parseFields(fieldsV1 as Json);
  if (set === undefined) return undefined;
  return { manager, operation, apiVersion, subresource, time: typeof time === 'string' ? time : undefined, set };
}

/** The list as it stands in metadata: appliers first, then by time and name. */
export function encodeManaged(managed: Managed): readonly ManagedFieldsEntry[] {
  return [...managed.values()].toSorted(compareEntries).map(encodeEntry);
}

function encodeEntry({ manager, operation, apiVersion, subresource, time, set }: ManagerEntry): ManagedFieldsEntry {
  return Object.freeze({
    ...(manager === '' ? {} : { manager }),
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: formatFields(set),
    ...(subresource === '' ? {} : { subresource }),
  }) as ManagedFieldsEntry;
}

export function secondsOf({ time }: { readonly time: string | undefined }): number {
  const at = time === undefined ? undefined : parseTime(time);
  return at === undefined ? 0 : Math.floor(at / 1000);
}

function compareEntries(a: ManagerEntry, b: ManagerEntry): number {
  return (
    compareKeys(a.operation, b.operation) ||
    secondsOf(a) - secondsOf(b) ||
    compareKeys(a.manager, b.manager) ||
    compareKeys(a.apiVersion, b.apiVersion) ||
    compareKeys(a.subresource, b.subresource)
  );
}
