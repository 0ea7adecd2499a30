/**
 * Between the managers of an object and those of its scale: who has the replicas there has them here.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/scalehandler.go
 */
import { difference, hasPath, setOf, type FieldSet, type Path } from '#api/machinery/fieldpath/fieldSet.ts';
import type { FieldType } from '#api/machinery/fieldpath/fieldType.ts';
import type { Json } from '#api/immutable.ts';
import { emptySet } from '#api/machinery/fieldpath/fieldSet.ts';
import { isMap } from '#api/machinery/patch/refusal.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { Status } from '#api/request.ts';
import { apiVersionOf } from '#api/scheme.ts';
import type { AnyObject } from '../object.ts';
import { nowOf, type Call } from '../state.ts';
import { badRequest } from '../status.ts';
import { conflictStatus } from './conflict.ts';
import { nobody, withEntry, type Managed, type Manager } from './managed.ts';
import { recordOf, resolve, settled, type ManagedRecord } from './record.ts';
import { managerOf } from './track.ts';
import { applyManaged, updateManaged, type Endpoint } from './updater.ts';

const scaleVersion = 'autoscaling/v1';
const inScale = setOf([['f:spec', 'f:replicas']]);

const text: FieldType = { kind: 'scalar', scalar: 'string' };
const count: FieldType = { kind: 'scalar', scalar: 'numeric' };
const spec = struct({ replicas: count });
const status = struct({ replicas: count, selector: text });

/** The type of a Scale; nobody manages its metadata. */
const scaleType: FieldType = struct({ apiVersion: text, kind: text, metadata: { kind: 'deduced' }, spec, status });

function struct(fields: Readonly<Record<string, FieldType>>): FieldType {
  return { kind: 'map', atomic: false, field: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined), element: undefined };
}

/** The entries that have the replicas, as entries of the scale. */
function toScale(managed: Managed, replicas: Path): Managed {
  let result: Managed = new Map();
  for (const entry of managed.values())
    if (hasPath(entry.set, replicas)) result = withEntry(result, { ...entry, apiVersion: scaleVersion, set: inScale });
  return result;
}

/** What the object's managers become when the scale's have become these. Who lost the replicas there loses them here. */
function toParent(managed: Managed, ofScale: Managed, replicas: Path, apiVersion: string): Managed {
  const path: FieldSet = setOf([replicas]);
  let result: Managed = new Map();
  for (const [id, entry] of managed) {
    const kept = !hasPath(entry.set, replicas) || ofScale.has(id);
    result = withEntry(result, kept ? entry : { ...entry, set: difference(entry.set, path) });
  }
  for (const [id, entry] of ofScale) {
    if (managed.has(id) && hasPath(managed.get(id)?.set ?? path, replicas)) continue;
    if (hasPath(entry.set, ['f:spec', 'f:replicas']))
      result = withEntry(result, { ...entry, apiVersion, time: managed.get(id)?.time, set: path });
  }
  return result;
}

const endpoint: Endpoint = {
  typeIn: (apiVersion) => (apiVersion === scaleVersion ? scaleType : undefined),
  convert: (object) => object,
  ignored: emptySet,
};

const noScale: Json = { kind: 'Scale', apiVersion: scaleVersion, metadata: {}, spec: {}, status: { replicas: 0 } };

export interface Scaling {
  readonly old: AnyObject;
  /** The scale as it is. */
  readonly live: Json;
  /** Where the object has its replicas. */
  readonly path: readonly string[];
}

export interface Scaled {
  readonly scale: Json;
  readonly record: ManagedRecord;
}

function parentRecord(call: Call, { old, path }: Scaling, ofScale: Managed): ManagedRecord {
  const replicas = path.map((step) => `f:${step}`);
  return settled(toParent(resolve(recordOf(old)), ofScale, replicas, apiVersionOf(call.served.row)));
}

function managersOfScale({ old, path }: Scaling): Managed {
  return toScale(
    resolve(recordOf(old)),
    path.map((step) => `f:${step}`),
  );
}

/** Who manages the object after its scale was updated to `next`. Without managers of the scale nobody becomes one. */
export function scaleUpdated(call: Call, scaling: Scaling, next: Json): ManagedRecord {
  const before = managersOfScale(scaling);
  const who: Manager = { ...managerOf(call), apiVersion: scaleVersion };
  const change = { live: scaling.live, next, apiVersion: scaleVersion };
  const after = before.size === 0 ? before : updateManaged(before, change, who, { time: formatTime(nowOf(call.env)), endpoint });
  return parentRecord(call, scaling, after);
}

/** The scale that an apply asks for, and who manages the object then. */
export function scaleApplied(call: Call, scaling: Scaling): Scaled | Status {
  const config = call.request.patch?.body ?? null;
  if (!isMap(config) || config['apiVersion'] !== scaleVersion || config['kind'] !== 'Scale')
    return badRequest(
      `invalid object type: ${isMap(config) ? `${String(config['apiVersion'] ?? '/')}, Kind=${String(config['kind'] ?? '')}` : '/, Kind='}`,
    );
  const { fieldManager = '', force = false } = call.request.options ?? {};
  const time = formatTime(nowOf(call.env));
  const known = managersOfScale(scaling);
  const first: Manager = { manager: 'before-first-apply', operation: 'Update', apiVersion: scaleVersion, subresource: 'scale' };
  const change = { live: noScale, next: scaling.live, apiVersion: scaleVersion };
  const managed = known.size > 0 ? known : updateManaged(nobody, change, first, { time, endpoint });
  const who: Manager = { manager: fieldManager, operation: 'Apply', apiVersion: scaleVersion, subresource: 'scale' };
  const applied = applyManaged(managed, { live: scaling.live, config, who, force, time }, endpoint);
  if ('conflicts' in applied) return conflictStatus(applied.conflicts);
  return { scale: applied.object ?? scaling.live, record: parentRecord(call, scaling, applied.managed) };
}
