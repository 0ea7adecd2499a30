/** JSON values as messages. What a message has no place for is left out, as a client in Go would not see it either. */
import type { Json } from '#api/immutable.ts';
import { messageNamed, type Field, type Message } from './message.ts';
import { specials, type Codec } from './special.ts';
import { writeBytes, writeDouble, writeKey, writeNested, writeString, writeVarint, wireTypes, type Writer } from './wire.ts';

type Fields = { readonly [key: string]: Json };

/** Writes the fields of a message, the last first. */
export function writeMessage(writer: Writer, message: Message, value: Json): void {
  if (message.isList) return writeList(writer, message.fields[0], value);
  if (!isFields(value)) return;
  for (let i = message.fields.length - 1; i >= 0; i -= 1) {
    const field = message.fields[i];
    if (field !== undefined) writeField(writer, field, value);
  }
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function writeField(writer: Writer, field: Field, owner: Fields): void {
  if (field.shape === 'inline') return writeInline(writer, field, owner);
  const value = Object.hasOwn(owner, field.json) ? owner[field.json] : undefined;
  if (value === undefined || value === null) return;
  if (field.shape === 'list') writeList(writer, field, value);
  else if (field.shape === 'map') writeMap(writer, field, value);
  else writeOne(writer, field.number, field.type, value);
}

/** A message whose fields stand in the owner; one that has none of them is absent. */
function writeInline(writer: Writer, { number, type }: Field, owner: Fields): void {
  if (typeof type === 'string') return;
  const before = writer.buffer.length - writer.at;
  writeMessage(writer, messageNamed(type.message), owner);
  const size = writer.buffer.length - writer.at - before;
  if (size === 0) return;
  writeVarint(writer, size);
  writeKey(writer, number, wireTypes.bytes);
}

function writeList(writer: Writer, field: Field | undefined, value: Json): void {
  if (field === undefined || !Array.isArray(value)) return;
  for (let i = value.length - 1; i >= 0; i -= 1) writeOne(writer, field.number, field.type, value[i] ?? null);
}

function writeMap(writer: Writer, { number, type }: Field, value: Json): void {
  if (!isFields(value)) return;
  for (const key of Object.keys(value).sort().reverse()) {
    writeNested(writer, number, () => {
      writeOne(writer, 2, type, value[key] ?? null);
      writeString(writer, 1, key);
    });
  }
}

function writeOne(writer: Writer, number: number, type: Field['type'], value: Json): void {
  if (typeof type !== 'string') return writeNested(writer, number, () => writeNamed(writer, type.message, value));
  if (type === 'string') return writeString(writer, number, String(value));
  if (type === 'bytes') return writeBytes(writer, number, Buffer.from(String(value), 'base64'));
  if (type === 'double') return writeDouble(writer, number, Number(value));
  const integer = type === 'bool' ? Number(value === true) : Math.trunc(Number(value));
  writeVarint(writer, Number.isSafeInteger(integer) ? integer : 0);
  writeKey(writer, number, wireTypes.varint);
}

function writeNamed(writer: Writer, name: string, value: Json): void {
  const special = specials[name.slice(name.lastIndexOf('.') + 1)];
  if (special === undefined) writeMessage(writer, messageNamed(name), value);
  else special.write(writer, value, codec);
}

const codec: Codec = {
  write: writeNamed,
  read() {
    throw new Error('an encoder does not read');
  },
};
