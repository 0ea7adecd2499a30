/**
 * Types whose JSON is not the object that their message would give: times, quantities, numbers or strings, and whatever is kept raw.
 * upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/time_proto.go, micro_time_proto.go, api/resource, util/intstr,
 * staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/marshal.go
 */
import type { Json } from '#api/immutable.ts';
import { jsonText } from '#api/http/jsonText.ts';
import { signed, tokensOf, writeBytes, writeKey, writeNested, writeString, writeVarint, wireTypes, type Writer } from './wire.ts';

export interface Special {
  /** Writes the message's fields, the last first. */
  write(writer: Writer, value: Json, codec: Codec): void;
  /** Undefined for what JSON leaves out. */
  read(bytes: Buffer, codec: Codec): Json | undefined;
}

/** What a special type needs of the codec for the messages inside of it. */
export interface Codec {
  write(writer: Writer, message: string, value: Json): void;
  read(bytes: Buffer, message: string): Json;
}

const schema = 'apiextensions.k8s.io/v1.JSONSchemaProps';

export const specials: Readonly<Record<string, Special>> = {
  Time: { write: writeTime, read: (bytes) => readTime(bytes, 0) },
  MicroTime: { write: writeTime, read: (bytes) => readTime(bytes, 6) },
  Quantity: { write: (writer, value) => writeString(writer, 1, String(value)), read: readQuantity },
  IntOrString: { write: writeIntOrString, read: readIntOrString },
  RawExtension: { write: writeRaw, read: readRaw },
  FieldsV1: { write: writeRaw, read: readRaw },
  JSON: { write: writeRaw, read: readRaw },
  JSONSchemaPropsOrArray: { write: writeSchemas, read: readSchemas },
  JSONSchemaPropsOrBool: { write: writeSchemaOrBool, read: readSchemaOrBool },
  JSONSchemaPropsOrStringArray: { write: writeSchemaOrStrings, read: readSchemaOrStrings },
};

function writeInt(writer: Writer, number: number, value: number | bigint): void {
  writeVarint(writer, value);
  writeKey(writer, number, wireTypes.varint);
}

function writeTime(writer: Writer, value: Json): void {
  const text = String(value);
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return;
  const fraction = /\.(\d+)/.exec(text)?.[1];
  if (fraction !== undefined) writeInt(writer, 2, Number(fraction.padEnd(9, '0').slice(0, 9)));
  writeInt(writer, 1, Math.floor(ms / 1000));
}

function readTime(bytes: Buffer, digits: number): Json | undefined {
  if (bytes.length === 0) return undefined;
  let seconds = 0;
  let nanos = 0;
  for (const { number, integer } of tokensOf(bytes)) {
    if (number === 1) seconds = signed(integer);
    else if (number === 2) nanos = signed(integer);
  }
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  const whole = date.toISOString().slice(0, 19);
  return digits === 0 ? `${whole}Z` : `${whole}.${String(nanos).padStart(9, '0').slice(0, digits)}Z`;
}

function readQuantity(bytes: Buffer): Json {
  let text = '0';
  for (const token of tokensOf(bytes)) if (token.number === 1) text = token.bytes.toString('utf8');
  return text;
}

function writeIntOrString(writer: Writer, value: Json): void {
  if (typeof value === 'number') {
    writeInt(writer, 2, value);
    writeInt(writer, 1, 0);
    return;
  }
  writeString(writer, 3, String(value));
  writeInt(writer, 1, 1);
}

function readIntOrString(bytes: Buffer): Json {
  let isString = false;
  let integer = 0;
  let text = '';
  for (const token of tokensOf(bytes)) {
    if (token.number === 1) isString = token.integer === 1n;
    else if (token.number === 2) integer = signed(token.integer);
    else if (token.number === 3) text = token.bytes.toString('utf8');
  }
  return isString ? text : integer;
}

function writeRaw(writer: Writer, value: Json): void {
  writeBytes(writer, 1, Buffer.from(jsonText(value)));
}

function readRaw(bytes: Buffer): Json | undefined {
  let raw: Buffer | undefined;
  for (const token of tokensOf(bytes)) if (token.number === 1) raw = token.bytes;
  return raw === undefined || raw.length === 0 ? undefined : (JSON.parse(raw.toString('utf8')) as Json);
}

function writeSchema(writer: Writer, number: number, value: Json, codec: Codec): void {
  writeNested(writer, number, () => codec.write(writer, schema, value));
}

function writeSchemas(writer: Writer, value: Json, codec: Codec): void {
  if (!Array.isArray(value)) return writeSchema(writer, 1, value, codec);
  for (let i = value.length - 1; i >= 0; i -= 1) writeSchema(writer, 2, value[i] ?? null, codec);
}

function readSchemas(bytes: Buffer, codec: Codec): Json | undefined {
  const many: Json[] = [];
  for (const token of tokensOf(bytes)) {
    if (token.number === 1) return codec.read(token.bytes, schema);
    if (token.number === 2) many.push(codec.read(token.bytes, schema));
  }
  return many.length === 0 ? undefined : many;
}

function writeSchemaOrBool(writer: Writer, value: Json, codec: Codec): void {
  if (typeof value !== 'boolean') writeSchema(writer, 2, value, codec);
  writeInt(writer, 1, value === false ? 0 : 1);
}

function readSchemaOrBool(bytes: Buffer, codec: Codec): Json {
  let allows = false;
  for (const token of tokensOf(bytes)) {
    if (token.number === 2) return codec.read(token.bytes, schema);
    if (token.number === 1) allows = token.integer !== 0n;
  }
  return allows;
}

function writeSchemaOrStrings(writer: Writer, value: Json, codec: Codec): void {
  if (!Array.isArray(value)) return writeSchema(writer, 1, value, codec);
  for (let i = value.length - 1; i >= 0; i -= 1) writeString(writer, 2, String(value[i]));
}

function readSchemaOrStrings(bytes: Buffer, codec: Codec): Json {
  const texts: Json[] = [];
  for (const token of tokensOf(bytes)) {
    if (token.number === 1) return codec.read(token.bytes, schema);
    if (token.number === 2) texts.push(token.bytes.toString('utf8'));
  }
  return texts;
}
