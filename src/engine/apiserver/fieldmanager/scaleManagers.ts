/**
 * Between the managers of an object and those of its scale: who has the replicas there has them here.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/scalehandler.go
 */
import { difference, hasPath, setOf, type Path } from '#api/machinery/fieldpath/fieldSet.ts';
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
import { nobody, withEntry, type Managed, type Manager, type ManagerEntry } from './managed.ts';
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

/** Where a version of the object has its replicas; nowhere is an empty path, undefined a version that nobody knows. */
export type ReplicasIn = (apiVersion: string) => Path | undefined;

function has({ set }: ManagerEntry, path: Path): boolean {
  return path.length > 0 && hasPath(set, path);
}

/** The entries that have the replicas, as entries of the scale. */
export function toScale(managed: Managed, replicasIn: ReplicasIn): Managed {
  let result: Managed = new Map();
  for (const entry of managed.values())
    if (has(entry, replicasIn(entry.apiVersion) ?? [])) result = withEntry(result, { ...entry, apiVersion: scaleVersion, set: inScale });
  return result;
}

/** What the object's managers become when the scale's have become these. Who lost the replicas there loses them here. */
export function toParent(managed: Managed, ofScale: Managed, replicasIn: ReplicasIn, apiVersion: string): Managed {
  let result: Managed = new Map();
  const left = new Map(ofScale);
  for (const [id, entry] of managed) {
    const path = replicasIn(entry.apiVersion);
    if (path === undefined) continue;
    const kept = !has(entry, path) || left.has(id);
    if (has(entry, path)) left.delete(id);
    result = withEntry(result, kept ? entry : { ...entry, set: difference(entry.set, setOf([path])) });
  }
  const set = setOf([replicasIn(apiVersion) ?? []]);
  for (const [id, entry] of left)
    if (hasPath(entry.set, ['f:spec', 'f:replicas']))
      result = withEntry(result, { ...entry, apiVersion, time: managed.get(id)?.time, set });
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
  readonly replicasIn: ReplicasIn;
}

export interface Scaled {
  readonly scale: Json;
  readonly record: ManagedRecord;
}

function parentRecord(call: Call, { old, replicasIn }: Scaling, ofScale: Managed): ManagedRecord {
  return settled(toParent(resolve(recordOf(old)), ofScale, replicasIn, apiVersionOf(call.served.row)));
}

function managersOfScale({ old, replicasIn }: Scaling): Managed {
  return toScale(resolve(recordOf(old)), replicasIn);
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
