/** Finding a field's schema by its path in an object: what completion and hover are made of. */
import { resolveRef, type Definitions, type GroupVersionKind, type Schema } from './schema.ts';

/** The schema of a kind by its apiVersion. */
export function schemaOfKind(definitions: Definitions, apiVersion: string, kind: string): Schema | undefined {
  const slash = apiVersion.indexOf('/');
  const wanted = { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1), kind };
  return Object.values(definitions).find((schema) => schema['x-kubernetes-group-version-kind']?.some((it) => isSame(it, wanted)));
}

function isSame(a: GroupVersionKind, b: GroupVersionKind): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind;
}

/** A field's own words stand with the reference, its shape behind it. */
export interface FieldSchema {
  readonly told: Schema;
  readonly shape: Schema;
}

/** `[]` stands for an item of a list; a key of a map leads to its values. */
export function schemaAt(definitions: Definitions, root: Schema, path: readonly string[]): FieldSchema | undefined {
  let told = root;
  let shape = resolveRef(definitions, root);
  for (const step of path) {
    const values = typeof shape.additionalProperties === 'object' ? shape.additionalProperties : undefined;
    const own = shape.properties !== undefined && Object.hasOwn(shape.properties, step) ? shape.properties[step] : undefined;
    const next: Schema | undefined = step === '[]' ? shape.items : (own ?? values);
    if (next === undefined) return undefined;
    told = next;
    shape = resolveRef(definitions, next);
  }
  return { told, shape };
}

/** `[]Container`, `map[string]string`, `integer`: how a field's type is shown. */
export function typeText(definitions: Definitions, schema: Schema): string {
  const shape = resolveRef(definitions, schema);
  if (shape.items !== undefined) return `[]${typeText(definitions, shape.items)}`;
  if (typeof shape.additionalProperties === 'object') return `map[string]${typeText(definitions, shape.additionalProperties)}`;
  if (shape.format === 'int-or-string') return 'integer or string';
  if (shape.type !== undefined && shape.type !== 'object') return shape.type;
  return schema.$ref?.split('.').at(-1) ?? 'Object';
}
