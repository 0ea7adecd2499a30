/**
 * Fills in what a schema has defaults for; nulls that may not be null are taken as absent.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting (algorithm.go, prunenulls.go)
 */
import { isRecord, type Fields } from '../object.ts';
import { additionalOf, itemsOf, propertyOf, type Schema } from './schema.ts';

export function defaultObject(object: Fields, schema: Schema): Fields {
  return fill(object, schema) as Fields;
}

function isForbiddenNull(value: unknown, schema: Schema | undefined): boolean {
  return value === null && schema?.nullable !== true;
}

function fill(value: unknown, schema: Schema | undefined): unknown {
  if (schema === undefined) return value;
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items === undefined) return value;
    const filled = value.map((item) => fill(isForbiddenNull(item, items) ? (items.default ?? item) : item, items));
    return filled.every((item, i) => item === value[i]) ? value : filled;
  }
  return isRecord(value) ? fillRecord(value, schema) : value;
}

function fillRecord(fields: Fields, schema: Schema): Fields {
  const result: Record<string, unknown> = {};
  let changed = false;
  const additional = additionalOf(schema);
  for (const [key, value] of Object.entries(fields)) {
    const own = propertyOf(schema, key) ?? additional;
    if (own !== undefined && isForbiddenNull(value, own)) {
      changed = true;
      if (own.default === undefined) continue;
      set(result, key, fill(own.default, own));
      continue;
    }
    const filled = fill(value, own);
    changed ||= filled !== value;
    set(result, key, filled);
  }
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (property.default === undefined || Object.hasOwn(fields, key)) continue;
    changed = true;
    set(result, key, fill(property.default, property));
  }
  return changed ? result : fields;
}

/** Also for a field called `__proto__`. */
function set(fields: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
}
