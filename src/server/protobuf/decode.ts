/**
 * Messages as JSON values. A client in Go sends the zero of every field that is no pointer; the API server's decoding, which knows
 * which ones are, drops those.
 */
import type { Json } from '#api/immutable.ts';
import { messageNamed, type Field, type Message } from './message.ts';
import { specials, type Codec } from './special.ts';
import { signed, tokensOf, WireError, wireTypes, type Token } from './wire.ts';

type Fields = { [key: string]: Json };

/** Messages in messages, as deep as any real object goes. */
const depthMax = 100;

/** Throws a WireError on what is not a message. */
export function readMessage(bytes: Buffer, message: Message, depth = 0): Json {
  if (depth > depthMax) throw new WireError('the message is nested too deep');
  const object: Fields = {};
  readInto(object, bytes, message, depth);
  return message.isList ? (object['items'] ?? []) : object;
}

function readInto(object: Fields, bytes: Buffer, message: Message, depth: number): void {
  for (const token of tokensOf(bytes)) {
    const field = message.byNumber.get(token.number);
    if (field !== undefined) readField(object, field, token, depth);
  }
}

function readField(object: Fields, field: Field, token: Token, depth: number): void {
  const { json, type } = field;
  if (field.shape === 'inline') {
    if (typeof type !== 'string') readInto(object, token.bytes, messageNamed(type.message), depth + 1);
    return;
  }
  if (field.shape === 'map') return readEntry(object, field, token, depth);
  if (field.shape === 'list' && isPacked(type, token)) return readPacked(object, json, token);
  const value = readOne(type, token, depth);
  if (value === undefined) return;
  if (field.shape === 'list') listIn(object, json).push(value);
  else object[json] = value;
}

function listIn(object: Fields, json: string): Json[] {
  return (object[json] ??= []) as Json[];
}

function isPacked(type: Field['type'], { wireType }: Token): boolean {
  return (type === 'int' || type === 'bool') && wireType === wireTypes.bytes;
}

/** Integers in a row without keys: each byte with its high bit unset ends one. */
function readPacked(object: Fields, json: string, { bytes }: Token): void {
  const list = listIn(object, json);
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte > 127) continue;
    list.push(signed(value));
    value = 0n;
    shift = 0n;
  }
}

function readEntry(object: Fields, { json, type }: Field, { bytes }: Token, depth: number): void {
  const map = (object[json] ??= Object.create(null) as Fields) as Fields;
  let key = '';
  let value: Json | undefined;
  for (const token of tokensOf(bytes)) {
    if (token.number === 1) key = token.bytes.toString('utf8');
    else if (token.number === 2) value = readOne(type, token, depth);
  }
  map[key] = value ?? zeroOf(type);
}

function zeroOf(type: Field['type']): Json {
  if (typeof type !== 'string') return {};
  return type === 'bool' ? false : type === 'int' || type === 'double' ? 0 : '';
}

function readOne(type: Field['type'], token: Token, depth: number): Json | undefined {
  if (typeof type !== 'string') return readNamed(token.bytes, type.message, depth + 1);
  if (type === 'string') return token.bytes.toString('utf8');
  if (type === 'bytes') return token.bytes.toString('base64');
  if (type === 'double') return token.bytes.length === 8 ? token.bytes.readDoubleLE() : 0;
  return type === 'bool' ? token.integer !== 0n : signed(token.integer);
}

function readNamed(bytes: Buffer, name: string, depth: number): Json | undefined {
  const special = specials[name.slice(name.lastIndexOf('.') + 1)];
  return special === undefined ? readMessage(bytes, messageNamed(name), depth) : special.read(bytes, codecAt(depth));
}

function codecAt(depth: number): Codec {
  return {
    write() {
      throw new WireError('a decoder does not write');
    },
    read: (bytes, name) => readMessage(bytes, messageNamed(name), depth + 1),
  };
}
