/**
 * A request's body as an object of the resource: kind and version must fit.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers (create.go, update.go), apimachinery/pkg/runtime/serializer/json
 */
import { asDouble, isExactInteger, jsonOf } from '#api/machinery/exactInteger.ts';
import { apiVersionOf } from '#api/scheme.ts';
import type { Status } from '#api/request.ts';
import { isRecord, type AnyObject, type Fields } from './object.ts';
import type { Call } from './state.ts';
import { fromHub, toHub } from './conversion/conversion.ts';
import { decodeCustom, type CustomVersion } from './custom/customKind.ts';
import { createReport, decodeStruct, type DecodeReport } from './schema/decodeValue.ts';
import { structOfMeta, structOfRow } from './schema/types.ts';
import { badRequest } from './status.ts';

export function decode(call: Call, body: unknown, old?: AnyObject): AnyObject | Status {
  const { row } = call.served;
  if (!isRecord(body))
    return badRequest(
      `the object provided is unrecognized (must be of type ${row.kind}): couldn't get version/kind; json parse error: ${JSON.stringify(body)}`,
    );
  const apiVersion = apiVersionOf(row);
  const untyped = notText(body, row.kind);
  if (untyped !== undefined) return untyped;
  const kind = body['kind'] ?? row.kind;
  const version = body['apiVersion'] ?? apiVersion;
  if (kind !== row.kind || version !== apiVersion) {
    const text = String(version);
    const slash = text.lastIndexOf('/');
    const group = slash < 0 ? '' : text.slice(0, slash);
    const from = `${text.slice(slash + 1)}.${String(kind)}`;
    const to = `${row.group === '' ? 'core' : (row.group.split('.')[0] ?? '')}.${row.kind}`;
    if (group !== row.group || text.slice(slash + 1) !== row.version) {
      return badRequest(`the API version in the data (${text}) does not match the expected API version (${apiVersion})`);
    }
    return badRequest(
      `${String(kind)} in version "${text.slice(slash + 1)}" cannot be handled as a ${row.kind}: converting (${from}) to (${to}): unknown conversion`,
    );
  }
  const named = body['kind'] === row.kind && body['apiVersion'] === apiVersion ? body : { ...body, kind: row.kind, apiVersion };
  return read(call, named, old);
}

const SUMMARY_MAX = 30;

/** Version and kind are read before anything else, and have to be texts. */
function notText(body: Fields, wanted: string): Status | undefined {
  for (const field of ['kind', 'apiVersion']) {
    const value = body[field];
    if (value === undefined || value === null || (typeof value === 'string' && !isExactInteger(value))) continue;
    const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof asDouble(value);
    const text = jsonOf(body);
    const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${type} into Go struct field .${field} of type string`;
    const summary = text.length > SUMMARY_MAX ? `${text.slice(0, SUMMARY_MAX)} ...` : text;
    return badRequest(`the object provided is unrecognized (must be of type ${wanted}): ${why} (${summary})`);
  }
  return undefined;
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
  const { object, unknown } = decodeCustom(custom, { ...body, ...meta } as unknown as AnyObject);
  const repeated = (call.request.repeated?.fields ?? []).map((path) => `duplicate field "${path}"`);
  const messages = [...repeated, ...report.strict, ...unknown.map((path) => `unknown field "${path}"`)];
  return reportStrict(call, [...new Set(messages)]) ?? toHub(call.served, object);
}

/** Strict refuses unknown and repeated fields, Warn tells of them, Ignore keeps quiet. */
function reportStrict({ served: { row }, request, warnings }: Call, found: readonly string[]): Status | undefined {
  const { yaml } = request.repeated ?? {};
  const messages = yaml === undefined ? found : [yaml, ...found];
  if (messages.length === 0) return undefined;
  const mode = request.options?.fieldValidation || 'Warn';
  if (mode === 'Strict')
    return badRequest(
      `${row.kind} in version "${row.version}" cannot be handled as a ${row.kind}: strict decoding error: ${messages.join(', ')}`,
    );
  if (mode !== 'Ignore') warnings.push(...messages);
  return undefined;
}
