/**
 * A set of paths as it stands in managedFields.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/fieldpath/serialize.go
 */
import type { Json } from '../../immutable.ts';
import { isMap, type JsonMap } from '../patch/refusal.ts';
import type { FieldSet } from './fieldSet.ts';
import { compareElements, parseElement } from './pathElement.ts';

/** Nobody's managedFields are deeper than the objects they tell of may be. */
const DEPTH_MAX = 200;

/** The set as JSON: `{}` is a member, `.` marks a member that also leads on. */
export function formatFields(set: FieldSet): JsonMap {
  const result: Record<string, Json> = {};
  if (set.member && set.children.size > 0) result['.'] = Object.freeze({});
  for (const element of [...set.children.keys()].toSorted(compareElements)) {
    const child = set.children.get(element);
    if (child !== undefined) result[element] = formatFields(child);
  }
  return Object.freeze(result);
}

/** Reads FieldsV1; undefined when it is none. */
export function parseFields(fields: Json | undefined, depth = 0): FieldSet | undefined {
  if (!isMap(fields) || depth > DEPTH_MAX) return undefined;
  const children = new Map<string, FieldSet>();
  for (const key of Object.keys(fields)) {
    if (key === '.') continue;
    const parsed = parseElement(key);
    const child = 'error' in parsed ? undefined : parseFields(fields[key], depth + 1);
    if ('error' in parsed || child === undefined) return undefined;
    children.set(parsed.element, child);
  }
  return { member: depth > 0 && (children.size === 0 || fields['.'] !== undefined), children };
}
