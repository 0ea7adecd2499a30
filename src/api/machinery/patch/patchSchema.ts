/** How the fields of a type take part in strategic merge patches. */
import { patchTypes } from './patchTypes.ts';

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

/** Type names to their fields, in the notation of patchTypes. */
export type SchemaTable = Readonly<Record<string, string>>;

const plainSchema: PatchSchema = { field: () => plainField };
const plainField: PatchField = { schema: plainSchema, merge: false, mergeKey: '', retainKeys: false, replace: false };

function readField(text: string, schemas: ReadonlyMap<string, PatchSchema>): readonly [string, PatchField] {
  const [, name = '', type, key, strategies = ''] = /^([^:[+]+)(?::(\w+))?(?:\[(\w*)\])?((?:\+\w+)*)$/.exec(text) ?? [];
  const schema = (type === undefined ? undefined : schemas.get(type)) ?? plainSchema;
  const field = {
    schema,
    merge: key !== undefined,
    mergeKey: key ?? '',
    retainKeys: strategies.includes('+retainKeys'),
    replace: strategies.includes('+replace'),
  };
  return [name, field];
}

/** The schemas of a whole table; types may contain each other. */
export function readSchemas(table: SchemaTable): ReadonlyMap<string, PatchSchema> {
  const schemas = new Map<string, PatchSchema>();
  for (const [type, text] of Object.entries(table)) {
    let fields: ReadonlyMap<string, PatchField> | undefined;
    schemas.set(type, {
      field(name) {
        fields ??= new Map(text.split(' ').map((field) => readField(field, schemas)));
        return fields.get(name) ?? plainField;
      },
    });
  }
  return schemas;
}

const builtIn = readSchemas({ ...patchTypes, '': 'metadata:ObjectMeta' });

/** The schema of a built-in kind. */
export function patchSchemaOf(kind: string): PatchSchema {
  return builtIn.get(kind) ?? builtIn.get('') ?? plainSchema;
}
