/**
 * Takes away what a schema does not know, and coerces the metadata of embedded objects.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go
 */
import { invalidValue, type FieldError } from '../fieldError.ts';
import { isRecord, type Fields } from '../object.ts';
import { createReport, decodeStruct } from '../schema/decodeValue.ts';
import { structOfMeta } from '../schema/types.ts';
import { goValue } from './goValue.ts';
import { additionalOf, itemsOf, type Schema } from './schema.ts';

const typeMeta = new Set(['apiVersion', 'kind', 'metadata']);

export interface Pruning {
  /** Paths of what was taken away. */
  readonly unknown: string[];
  /** What makes the object unreadable: types and metadata of embedded objects that are none. */
  readonly errors: FieldError[];
}

/** A whole object: its type and metadata stay whatever the schema says of them. */
export function pruneObject(object: Fields, schema: Schema, pruning: Pruning): Fields {
  return pruneRecord(object, { ...schema, 'x-kubernetes-embedded-resource': true }, { pruning, path: '' });
}

interface Place {
  readonly pruning: Pruning;
  readonly path: string;
}

/** Metadata of an embedded object: of the type that all metadata has. upstream: apiserver/schema/objectmeta/algorithm.go */
function coerceMeta(value: unknown, path: string, { unknown, errors }: Pruning): unknown {
  const report = createReport();
  const decoded = decodeStruct({ metadata: value }, structOfMeta(), undefined, report)['metadata'];
  if (report.error !== undefined)
    errors.push(
      invalidValue(
        path,
        goValue(value),
        report.error.replace('ObjectMeta.metadata.', 'ObjectMeta.').replace('struct field PartialObjectMetadata.metadata', 'value'),
      ),
    );
  for (const field of report.unknown) unknown.push(`${path}${field.slice('metadata'.length)}`);
  if (!isRecord(value) || !isRecord(decoded) || value['creationTimestamp'] !== undefined) return decoded;
  const { creationTimestamp: _none, ...rest } = decoded;
  return Object.keys(rest).length === Object.keys(value).length ? value : rest;
}

function coerce(key: string, value: unknown, { pruning, path }: Place): unknown {
  if (key === 'metadata') return coerceMeta(value, path, pruning);
  if (typeof value !== 'string') pruning.errors.push(invalidValue(path, goValue(value), 'must be a string'));
  return value;
}

function pruneValue(value: unknown, schema: Schema | undefined, place: Place): unknown {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items === undefined && schema?.['x-kubernetes-preserve-unknown-fields'] === true) return value;
    return sameOr(
      value,
      value.map((item, i) => pruneValue(item, items, { ...place, path: `${place.path}[${i}]` })),
    );
  }
  return isRecord(value) ? pruneRecord(value, schema, place) : value;
}

function sameOr(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((item, i) => item === before[i]) ? before : after;
}

function pruneRecord(fields: Fields, schema: Schema | undefined, { pruning, path }: Place): Fields {
  const preserves = schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  const additional = additionalOf(schema);
  const open = schema?.additionalProperties === true;
  const { properties } = schema ?? {};
  const kept: [string, unknown][] = [];
  let same = true;
  for (const [key, value] of Object.entries(fields)) {
    const here = path === '' ? key : `${path}.${key}`;
    const own = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (schema?.['x-kubernetes-embedded-resource'] === true && typeMeta.has(key)) {
      const coerced = path === '' ? value : coerce(key, value, { pruning, path: here });
      same &&= coerced === value;
      if (coerced !== undefined) kept.push([key, coerced]);
      continue;
    }
    const known = own ?? additional;
    if (known === undefined && !preserves && !open) {
      pruning.unknown.push(here);
      same = false;
      continue;
    }
    const pruned = known === undefined ? value : pruneValue(value, known, { pruning, path: here });
    same &&= pruned === value;
    kept.push([key, pruned]);
  }
  return same ? fields : (Object.fromEntries(kept) as Fields);
}
