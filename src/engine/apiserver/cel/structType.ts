/**
 * The type of objects of a built-in kind. A field whose schema does not say what it is cannot be seen: so quantities, which
 * may be texts or numbers.
 * upstream: staging/src/k8s.io/apiserver/pkg/cel/openapi/resolver/definitions.go
 */
import type { ScalarKind, StructType, Type } from '../schema/types.ts';
import * as t from './types.ts';
import { listOf, mapOf, type CelType } from './types.ts';

const scalars: Readonly<Record<ScalarKind, CelType | undefined>> = {
  string: t.text,
  bool: t.bool,
  int32: t.int,
  int64: t.int,
  float64: t.double,
  quantity: undefined,
  intOrString: t.dyn,
  time: t.timestamp,
  microTime: t.timestamp,
  bytes: t.bytes,
  any: undefined,
};

/** Types that are objects of which nothing is told. */
const opaque = new Set(['runtime.RawExtension', 'v1.FieldsV1']);

/** Undefined for a type that contains itself: no schema of it can be written out whole. */
export function structType(type: StructType, name: string): CelType | undefined {
  return hasItself(type, []) ? undefined : objectType(type, name);
}

function hasItself(type: Type, around: readonly Type[]): boolean {
  if (around.includes(type)) return true;
  const inside = [...around, type];
  if (type.kind === 'list' || type.kind === 'map' || type.kind === 'either') return hasItself(type.of, inside);
  return type.kind === 'struct' && [...type.fields.values()].some((field) => hasItself(field.type, inside));
}

function objectType(type: StructType, name: string): CelType {
  const fields = new Map<string, CelType>();
  for (const { json, type: of, later } of type.fields.values()) {
    const inner = later === undefined ? valueType(of, `${name}.${json}`) : undefined;
    if (inner !== undefined) fields.set(json, inner);
  }
  return { kind: 'object', name, fields };
}

function valueType(type: Type, name: string): CelType | undefined {
  switch (type.kind) {
    case 'struct':
      return objectType(type, name);
    case 'list': {
      const of = valueType(type.of, `${name}.@idx`);
      return of === undefined ? undefined : listOf(of);
    }
    case 'map': {
      const of = valueType(type.of, `${name}.@elem`);
      return of === undefined ? undefined : mapOf(t.text, of);
    }
    case 'either':
      return undefined;
    default:
      return opaque.has(type.name) ? t.objectOf(name, {}) : scalars[type.kind];
  }
}
