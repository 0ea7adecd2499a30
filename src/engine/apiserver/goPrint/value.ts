/**
 * Reads JSON as the Go value it stands for: what is nil, what is zero, what a struct's fields are.
 */
import type { Json } from '#api/immutable.ts';
import type { GoField, GoType } from '#api/machinery/goTypes.ts';
import { quantityOf } from '#api/machinery/quantity.ts';
import { wasSentEmpty } from '../schema/emptied.ts';
import { typeOfField } from './internalTypes.ts';

export interface GoValue {
  readonly type: GoType;
  readonly json: Json | undefined;
  /** The key it stands under, where its text depends on it. */
  readonly under?: string;
  /** Read from what a client has just sent: what was sent empty is empty and not nil. */
  readonly fresh?: boolean;
}

export interface NamedValue {
  readonly key: string;
  readonly value: GoValue;
}

const amount: GoType = { kind: 'struct', name: 'resource.int64Amount', fields: [] };
const plain = (name: string, kind: 'text' | 'number'): GoType => ({ kind, name });

export function isNil({ type, json }: GoValue): boolean {
  return (json === undefined || json === null) && (type.kind === 'pointer' || type.kind === 'list' || type.kind === 'map');
}

/** What a pointer points at. */
export function target(value: GoValue): GoValue {
  const { type } = value;
  return { ...value, type: type.kind === 'pointer' ? type.of : type };
}

export function elements(value: GoValue): readonly GoValue[] {
  const { type, json } = value;
  if (type.kind !== 'list' || !Array.isArray(json)) return [];
  return (json as readonly Json[]).map((item) => ({ ...value, type: type.of, json: item }));
}

/** The entries of a map, in the order of their keys. */
export function entries(value: GoValue): readonly NamedValue[] {
  const { type, json } = value;
  if (type.kind !== 'map') return [];
  const map = fieldsOf(json);
  return Object.keys(map)
    .toSorted()
    .map((key) => ({ key, value: { ...value, type: type.of, json: map[key], under: key } }));
}

/** The fields of anything that is a struct in Go. */
export function fields(value: GoValue): readonly NamedValue[] {
  const { type, json } = value;
  if (type.kind === 'quantity') return quantityFields(value);
  if (type.kind === 'intOrString') return intOrStringFields(json);
  if (type.kind !== 'struct') return [];
  if (type === amount) return amountFields(fieldsOf(json));
  return type.fields.map((field) => ({ key: field.goName, value: fieldValue(field, value) }));
}

function fieldValue(field: GoField, owner: GoValue): GoValue {
  const type = typeOfField(field);
  const { json } = owner;
  if (field.json === undefined) return { ...owner, type };
  const empty = owner.fresh === true && wasSentEmpty(json, field.json);
  return { ...owner, type, json: empty ? emptyOf(type) : fieldsOf(json)[field.json] };
}

function emptyOf(type: GoType): Json {
  return type.kind === 'list' ? [] : {};
}

/** Memory of a container has lost the text it was written with by the time it is compared; other quantities keep it. */
function quantityFields({ json, under }: GoValue): readonly NamedValue[] {
  const { unscaled, scale, format, text } = quantityOf(json === undefined ? '0' : String(json));
  const kept = under === 'memory' ? '' : (text ?? (typeof json === 'string' ? json : '0'));
  return [
    { key: 'i', value: { type: amount, json: { value: String(unscaled), scale } } },
    { key: 's', value: { type: plain('string', 'text'), json: kept } },
    { key: 'Format', value: { type: plain('resource.Format', 'text'), json: format } },
  ];
}

function amountFields(json: Readonly<Record<string, Json>>): readonly NamedValue[] {
  const value = Number(json['value']);
  return [
    { key: 'value', value: { type: plain('int64', 'number'), json: value } },
    { key: 'scale', value: { type: plain('resource.Scale', 'number'), json: value === 0 ? 0 : (json['scale'] ?? 0) } },
  ];
}

function intOrStringFields(json: Json | undefined): readonly NamedValue[] {
  const isText = typeof json === 'string';
  return [
    { key: 'Type', value: { type: plain('intstr.Type', 'number'), json: isText ? 1 : 0 } },
    { key: 'IntVal', value: { type: plain('int32', 'number'), json: isText ? 0 : (json ?? 0) } },
    { key: 'StrVal', value: { type: plain('string', 'text'), json: isText ? json : '' } },
  ];
}

export function isZero(value: GoValue): boolean {
  const { type, json } = value;
  if (type.kind === 'pointer' || type.kind === 'list' || type.kind === 'map') return isNil(value);
  if (isStruct(value)) return fields(value).every((field) => isZero(field.value));
  return json === undefined || json === null || json === '' || json === 0 || json === false;
}

export function isStruct({ type }: GoValue): boolean {
  return type.kind === 'struct' || type.kind === 'quantity' || type.kind === 'intOrString';
}

/** The text of a scalar without its type. */
export function scalarText({ type, json }: GoValue): string {
  if (type.kind === 'boolean') return String(json ?? false);
  return type.kind === 'number' ? String(json ?? 0) : String(json ?? '');
}

function fieldsOf(json: Json | undefined): Readonly<Record<string, Json>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Readonly<Record<string, Json>>) : {};
}
