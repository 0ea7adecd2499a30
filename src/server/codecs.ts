/** What this door reads and writes beside JSON. */
import type { Codecs, Read } from '#api/http/exchange.ts';
import type { Json } from '#api/immutable.ts';
import { badRequest } from '#api/status.ts';
import { parseManifest } from '#manifest/parse.ts';
import { repeatedKeysMessage } from '#manifest/repeatedKeys.ts';
import { toYaml } from '#manifest/toYaml.ts';
import { columnText } from './columnTexts.ts';
import { decodeObject, encodeEvent, encodeObject } from './protobuf/envelope.ts';
import { messageOfKind } from './protobuf/message.ts';
import { WireError } from './protobuf/wire.ts';

export const codecs: Codecs = {
  yaml: { read: readYaml, write: toYaml, repeated: (text) => repeatedKeysMessage(parseManifest(text).errors) },
  protobuf: {
    read: readProtobuf,
    write: encodeObject,
    event: encodeEvent,
    has: (apiVersion, kind) => messageOfKind(apiVersion, kind) !== undefined,
  },
  columnText,
};

function readYaml(text: string): { readonly value: Json } | string {
  const manifest = parseManifest(text);
  const fault = manifest.errors.find((error) => !error.lenient);
  if (fault !== undefined) return fault.kubectl.replace('error converting YAML to JSON: ', '');
  return { value: (manifest.documents[0]?.object ?? null) as Json };
}

function readProtobuf(bytes: Uint8Array): Read<Json> {
  try {
    return { ok: true, value: decodeObject(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) };
  } catch (error) {
    if (error instanceof WireError || error instanceof SyntaxError) return { ok: false, status: badRequest(error.message) };
    throw error;
  }
}
