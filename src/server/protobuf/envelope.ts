/**
 * Objects in Kubernetes' own envelope: four bytes that say what follows, then a runtime.Unknown with the type and the message.
 * upstream: staging/src/k8s.io/apimachinery/pkg/runtime/serializer/protobuf/protobuf.go
 */
import type { Json } from '#api/immutable.ts';
import { readMessage } from './decode.ts';
import { writeMessage } from './encode.ts';
import { messageOfKind } from './message.ts';
import { createWriter, tokensOf, writeBytes, writeNested, writeString, written, WireError, type Writer } from './wire.ts';

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** An object in its envelope, or undefined when its kind has no message. */
export function encodeObject(object: Json): Buffer | undefined {
  const { apiVersion, kind } = object as { readonly apiVersion?: unknown; readonly kind?: unknown };
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  const message = messageOfKind(apiVersion, kind);
  if (message === undefined) return undefined;
  const writer = createWriter();
  writeNested(writer, 2, () => writeMessage(writer, message, object));
  writeNested(writer, 1, () => {
    writeString(writer, 2, kind);
    writeString(writer, 1, apiVersion);
  });
  writeMagic(writer);
  return written(writer);
}

function writeMagic(writer: Writer): void {
  if (writer.at < magic.length) {
    const body = written(writer);
    writer.buffer = Buffer.concat([magic, body]);
    writer.at = 0;
    return;
  }
  writer.at -= magic.length;
  magic.copy(writer.buffer, writer.at);
}

/** One event of a watch: its length in four bytes, then the event with the object in an envelope of its own. */
export function encodeEvent(type: string, object: Json): Buffer | undefined {
  const inner = encodeObject(object);
  if (inner === undefined) return undefined;
  const writer = createWriter(inner.length + 64);
  writeNested(writer, 2, () => writeBytes(writer, 1, inner));
  writeString(writer, 1, type);
  const body = written(writer);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** The object of an envelope. Throws a WireError on what is none, or on a kind that has no message. */
export function decodeObject(bytes: Buffer): Json {
  if (!bytes.subarray(0, 4).equals(magic))
    throw new WireError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  let typeMeta: Buffer = Buffer.alloc(0);
  let raw: Buffer = Buffer.alloc(0);
  for (const token of tokensOf(bytes.subarray(4))) {
    if (token.number === 1) typeMeta = token.bytes;
    else if (token.number === 2) raw = token.bytes;
  }
  const { apiVersion, kind } = readTypeMeta(typeMeta);
  const message = messageOfKind(apiVersion, kind);
  if (message === undefined) throw new WireError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  const object = readMessage(raw, message) as { readonly [key: string]: Json };
  return { ...object, ...withoutZeros(object['metadata']), apiVersion, kind };
}

/** Go writes an object's generation even when it has none; as JSON it would not be there. */
function withoutZeros(metadata: Json | undefined): { readonly metadata?: Json } {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return {};
  const { generation, ...rest } = metadata as { readonly [key: string]: Json };
  return generation === 0 ? { metadata: rest } : {};
}

function readTypeMeta(bytes: Buffer): { apiVersion: string; kind: string } {
  const found = { apiVersion: '', kind: '' };
  for (const token of tokensOf(bytes)) {
    if (token.number === 1) found.apiVersion = token.bytes.toString('utf8');
    else if (token.number === 2) found.kind = token.bytes.toString('utf8');
  }
  return found;
}
