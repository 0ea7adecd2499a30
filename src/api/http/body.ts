/**
 * Bodies of requests as values, by their media type.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers (rest.go, patch.go), negotiation/negotiate.go
 */
import { parseJson } from '../machinery/exactInteger.ts';
import type { Json } from '../immutable.ts';
import { utf8Text } from '../machinery/base64.ts';
import { goJsonFault } from '../machinery/goJson.ts';
import { utf8Bytes } from '../machinery/hash.ts';
import type { PatchType, Request } from '../request.ts';
import { badRequest } from '../status.ts';
import type { Body, Codecs, Read } from './exchange.ts';
import { acceptedTypes, mediaTypes, protobufType } from './negotiate.ts';
import { failure, unsupportedMediaType } from './refusals.ts';
import { repeatedFields } from './repeatedFields.ts';

const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** A body as it came in, and how it is read. */
export interface Content {
  readonly body: Body;
  /** A media type without its parameters. */
  readonly type: string;
  readonly codecs: Codecs;
}

export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The object in a body, of the kind `into`. */
export function readObject({ body, type, codecs }: Content, into?: string): Read<Json> {
  if (type === '' || type === mediaTypes.json) return fromJson(body.text, (fault) => unrecognized(fault, body, into));
  if (type === mediaTypes.yaml) return fromYaml(body.text, codecs, (fault) => unrecognizedAs(fault, body, into));
  if (type === protobufType && codecs.protobuf !== undefined && body.bytes !== undefined) {
    const read = codecs.protobuf.read(body.bytes);
    return read.ok ? read : { ok: false, status: badRequest(unrecognizedAs(read.status.message ?? '', body, into)) };
  }
  return { ok: false, status: unsupportedMediaType(acceptedTypes) };
}

/** A patch and how it is to be read. Custom resources know no strategic merge. */
export function readPatch({ body: { text }, type: name, codecs }: Content, isCustom: boolean): Read<NonNullable<Request['patch']>> {
  const type = Object.hasOwn(patchTypes, name) ? patchTypes[name] : undefined;
  if (type === undefined && !isCustom) return { ok: false, status: noSuchRoute };
  if (type === undefined || (isCustom && type === 'strategic')) {
    const accepted = Object.keys(patchTypes).filter((key) => patchTypes[key] !== 'strategic');
    return { ok: false, status: unsupportedMediaType(accepted) };
  }
  const read =
    type === 'apply'
      ? fromYaml(text, codecs, (fault) => `error decoding YAML: error converting YAML to JSON: ${fault}`)
      : fromJson(text, (fault) => (type === 'merge' ? `error decoding patch: ${fault}` : fault));
  return read.ok ? { ok: true, value: { type, body: read.value } } : read;
}

/** What a strict reader finds in the text of a body beside its value. */
export function repeatedIn({ body, type, codecs }: Content): Pick<Request, 'repeated'> {
  if (type === protobufType) return {};
  if (codecs.yaml !== undefined && (type === 'application/apply-patch+yaml' || (type.endsWith('yaml') && !isJson(body.text)))) {
    const yaml = codecs.yaml.repeated(body.text);
    return yaml === undefined ? {} : { repeated: { yaml } };
  }
  const fields = repeatedFields(body.text);
  return fields.length === 0 ? {} : { repeated: { fields } };
}

/** The routes of patches name their types, so the router refuses others before anything of ours has a say. */
const noSuchRoute = failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});

/** upstream: endpoints/handlers/rest.go (transformDecodeError) */
function unrecognized(fault: string, body: Body, into: string | undefined): string {
  return unrecognizedAs(`couldn't get version/kind; json parse error: ${fault}`, body, into);
}

function unrecognizedAs(message: string, body: Body, into: string | undefined): string {
  return into === undefined ? message : `the object provided is unrecognized (must be of type ${into}): ${message} (${summary(body)})`;
}

const summaryMax = 30;

/** How a body begins: as text when it looks like JSON, else its bytes in hex. */
function summary({ text, bytes: given }: Body): string {
  const bytes = given ?? utf8Bytes(text);
  if (bytes.length === 0) return '<empty>';
  const start = Array.from(bytes.slice(0, summaryMax));
  const shown = text.startsWith('{') ? utf8Text(start) : start.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${shown}${bytes.length > summaryMax ? ' ...' : ''}`;
}

function fromJson(text: string, message: (fault: string) => string): Read<Json> {
  try {
    return { ok: true, value: parseJson(text) };
  } catch {
    return { ok: false, status: badRequest(message(goJsonFault(text)?.message ?? 'invalid JSON')) };
  }
}

function isJson(text: string): boolean {
  return /^\s*\{/.test(text);
}

/** Most YAML on the wire is JSON, which is read much faster as such, and by doors that know no other. */
function fromYaml(text: string, { yaml }: Codecs, message: (fault: string) => string): Read<Json> {
  if (isJson(text) || yaml === undefined) {
    try {
      return { ok: true, value: parseJson(text) };
    } catch {
      // It may be YAML in flow style.
    }
  }
  if (yaml === undefined) return { ok: false, status: unsupportedMediaType([mediaTypes.json]) };
  const read = yaml.read(text);
  return typeof read === 'string' ? { ok: false, status: badRequest(message(read)) } : { ok: true, value: read.value };
}
