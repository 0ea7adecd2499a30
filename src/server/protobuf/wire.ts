/**
 * The primitives of the wire: variable-length integers, and fields with a number and a type.
 * The writer fills its buffer from the end, so that a message's length is known when it is written before it.
 * upstream: protobuf.dev/programming-guides/encoding
 */

export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

export interface Writer {
  buffer: Buffer;
  /** Everything from here to the end is written. */
  at: number;
}

export function createWriter(size = 1_024): Writer {
  return { buffer: Buffer.allocUnsafe(size), at: size };
}

export function written(writer: Writer): Buffer {
  return writer.buffer.subarray(writer.at);
}

function reserve(writer: Writer, size: number): void {
  if (writer.at >= size) return;
  const used = writer.buffer.length - writer.at;
  const buffer = Buffer.allocUnsafe(Math.max(writer.buffer.length * 2, used + size));
  writer.buffer.copy(buffer, buffer.length - used, writer.at);
  writer.at = buffer.length - used;
  writer.buffer = buffer;
}

export function writeVarint(writer: Writer, value: number | bigint): void {
  reserve(writer, 10);
  const bytes: number[] = [];
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
    for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
    bytes.push(value);
  } else {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
  }
  writer.at -= bytes.length;
  for (let i = 0; i < bytes.length; i += 1) writer.buffer[writer.at + i] = bytes[i] ?? 0;
}

export function writeKey(writer: Writer, number: number, wireType: number): void {
  writeVarint(writer, number * 8 + wireType);
}

export function writeBytes(writer: Writer, number: number, bytes: Uint8Array): void {
  reserve(writer, bytes.length);
  writer.at -= bytes.length;
  writer.buffer.set(bytes, writer.at);
  writeVarint(writer, bytes.length);
  writeKey(writer, number, wireTypes.bytes);
}

export function writeString(writer: Writer, number: number, text: string): void {
  const size = Buffer.byteLength(text);
  reserve(writer, size);
  writer.at -= size;
  writer.buffer.write(text, writer.at, size, 'utf8');
  writeVarint(writer, size);
  writeKey(writer, number, wireTypes.bytes);
}

export function writeDouble(writer: Writer, number: number, value: number): void {
  reserve(writer, 8);
  writer.at -= 8;
  writer.buffer.writeDoubleLE(value, writer.at);
  writeKey(writer, number, wireTypes.fixed64);
}

/** A part of a message that `fill` writes, with its key and length before it. */
export function writeNested(writer: Writer, number: number, fill: () => void): void {
  const end = writer.buffer.length - writer.at;
  fill();
  writeVarint(writer, writer.buffer.length - writer.at - end);
  writeKey(writer, number, wireTypes.bytes);
}

export class WireError extends Error {}

/** One field as it stands on the wire. */
export interface Token {
  readonly number: number;
  readonly wireType: number;
  /** Of a varint. */
  readonly integer: bigint;
  /** Of everything else. */
  readonly bytes: Buffer;
}

const noBytes = Buffer.alloc(0);

/** The fields of a message in their order. Throws a WireError on what is no message. */
export function* tokensOf(bytes: Buffer): Generator<Token> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw new WireError('unexpected EOF');
      at += 1;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new WireError('proto: integer overflow');
  };
  const take = (size: number): Buffer => {
    if (size > bytes.length - at) throw new WireError('unexpected EOF');
    at += size;
    return bytes.subarray(at - size, at);
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const number = Math.floor(key / 8);
    const wireType = key % 8;
    if (number === 0) throw new WireError(`proto: illegal tag ${number} (wire type ${wireType})`);
    if (wireType === wireTypes.varint) yield { number, wireType, integer: varint(), bytes: noBytes };
    else if (wireType === wireTypes.bytes) yield { number, wireType, integer: 0n, bytes: take(Number(varint())) };
    else if (wireType === wireTypes.fixed64) yield { number, wireType, integer: 0n, bytes: take(8) };
    else if (wireType === wireTypes.fixed32) yield { number, wireType, integer: 0n, bytes: take(4) };
    else throw new WireError(`proto: illegal wireType ${wireType}`);
  }
}

/** The integer of a varint, with its sign. */
export function signed(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}
