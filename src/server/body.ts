/**
 * Bodies of requests: read within a limit, and turned into values by their media type.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go (limitedReadBody), negotiation/negotiate.go
 */
import type { IncomingMessage } from 'node:http';
import type { Json } from '#api/immutable.ts';
import type { PatchType, Request, Status } from '#api/request.ts';
import { mediaTypeOf, patchTypes } from '#api/http/resourceRequest.ts';
import { goJsonFault } from '#api/machinery/goJson.ts';
import { parseManifest } from '#manifest/parse.ts';
import { repeatedFields, repeatedKeysMessage } from '#manifest/repeatedFields.ts';
import { decodeObject, protobufType } from './protobuf/envelope.ts';
import { WireError } from './protobuf/wire.ts';
import { badRequest, failure, tooLarge, unsupportedMediaType } from './status.ts';

/** upstream: MaxRequestBodyBytes */
const bodyMax = 3 * 1024 * 1024;

export const bodyTypes = ['application/json', 'application/yaml', protobufType] as const;

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: Status };

export async function readBody(request: IncomingMessage): Promise<Read<Buffer>> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > bodyMax) return { ok: false, status: tooLarge(bodyMax) };
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bodyMax) return { ok: false, status: tooLarge(bodyMax) };
    parts.push(part);
  }
  return { ok: true, value: Buffer.concat(parts) };
}

/** The object in a body, of the kind `into`; undefined for an empty one. */
export function readObject(body: Buffer, contentType: string | undefined, into?: string): Read<Json | undefined> {
  const type = mediaTypeOf(contentType);
  if (body.length === 0) return { ok: true, value: undefined };
  if (type === '' || type === 'application/json') return fromJson(body, (fault) => unrecognized(fault, body, into));
  if (type === 'application/yaml') return fromYaml(body.toString('utf8'));
  if (type === protobufType) return fromProtobuf(body);
  return { ok: false, status: unsupportedMediaType(bodyTypes) };
}

/** A patch and how it is to be read. Custom resources know no strategic merge. */
export function readPatch(body: Buffer, contentType: string | undefined, isCustom: boolean): Read<{ type: PatchType; body: Json }> {
  const name = mediaTypeOf(contentType);
  const type = Object.hasOwn(patchTypes, name) ? patchTypes[name] : undefined;
  if (type === undefined && !isCustom) return { ok: false, status: noSuchRoute };
  if (type === undefined || (isCustom && type === 'strategic')) {
    const accepted = Object.keys(patchTypes).filter((key) => patchTypes[key] !== 'strategic');
    return { ok: false, status: unsupportedMediaType(accepted) };
  }
  const read =
    type === 'apply'
      ? fromYaml(body.toString('utf8'))
      : fromJson(body, (fault) => (type === 'merge' ? `error decoding patch: ${fault}` : fault));
  return read.ok ? { ok: true, value: { type, body: read.value ?? null } } : read;
}

/** What a strict reader finds in the text of a body beside its value. */
export function repeatedIn(body: Buffer, contentType: string | undefined): Pick<Request, 'repeated'> {
  const type = mediaTypeOf(contentType);
  const text = type === protobufType ? '' : body.toString('utf8');
  const isYaml = type === 'application/apply-patch+yaml' || (type.endsWith('yaml') && !/^\s*\{/.test(text));
  if (isYaml) {
    const yaml = repeatedKeysMessage(parseManifest(text).errors);
    return yaml === undefined ? {} : { repeated: { yaml } };
  }
  const fields = repeatedFields(text);
  return fields.length === 0 ? {} : { repeated: { fields } };
}

/** The routes of patches name their types, so the router refuses others before anything of ours has a say. */
const noSuchRoute = failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});

/** upstream: endpoints/handlers/rest.go (transformDecodeError) */
function unrecognized(fault: string, body: Buffer, into: string | undefined): string {
  const message = `couldn't get version/kind; json parse error: ${fault}`;
  return into === undefined ? message : `the object provided is unrecognized (must be of type ${into}): ${message} (${summary(body)})`;
}

const summaryMax = 30;

function summary(body: Buffer): string {
  const start = body.subarray(0, summaryMax);
  return `${start.toString(body[0] === 0x7b ? 'utf8' : 'hex')}${body.length > summaryMax ? ' ...' : ''}`;
}

function fromJson(body: Buffer, message: (fault: string) => string): Read<Json> {
  const text = body.toString('utf8');
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch {
    return { ok: false, status: badRequest(message(goJsonFault(text)?.message ?? 'invalid JSON')) };
  }
}

function fromProtobuf(body: Buffer): Read<Json> {
  try {
    return { ok: true, value: decodeObject(body) };
  } catch (error) {
    if (error instanceof WireError || error instanceof SyntaxError) return { ok: false, status: badRequest(error.message) };
    throw error;
  }
}

/** Most YAML on the wire is JSON, which is read much faster as such. */
function fromYaml(text: string): Read<Json> {
  if (/^\s*\{/.test(text)) {
    try {
      return { ok: true, value: JSON.parse(text) as Json };
    } catch {
      // It may be YAML in flow style.
    }
  }
  const manifest = parseManifest(text);
  const fault = manifest.errors.find((error) => !error.lenient);
  if (fault !== undefined) return { ok: false, status: badRequest(`yaml: ${fault.message}`) };
  return { ok: true, value: (manifest.documents[0]?.object ?? null) as Json };
}
