/**
 * The Go types of pod templates and of the objects around them, read from their compact tables, and the JSON that Go would write for a value of such a type.
 * upstream: go encoding/json, k8s.io/api/core/v1
 */
import type { Json } from '../immutable.ts';
import { objectTypes } from './objectTypes.ts';
import { podTemplateTypes } from './podTemplateTypes.ts';
import { compareKeys } from './stableJson.ts';

export type GoType =
  | { readonly kind: 'text' | 'number' | 'boolean' | 'time' | 'quantity' | 'intOrString'; readonly name: string }
  | { readonly kind: 'pointer' | 'list' | 'map'; readonly name: string; readonly of: GoType }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly GoField[] };

export interface GoField {
  readonly goName: string;
  /** Undefined for a struct whose fields stand in the JSON object of its owner. */
  readonly json: string | undefined;
  /** Written even when it is empty. */
  readonly always: boolean;
  readonly type: GoType;
}

const special: Readonly<Record<string, GoType>> = {
  bool: { kind: 'boolean', name: 'bool' },
  int32: { kind: 'number', name: 'int32' },
  int64: { kind: 'number', name: 'int64' },
  'v1.Time': { kind: 'time', name: 'v1.Time' },
  'resource.Quantity': { kind: 'quantity', name: 'resource.Quantity' },
  'intstr.IntOrString': { kind: 'intOrString', name: 'intstr.IntOrString' },
};

/** `DNSPolicy` becomes `dnsPolicy`, `OS` becomes `os`. */
function lowerCamel(goName: string): string {
  const capitals = /^[A-Z]+/.exec(goName)?.[0].length ?? 0;
  const lowered = capitals === goName.length || capitals < 2 ? capitals : capitals - 1;
  return goName.slice(0, lowered).toLowerCase() + goName.slice(lowered);
}

function readField(text: string): GoField {
  const [, goName = '', json, type = '', always] = /^(\w+)(?:=([\w~]+))?:([^!]+)(!?)$/.exec(text) ?? [];
  return { goName, json: json === '~' ? undefined : (json ?? lowerCamel(goName)), always: always === '!', type: goType(type) };
}

const known = new Map<string, GoType>();

/** The type of a name such as `[]v1.Container`. A name that stands for no struct of the table is a kind of string. */
export function goType(name: string): GoType {
  const before = known.get(name);
  if (before !== undefined) return before;
  const type = buildType(name);
  known.set(name, type);
  return type;
}

function buildType(name: string): GoType {
  if (name.startsWith('*')) return { kind: 'pointer', name, of: goType(name.slice(1)) };
  if (name.startsWith('[]')) return { kind: 'list', name, of: goType(name.slice(2)) };
  if (name.startsWith('map[string]')) return { kind: 'map', name, of: goType(name.slice(11)) };
  if (name === 'v1.ResourceList') return { kind: 'map', name, of: goType('resource.Quantity') };
  const struct = podTemplateTypes[name] ?? objectTypes[name];
  if (struct === undefined) return special[name] ?? { kind: 'text', name };
  return { kind: 'struct', name, fields: readFields(struct) };
}

/** The fields of a struct, written as in the table. */
export function readFields(text: string): readonly GoField[] {
  return text.split(' ').map(readField);
}

export type Dictionary = Readonly<Record<string, Json>>;

/** The value as an object; anything else counts as an empty one. */
export function dictionary(value: Json | undefined): Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Dictionary) : {};
}

function isEmpty(value: Json, type: GoType): boolean {
  if (value === null) return true;
  if (type.kind === 'pointer' || type.kind === 'struct') return false;
  if (typeof value === 'object') return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

function zero(type: GoType): Json {
  switch (type.kind) {
    case 'struct':
      return structJson({}, type.fields);
    case 'text':
      return '';
    case 'number':
    case 'intOrString':
      return 0;
    case 'boolean':
      return false;
    case 'quantity':
      return '0';
    default:
      return null;
  }
}

function valueJson(value: Json, type: GoType): Json {
  if (value === null) return zero(type);
  switch (type.kind) {
    case 'pointer':
      return valueJson(value, type.of);
    case 'list':
      return Array.isArray(value) ? value.map((item: Json) => valueJson(item, type.of)) : value;
    case 'struct':
      return structJson(dictionary(value), type.fields);
    case 'map':
      return mapJson(dictionary(value), type.of);
    default:
      return value;
  }
}

/** Go writes a map's keys in order. */
function mapJson(map: Dictionary, of: GoType): Dictionary {
  const keys = Object.keys(map).toSorted(compareKeys);
  return Object.fromEntries(keys.map((key) => [key, valueJson(map[key] ?? null, of)]));
}

function structJson(value: Dictionary, fields: readonly GoField[]): Dictionary {
  const result: Record<string, Json> = {};
  for (const { json, always, type } of fields) {
    if (json === undefined) {
      Object.assign(result, type.kind === 'struct' ? structJson(value, type.fields) : {});
      continue;
    }
    const given = value[json];
    const absent = given === undefined || isEmpty(given, type);
    if (!absent) result[json] = valueJson(given, type);
    else if (always || type.kind === 'struct' || type.kind === 'quantity') result[json] = zero(type);
  }
  return result;
}

/** The JSON that Go writes for this value: empty optional fields left out, required ones added, unknown ones dropped. */
export function goJson(value: Json, type: GoType): Json {
  return valueJson(value, type);
}
