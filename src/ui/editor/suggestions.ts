/** What could stand at a place of a manifest, from the schema of its kind. Pure: the editor only shows it. */
import type { Place } from '#manifest/place.ts';
import { kindNamedAt, knownValues } from './names.ts';
import { schemaAt, schemaOfKind, typeText } from '#schema/fields.ts';
import { resolveRef, type Definitions, type Schema } from '#schema/schema.ts';

export interface Suggestion {
  readonly label: string;
  readonly detail: string;
  readonly text: string;
  /** What is inserted; `$0` is where the cursor goes on. */
  readonly insert: string;
  readonly isRequired: boolean;
  readonly kind: 'field' | 'value';
}

export interface Served {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The names of the cluster's objects of a kind. */
export type NamesOf = (kind: string) => readonly string[];

const nobody: NamesOf = () => [];

export function suggestionsAt(
  place: Place,
  definitions: Definitions,
  served: readonly Served[],
  namesOf: NamesOf = nobody,
): readonly Suggestion[] {
  if (place.inValue) return [...values(place, definitions, served), ...names(place, namesOf)];
  const root = rootOf(place, definitions);
  const found = root === undefined ? undefined : schemaAt(definitions, root, place.path);
  if (found === undefined) return place.path.length === 0 ? typeFields(place) : [];
  if (place.path.at(-1) === '[]' && found.shape.properties === undefined) return items(place, found.shape);
  const required = found.shape.required ?? [];
  return Object.entries(found.shape.properties ?? {})
    .filter(([name]) => !place.siblings.includes(name) && name !== 'status' && name !== 'managedFields')
    .map(([name, schema]) => ({
      label: name,
      detail: `${typeText(definitions, schema)}${required.includes(name) ? ' · required' : ''}`,
      text: schema.description ?? '',
      insert:
        place.flow === undefined ? `${name}:${below(definitions, schema)}` : inFlow(name, place.flow, resolveRef(definitions, schema)),
      isRequired: required.includes(name),
      kind: 'field' as const,
    }));
}

/** What an item of a list of words may be. */
function items({ path }: Place, { enum: allowed, type = '' }: Schema): readonly Suggestion[] {
  const field = path.findLast((name) => name !== '[]') ?? '';
  return (allowed ?? knownValues(field)).map((word) => plainValue(word, type));
}

/** Objects of the cluster that a field may name. */
function names(place: Place, namesOf: NamesOf): readonly Suggestion[] {
  const kind = kindNamedAt(place);
  return kind === undefined ? [] : distinct(namesOf(kind).map((name) => plainValue(name, kind)));
}

/** How a field goes on: behind the colon, or indented below it. */
function below(definitions: Definitions, schema: Schema): string {
  const shape = resolveRef(definitions, schema);
  if (shape.items !== undefined) return '\n  - $0';
  if (shape.properties !== undefined || shape.additionalProperties !== undefined) return '\n  $0';
  return ' $0';
}

/** How a field goes on in brackets; as an item of a list it needs its own. */
function inFlow(name: string, flow: 'map' | 'list', shape: Schema): string {
  const isMap = shape.properties !== undefined || shape.additionalProperties !== undefined;
  const field = `${name}: ${shape.items !== undefined ? '[$0]' : isMap ? '{ $0 }' : '$0'}`;
  return flow === 'map' ? field : `{ ${field} }`;
}

function rootOf({ apiVersion, kind }: Place, definitions: Definitions): Schema | undefined {
  return apiVersion === undefined || kind === undefined ? undefined : schemaOfKind(definitions, apiVersion, kind);
}

function typeFields({ siblings }: Place): readonly Suggestion[] {
  return ['apiVersion', 'kind', 'metadata']
    .filter((name) => !siblings.includes(name))
    .map((name) => ({ label: name, detail: 'string', text: '', insert: `${name}: $0`, isRequired: true, kind: 'field' as const }));
}

function values(place: Place, definitions: Definitions, served: readonly Served[]): readonly Suggestion[] {
  if (place.path.length === 0 && place.key === 'kind') {
    const fitting = served.filter((it) => place.apiVersion === undefined || it.apiVersion === place.apiVersion);
    return distinct((fitting.length === 0 ? served : fitting).map((it) => plainValue(it.kind, it.apiVersion)));
  }
  if (place.path.length === 0 && place.key === 'apiVersion') {
    const fitting = served.filter((it) => place.kind === undefined || it.kind === place.kind);
    return distinct((fitting.length === 0 ? served : fitting).map((it) => plainValue(it.apiVersion, place.kind ?? '')));
  }
  const root = rootOf(place, definitions);
  const found = root === undefined || place.key === undefined ? undefined : schemaAt(definitions, root, [...place.path, place.key]);
  const { enum: allowed, type } = found?.shape ?? {};
  const words = allowed ?? (type === 'boolean' ? ['true', 'false'] : knownValues(place.key ?? ''));
  return distinct(words.map((word) => plainValue(word, typeOf(found?.shape))));
}

function typeOf(schema: Schema | undefined): string {
  return schema?.type ?? '';
}

function plainValue(label: string, detail: string): Suggestion {
  return { label, detail, text: '', insert: label === '' || label === '*' ? `"${label}"` : label, isRequired: false, kind: 'value' };
}

function distinct(list: readonly Suggestion[]): readonly Suggestion[] {
  return [...new Map(list.map((it) => [it.label, it])).values()];
}

export interface Explanation {
  /** `spec.replicas` */
  readonly title: string;
  readonly type: string;
  readonly text: string;
}

/** What the field at a place is for. */
export function explanationAt(place: Place, definitions: Definitions): Explanation | undefined {
  const root = rootOf(place, definitions);
  if (root === undefined || place.key === undefined) return undefined;
  const path = [...place.path, place.key];
  const found = schemaAt(definitions, root, path);
  if (found === undefined) return undefined;
  const parent = schemaAt(definitions, root, place.path);
  const required = parent?.shape.required?.includes(place.key) === true ? ' · required' : '';
  return {
    title: path.join('.').replaceAll('.[]', '[]'),
    type: `${typeText(definitions, found.told)}${required}`,
    text: found.told.description ?? found.shape.description ?? '',
  };
}
