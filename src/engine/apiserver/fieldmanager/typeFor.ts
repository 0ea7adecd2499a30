/**
 * The types of server-side apply, made from the Go structs and the table of how lists and maps merge.
 * upstream: staging/src/k8s.io/kube-openapi/pkg/schemaconv, apimachinery/pkg/util/managedfields/typeconverter.go
 */
import type { Json } from '#api/immutable.ts';
import { deduced, type FieldType, type ListFieldType, type MapFieldType } from '#api/machinery/fieldpath/fieldType.ts';
import { mergeOf, type FieldMerge } from '#api/machinery/mergeFacts.ts';
import type { SchemeRow } from '#api/scheme.ts';
import { structOfRow, type StructType, type Type } from '../schema/types.ts';

const scalars: { readonly [K in Exclude<Type['kind'], 'list' | 'map' | 'struct'>]: FieldType } = {
  string: { kind: 'scalar', scalar: 'string' },
  bool: { kind: 'scalar', scalar: 'boolean' },
  int32: { kind: 'scalar', scalar: 'numeric' },
  int64: { kind: 'scalar', scalar: 'numeric' },
  float64: { kind: 'scalar', scalar: 'numeric' },
  quantity: { kind: 'scalar', scalar: 'untyped' },
  intOrString: { kind: 'scalar', scalar: 'untyped' },
  time: { kind: 'scalar', scalar: 'string' },
  microTime: { kind: 'scalar', scalar: 'string' },
  bytes: { kind: 'scalar', scalar: 'string' },
  any: { kind: 'scalar', scalar: 'untyped' },
  either: deduced,
};

const structs = new Map<StructType, FieldType>();
const noMerge: FieldMerge = { type: undefined, merge: false, mergeKey: '', retainKeys: false, replace: false, shape: '' };

/** The type of a kind as it is served. */
export function typeFor(row: SchemeRow): FieldType {
  return structType(structOfRow(row));
}

export function structType(struct: StructType): FieldType {
  const known = structs.get(struct);
  if (known !== undefined) return known;
  const merge = mergeOf(struct.name);
  const fields = new Map<string, FieldType>();
  const type: MapFieldType = {
    kind: 'map',
    atomic: merge.atomic,
    field(name) {
      let field = fields.get(name);
      if (field !== undefined) return field;
      const declared = struct.fields.get(name);
      if (declared === undefined) return undefined;
      field = fieldType(declared.type, merge.fields.get(name) ?? noMerge);
      fields.set(name, field);
      return field;
    },
    element: undefined,
  };
  structs.set(struct, type);
  return type;
}

/** What is written at a field counts before what its type says of itself. */
function fieldType(type: Type, merge: FieldMerge): FieldType {
  if (type.kind === 'list') return listType(type.of, merge);
  if (type.kind === 'map') return mapType(type.of, merge.shape === 'atomic');
  if (type.kind !== 'struct') return scalars[type.kind];
  const struct = structType(type);
  if (struct.kind !== 'map' || (merge.shape !== 'atomic' && merge.shape !== 'granular')) return struct;
  return { ...struct, atomic: merge.shape === 'atomic' };
}

function mapType(of: Type, atomic: boolean): FieldType {
  return { kind: 'map', atomic, field: () => undefined, element: fieldType(of, noMerge) };
}

function listType(of: Type, { shape, merge, mergeKey }: FieldMerge): ListFieldType {
  const keys = typeof shape === 'object' ? shape : shape === '' && mergeKey !== '' ? [mergeKey] : [];
  const atomic = keys.length === 0 && shape !== 'set' && !(shape === '' && merge);
  let element: FieldType | undefined;
  return { kind: 'list', atomic, keys, of: () => (element ??= fieldType(of, noMerge)), keyDefault: (key) => keyDefault(of, key) };
}

/** The default that OpenAPI tells of a key: required fields start from their zero value. */
function keyDefault(of: Type, key: string): Json | undefined {
  const field = of.kind === 'struct' ? of.fields.get(key) : undefined;
  if (field === undefined) return undefined;
  if (field.type.name === 'v1.Protocol') return 'TCP';
  if (!field.always) return undefined;
  return field.type.kind === 'string' ? '' : field.type.kind === 'int32' || field.type.kind === 'int64' ? 0 : undefined;
}
