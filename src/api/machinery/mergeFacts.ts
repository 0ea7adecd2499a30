/** Reads the table of how lists and maps are merged. */
import { mergeTypes } from './mergeTypes.ts';

/** What a list or map says of its own merging: nothing, one of the words, or the keys that its items are told apart by. */
export type ListShape = '' | 'atomic' | 'set' | 'granular' | readonly string[];

export interface FieldMerge {
  /** The type of the field's object or of its list's items, where patches have to look further. */
  readonly type: string | undefined;
  /** Strategic merge: lists are merged rather than replaced, with a merge key item by item, without one as a set of scalars. */
  readonly merge: boolean;
  readonly mergeKey: string;
  /** Strategic merge of a union: what the patch does not name is cleared. */
  readonly retainKeys: boolean;
  /** Strategic merge replaces the whole object. */
  readonly replace: boolean;
  readonly shape: ListShape;
}

export interface TypeMerge {
  /** Objects of the type are one value for server-side apply. */
  readonly atomic: boolean;
  readonly fields: ReadonlyMap<string, FieldMerge>;
}

const noFields: TypeMerge = { atomic: false, fields: new Map() };
const read = new Map<string, TypeMerge>();

/** What is known of a type by its name in the struct tables, such as `v1.Container`. */
export function mergeOf(type: string): TypeMerge {
  let merge = read.get(type);
  if (merge === undefined) {
    const text = mergeTypes[type];
    merge = text === undefined ? noFields : readType(text);
    read.set(type, merge);
  }
  return merge;
}

/** Reads one row of the table. */
export function readType(text: string): TypeMerge {
  const fields = new Map<string, FieldMerge>();
  let atomic = false;
  for (const word of text.trim().split(/\s+/)) {
    if (word === '{atomic}') atomic = true;
    else fields.set(...readField(word));
  }
  return { atomic, fields };
}

function readField(word: string): [string, FieldMerge] {
  const [, name = '', type, key, strategies = '', shape = ''] =
    /^([^:[+{]+)(?::([^[+{]+))?(?:\[(\w*)\])?((?:\+\w+)*)(?:\{([\w,]+)\})?$/.exec(word) ?? [];
  const field: FieldMerge = {
    type,
    merge: key !== undefined,
    mergeKey: key ?? '',
    retainKeys: strategies.includes('+retainKeys'),
    replace: strategies.includes('+replace'),
    shape: shape === '' || shape === 'atomic' || shape === 'set' || shape === 'granular' ? shape : shape.split(','),
  };
  return [name, field];
}
