/** How the fields of a type take part in strategic merge patches. */
import { mergeOf, readType, type FieldMerge, type TypeMerge } from '../mergeFacts.ts';

export interface PatchField {
  /** The schema of the field's object or of its list's items. */
  readonly schema: PatchSchema;
  /** Lists are merged rather than replaced: with a merge key item by item, without one as a set of scalars. */
  readonly merge: boolean;
  readonly mergeKey: string;
  /** A union: what the patch does not name is cleared. */
  readonly retainKeys: boolean;
  /** The whole object is replaced. */
  readonly replace: boolean;
}

export interface PatchSchema {
  field(name: string): PatchField;
}

/** Type names to their fields, in the notation of mergeTypes. */
export type SchemaTable = Readonly<Record<string, string>>;

const plainSchema: PatchSchema = { field: () => plainField };
const plainField: PatchField = { schema: plainSchema, merge: false, mergeKey: '', retainKeys: false, replace: false };

function schemaOf(merge: () => TypeMerge, schemaNamed: (name: string) => PatchSchema): PatchSchema {
  const fields = new Map<string, PatchField>();
  return {
    field(name) {
      let field = fields.get(name);
      if (field !== undefined) return field;
      const facts = merge().fields.get(name);
      if (facts === undefined) return plainField;
      field = fieldOf(facts, schemaNamed);
      fields.set(name, field);
      return field;
    },
  };
}

function fieldOf({ type, merge, mergeKey, retainKeys, replace }: FieldMerge, schemaNamed: (name: string) => PatchSchema): PatchField {
  return { schema: type === undefined ? plainSchema : schemaNamed(type), merge, mergeKey, retainKeys, replace };
}

/** The schemas of a whole table; types may contain each other. */
export function readSchemas(table: SchemaTable): ReadonlyMap<string, PatchSchema> {
  const schemas = new Map<string, PatchSchema>();
  const named = (name: string): PatchSchema => schemas.get(name) ?? plainSchema;
  for (const [type, text] of Object.entries(table)) {
    const merge = readType(text);
    schemas.set(
      type,
      schemaOf(() => merge, named),
    );
  }
  return schemas;
}

const builtIn = new Map<string, PatchSchema>();

function builtInNamed(name: string): PatchSchema {
  let schema = builtIn.get(name);
  if (schema === undefined) builtIn.set(name, (schema = schemaOf(() => mergeOf(name), builtInNamed)));
  return schema;
}

const metadataOnly = schemaOf(() => readType('metadata:v1.ObjectMeta'), builtInNamed);

/** The schema of a built-in kind; of one whose table says nothing, its metadata. */
export function patchSchemaOf({ version, kind }: { readonly version: string; readonly kind: string }): PatchSchema {
  const name = `${version}.${kind}`;
  return mergeOf(name).fields.has('metadata') ? builtInNamed(name) : metadataOnly;
}
