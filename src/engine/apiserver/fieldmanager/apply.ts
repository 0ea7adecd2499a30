/**
 * Server-side apply: a configuration laid over what is there, in the name of a manager.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go (applyPatcher),
 * apimachinery/pkg/util/managedfields/internal (structuredmerge.go, versioncheck.go, skipnonapplied.go)
 */
import type { Json } from '#api/immutable.ts';
import type { FieldType } from '#api/machinery/fieldpath/fieldType.ts';
import { validateTyped } from '#api/machinery/fieldpath/validateTyped.ts';
import { isMap, type JsonMap } from '#api/machinery/patch/refusal.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { Status } from '#api/request.ts';
import { apiVersionOf, type SchemeRow } from '#api/scheme.ts';
import type { AnyObject } from '../object.ts';
import { fromHub } from '../conversion/conversion.ts';
import { nowOf, type Call } from '../state.ts';
import { badRequest, failureStatus } from '../status.ts';
import { conflictStatus } from './conflict.ts';
import { emptyObject, endpointOf } from './endpoint.ts';
import { applyOverLast, withLastApplied } from './lastApplied.ts';
import { nobody, type Managed } from './managed.ts';
import { recordOf, resolve } from './record.ts';
import { updateManaged, type Endpoint } from './updater.ts';

export interface AppliedObject {
  readonly object: AnyObject;
  readonly managed: Managed;
}

/** The object that an apply asks for, and who manages it then. `old` is the stored object, if there is one. */
export function applyConfiguration(call: Call, old: AnyObject | undefined): AppliedObject | Status {
  const { served, request } = call;
  const { row } = served;
  const config = request.patch?.body ?? null;
  if (!isMap(config)) return badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${notAMap(config)}`);
  const endpoint = endpointOf(served, request.subresource ?? '');
  const type = endpoint.typeIn(apiVersionOf(row));
  const live = (old === undefined ? emptyObject(row) : fromHub(served, old)) as unknown as Json;
  const refusal = type === undefined ? undefined : checkConfiguration(config, live, { row, type });
  if (refusal !== undefined || type === undefined) return refusal ?? badRequest('the type is not known');
  return applyTo(call, { live, config, endpoint, managed: startingManagers(call, old, endpoint) });
}

function notAMap(config: Json): string {
  const kind = Array.isArray(config) ? 'array' : typeof config === 'boolean' ? 'bool' : typeof config;
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}

interface Shape {
  readonly row: SchemeRow;
  readonly type: FieldType;
}

function checkConfiguration(config: JsonMap, live: Json, { row, type }: Shape): Status | undefined {
  const { apiVersion = '', kind = '' } = config;
  if (apiVersion !== apiVersionOf(row) || kind !== row.kind)
    return badRequest(`invalid object type: ${gvkText(String(apiVersion), String(kind))}`);
  const metadata = config['metadata'];
  if (isMap(metadata) && metadata['managedFields'] !== undefined && metadata['managedFields'] !== null)
    return badRequest('metadata.managedFields must be nil');
  const bad = validateTyped(config, type);
  if (bad !== undefined) return failureStatus(500, { message: `failed to create typed patch object (${objectText(config)}): ${bad}` });
  const stored = validateTyped(live, type);
  if (stored === undefined) return undefined;
  return failureStatus(500, { message: `failed to create typed live object (${objectText(live as JsonMap)}): ${stored}` });
}

function gvkText(apiVersion: string, kind: string): string {
  return `${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${kind}`;
}

function objectText(object: JsonMap): string {
  const metadata = isMap(object['metadata']) ? object['metadata'] : {};
  const { namespace = '', name = '' } = metadata;
  return `${String(namespace)}/${String(name)}; ${String(object['apiVersion'])}, Kind=${String(object['kind'])}`;
}

/** Of an object that nobody is known to manage, what is there is noted as older than any apply. */
function startingManagers({ served, request, env }: Call, old: AnyObject | undefined, endpoint: Endpoint): Managed {
  const managed = old === undefined ? nobody : resolve(recordOf(old));
  if (managed.size > 0) return managed;
  const apiVersion = apiVersionOf(served.row);
  const who = { manager: 'before-first-apply', operation: 'Update', apiVersion, subresource: request.subresource ?? '' } as const;
  const live = emptyObject(served.row);
  const next = old === undefined ? live : (fromHub(served, old) as unknown as Json);
  const change = { live, next, apiVersion };
  return updateManaged(managed, change, who, { time: formatTime(nowOf(env)), endpoint });
}

interface Application {
  readonly live: Json;
  readonly config: JsonMap;
  readonly endpoint: Endpoint;
  readonly managed: Managed;
}

function applyTo({ served, request, env }: Call, { live, config, endpoint, managed }: Application): AppliedObject | Status {
  const { fieldManager = '', force = false } = request.options ?? {};
  const who = {
    manager: fieldManager,
    operation: 'Apply',
    apiVersion: apiVersionOf(served.row),
    subresource: request.subresource ?? '',
  } as const;
  const application = { live, config, who, force, time: formatTime(nowOf(env)) };
  const applied = applyOverLast(managed, application, endpoint);
  if ('conflicts' in applied) return conflictStatus(applied.conflicts);
  const object = (applied.object ?? live) as unknown as AnyObject;
  return { object: withLastApplied(object, config, fieldManager), managed: applied.managed };
}
