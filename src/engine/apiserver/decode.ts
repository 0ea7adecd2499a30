/**
 * A request's body as an object of the resource: kind and version must fit.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers (create.go, update.go), apimachinery/pkg/runtime/serializer/json
 */
import { asDouble, isExactInteger, jsonOf } from '#api/machinery/exactInteger.ts';
import { utf8Bytes } from '#api/machinery/hash.ts';
import { apiVersionOf, type SchemeRow } from '#api/scheme.ts';
import type { Status } from '#api/request.ts';
import { isRecord, type AnyObject, type Fields } from './object.ts';
import type { Call } from './state.ts';
import { fromHub, toHub } from './conversion/conversion.ts';
import { decodeCustom, type CustomVersion } from './custom/customKind.ts';
import { isRegistered, notRegistered } from './registered.ts';
import { createReport, decodeStruct, type DecodeReport } from './schema/decodeValue.ts';
import { structOfMeta, structOfRow } from './schema/types.ts';
import { invalidValue, messageOf } from './fieldError.ts';
import { badRequest, invalid } from './status.ts';

/** What a subresource takes, which is of a kind of its own. */
export function decodeAs(call: Call, kind: Pick<SchemeRow, 'group' | 'version' | 'kind'>, old?: AnyObject): AnyObject | Status {
  return decode(servedAs(call, kind), call.request.object, old);
}

export function servedAs(call: Call, kind: Pick<SchemeRow, 'group' | 'version' | 'kind'>): Call {
  const row = { ...call.row, ...kind };
  const { custom: _none, ...served } = call.served;
  return { ...call, served: { ...served, row, hub: row } };
}

export function decode(call: Call, body: unknown, old?: AnyObject): AnyObject | Status {
  const { row } = call.served;
  if (body === null || body === undefined) return decode(call, {}, old);
  if (!isRecord(body)) return noObject(body, row.kind);
  const apiVersion = apiVersionOf(row);
  const untyped = notText(body, row.kind);
  if (untyped !== undefined) return untyped;
  const odd = call.served.custom === undefined ? undefined : untypedCustom(call, body);
  if (odd !== undefined) return odd;
  const kind = body['kind'] || row.kind;
  const version = body['apiVersion'] || (call.served.custom === undefined ? apiVersion : '');
  if (kind !== row.kind || version !== apiVersion) return misplaced(call, String(version), String(kind));
  const named = body['kind'] === row.kind && body['apiVersion'] === apiVersion ? body : { ...body, kind: row.kind, apiVersion };
  return read(call, named, old);
}

/** Groups that servers of their own serve, with schemes of their own. */
const otherServers: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

/** The refusal of another kind, or of the kind at another version. upstream: apimachinery/pkg/runtime (Scheme.New, Convert), create.go */
function misplaced({ served: { row, custom } }: Call, version: string, kind: string): Status {
  const text = version.slice(version.lastIndexOf('/') + 1);
  const cannot = `${kind} in version "${text}" cannot be handled as a ${row.kind}: `;
  const ofCore = custom === undefined && !otherServers.has(row.group);
  if (ofCore && !isRegistered(version, kind)) return badRequest(cannot + notRegistered(version, kind));
  const to = `${row.group === '' ? 'core' : (row.group.split('.')[0] ?? '')}.${row.kind}`;
  if (kind !== row.kind) return badRequest(`${cannot}converting (${text}.${kind}) to (${to}): unknown conversion`);
  return badRequest(`the API version in the data (${version}) does not match the expected API version (${apiVersionOf(row)})`);
}

/** A custom object says itself what it is. upstream: serializer/json/json.go (Decode into what has no type), customresource/validator.go */
function untypedCustom({ served: { row } }: Call, body: Fields): Status | undefined {
  const {
    kind = '',
    apiVersion = '',
    metadata,
  } = body as { readonly kind?: string; readonly apiVersion?: string; readonly metadata?: unknown };
  const text = jsonOf(body);
  if (kind === '')
    return badRequest(
      `the object provided is unrecognized (must be of type ${row.kind}): Object 'Kind' is missing in '${text}' (${summaryOf(text)})`,
    );
  if (apiVersion !== apiVersionOf(row) || kind === row.kind) return undefined;
  const name = isRecord(metadata) ? String(metadata['name'] ?? '') : '';
  return invalid({ ...row, kind }, name, [invalidValue('kind', kind, `must be ${row.kind}`)]);
}

const SUMMARY_MAX = 30;

/** upstream: endpoints/handlers/rest.go (summarizeData) */
function summaryOf(text: string): string {
  return text.length > SUMMARY_MAX ? `${text.slice(0, SUMMARY_MAX)} ...` : text;
}

/** What version and kind are looked for in, as Go prints the type. upstream: serializer/json/meta.go (Interpret) */
const versionAndKind = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** What is wrong with a value whose version and kind cannot be read. */
export function uninterpreted(body: unknown): string | undefined {
  const cannot = "couldn't get version/kind; json parse error: json: cannot unmarshal";
  if (!isRecord(body)) return `${cannot} ${typeName(body)} into Go value of type ${versionAndKind}`;
  for (const field of ['kind', 'apiVersion']) {
    const value = body[field];
    if (value === undefined || value === null || (typeof value === 'string' && !isExactInteger(value))) continue;
    return `${cannot} ${typeName(value)} into Go struct field .${field} of type string`;
  }
  return undefined;
}

function noObject(body: unknown, wanted: string): Status {
  const why = uninterpreted(body) ?? '';
  const bytes = utf8Bytes(jsonOf(body));
  const hex = Array.from(bytes.slice(0, SUMMARY_MAX), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const summary = bytes.length > SUMMARY_MAX ? `${hex} ...` : hex;
  return badRequest(`the object provided is unrecognized (must be of type ${wanted}): ${why} (${summary})`);
}

/** As Go's reader of JSON calls the type of a value that does not fit. */
export function typeName(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof asDouble(value);
}

/** Version and kind are read before anything else, and have to be texts. */
function notText(body: Fields, wanted: string): Status | undefined {
  const why = uninterpreted(body);
  if (why === undefined) return undefined;
  return badRequest(`the object provided is unrecognized (must be of type ${wanted}): ${why} (${summaryOf(jsonOf(body))})`);
}

function read(call: Call, body: Fields, old: AnyObject | undefined): AnyObject | Status {
  const { served } = call;
  const { row, custom } = served;
  const report = createReport(call.request.repeated?.fields, call.server.features);
  if (custom !== undefined) return readCustomBody(call, body, { custom, report });
  const before = old === undefined ? undefined : fromHub(served, old);
  const object = decodeStruct(body, structOfRow(row), before as unknown as Fields | undefined, report);
  if (report.error !== undefined)
    return badRequest(`${row.kind} in version "${row.version}" cannot be handled as a ${row.kind}: ${report.error}`);
  return reportStrict(call, report.strict) ?? toHub(served, object as unknown as AnyObject);
}

interface Reading {
  readonly custom: CustomVersion;
  readonly report: DecodeReport;
}

/** A custom object: its metadata is that of all kinds, the rest is as its schema says. */
function readCustomBody(call: Call, body: Fields, { custom, report }: Reading): AnyObject | Status {
  const { row } = custom;
  const { apiVersion, kind, metadata } = body;
  const meta = decodeStruct({ apiVersion, kind, metadata }, structOfMeta(), undefined, report);
  if (report.error !== undefined)
    return badRequest(`${row.kind} in version "${row.version}" cannot be handled as a ${row.kind}: ${report.error}`);
  const { object, unknown, error } = decodeCustom(custom, { ...body, ...meta } as unknown as AnyObject);
  if (error !== undefined)
    return badRequest(`${row.kind} in version "${row.version}" cannot be handled as a ${row.kind}: ${messageOf([error])}`);
  const repeated = (call.request.repeated?.fields ?? []).map((path) => `duplicate field "${path}"`);
  const messages = [...repeated, ...report.strict, ...unknown.map((path) => `unknown field "${path}"`)];
  return reportStrict(call, [...new Set(messages)]) ?? toHub(call.served, object);
}

/** Strict refuses unknown and repeated fields, Warn tells of them, Ignore keeps quiet. */
function reportStrict({ served: { row }, request, warnings }: Call, found: readonly string[]): Status | undefined {
  const { yaml, patch = [] } = request.repeated ?? {};
  const messages = [...(yaml === undefined ? [] : [yaml]), ...patch, ...found];
  if (messages.length === 0) return undefined;
  const mode = request.options?.fieldValidation || 'Warn';
  if (mode === 'Strict')
    return badRequest(
      `${row.kind} in version "${row.version}" cannot be handled as a ${row.kind}: strict decoding error: ${messages.join(', ')}`,
    );
  if (mode !== 'Ignore') warnings.push(...messages);
  return undefined;
}
