/**
 * OpenAPI documents as protobuf: a table says which number each field of a message has and how its value is written.
 * upstream: github.com/google/gnostic-models (openapiv2, openapiv3), protobuf.dev/programming-guides/encoding
 */

export type Values = Readonly<Record<string, unknown>>;
export type Write = (value: never) => Buffer;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

export function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

export function text(number: number, value: unknown): Buffer {
  return bytesField(number, Buffer.from(String(value)));
}

/** A number, as the field's type has it; zero and false are not sent. */
export function scalar(number: number, kind: 'flag' | 'int' | 'double', value: unknown): Buffer {
  if (kind === 'double') {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(Number(value));
    return Buffer.concat([varint(number * 8 + 1), bytes]);
  }
  return Buffer.concat([varint(number * 8), varint(Math.max(0, Number(value)))]);
}

/** Any value: as YAML, of which JSON is a part. */
export function any(value: unknown): Buffer {
  return text(2, JSON.stringify(value));
}

/** A field's number and how its value is written; a list is written item by item. */
type Field = readonly [number, 'text' | 'flag' | 'int' | 'double' | Write];
export type Message = Readonly<Record<string, Field>>;

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

export function message(fields: Message, value: Values, extensions?: number): Buffer {
  const parts: Buffer[] = [];
  for (const [key, item] of Object.entries(value)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field === undefined) {
      if (extensions !== undefined && key.startsWith('x-')) parts.push(bytesField(extensions, named(any as Write, key, item)));
      continue;
    }
    const [number, kind] = field;
    for (const one of kind === 'text' || typeof kind === 'function' ? list(item) : [item]) {
      if (kind === 'text') parts.push(text(number, one));
      else if (typeof kind === 'function') parts.push(bytesField(number, kind(one as never)));
      else parts.push(scalar(number, kind, one));
    }
  }
  return Buffer.concat(parts);
}

function named(write: Write, name: string, value: unknown): Buffer {
  return Buffer.concat([text(1, name), bytesField(2, write(value as never))]);
}

/** A map is a message of named values. */
export function mapOf(write: Write, number = 1): Write {
  return (value: Values) => Buffer.concat(Object.entries(value).map(([name, item]) => bytesField(number, named(write, name, item))));
}

export function inside(number: number, write: Write): Write {
  return (value) => bytesField(number, write(value));
}
