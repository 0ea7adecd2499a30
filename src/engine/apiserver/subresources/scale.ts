/**
 * The scale subresource: the number of replicas of any workload, in one form for all.
 * upstream: pkg/registry/apps/{deployment,replicaset,statefulset}/storage, pkg/registry/core/replicationcontroller/storage
 */
import type { Json } from '#api/immutable.ts';
import type { LabelSelector } from '#api/kinds.ts';
import { formatSelector, selectorOf, selectorOfLabels } from '#api/machinery/labels.ts';
import type { Response, Status } from '#api/request.ts';
import { apiVersionOf } from '#api/scheme.ts';
import { get } from '#engine/etcd/store.ts';
import { invalidValue } from '../fieldError.ts';
import { scaleApplied, scaleUpdated, type ReplicasIn } from '../fieldmanager/scaleManagers.ts';
import { customKindOf } from '../custom/customKind.ts';
import { isRecord, type AnyObject, type Fields } from '../object.ts';
import { decodeAs, servedAs } from '../decode.ts';
import { applyPatch, decodePatched } from '../patch.ts';
import type { Call } from '../state.ts';
import { invalid, isStatus, notFound, respond } from '../status.ts';
import { checkName, namespaceOf, updateObject } from '../update.ts';
import { customPaths, valueAt, withValueAt, workloadPaths, type ScalePaths } from './scalePaths.ts';

export function scale(call: Call): Response {
  const { request, server } = call;
  const old = get(server.store, call.resource, namespaceOf(call), request.name ?? '') as AnyObject | undefined;
  if (old === undefined) return respond(notFound(missingScale(call), request.name ?? ''));
  const { custom } = call.served;
  const paths = custom === undefined ? workloadPaths : customPaths(custom);
  if (request.verb === 'get') return respond(scaleOf(old, paths));
  const live = scaleOf(old, paths);
  const scaling = { old, live: live as Json, replicasIn: replicasIn(call) };
  if (request.patch?.type === 'apply') {
    const applied = scaleApplied(call, scaling);
    return answer(
      isStatus(applied) ? applied : setReplicas({ ...call, managed: applied.record }, applied.scale as Fields, { old, paths }),
      paths,
    );
  }
  const wanted = read(call, live as unknown as AnyObject);
  const refusal = isStatus(wanted) ? wanted : checkName(wanted, request.name ?? '');
  if (isStatus(wanted) || refusal !== undefined) return respond(refusal ?? wanted);
  const managed = scaleUpdated(call, scaling, wanted as unknown as Json);
  return answer(setReplicas({ ...call, managed }, wanted as unknown as Fields, { old, paths }), paths);
}

/** Some workloads' stores say by themselves that there is no scale. */
function missingScale({ row, request }: Call): Pick<Call['row'], 'group' | 'plural'> {
  const group = groupOfMissing[row.kind];
  return group === undefined || request.verb !== 'get' ? row : { group, plural: `${row.plural}/scale` };
}

const groupOfMissing: Readonly<Record<string, string>> = { Deployment: 'apps', ReplicaSet: 'apps', ReplicationController: 'autoscaling' };

/** What was sent, as a Scale. */
function read(call: Call, live: AnyObject): AnyObject | Status {
  const kind = { kind: 'Scale', group: 'autoscaling', version: 'v1' };
  if (call.request.verb !== 'patch') return decodeAs(call, kind, live);
  const patched = applyPatch(call, live);
  return isStatus(patched) ? patched : decodePatched(servedAs(call, kind), patched, live);
}

/** A version of a custom kind has its replicas where its definition says; those of a built-in kind all in the same place. */
function replicasIn({ server, served, row }: Call): ReplicasIn {
  const known = served.custom === undefined ? undefined : customKindOf(server.store, row.group, row.plural)?.served;
  return (apiVersion) => {
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    if (apiVersion !== apiVersionOf({ ...row, version })) return undefined;
    if (known === undefined) return workloadVersions.has(version) ? asFields(workloadPaths) : undefined;
    const custom = known.get(version);
    return custom === undefined ? undefined : asFields(customPaths(custom));
  };
}

/** The versions that workloads have ever been served in. */
const workloadVersions: ReadonlySet<string> = new Set(['v1', 'v1beta1', 'v1beta2']);

function asFields({ spec }: ScalePaths): readonly string[] {
  return spec.map((step) => `f:${step}`);
}

function answer(stored: AnyObject | Status, paths: ScalePaths): Response {
  return respond(isStatus(stored) ? stored : scaleOf(stored, paths));
}

function setReplicas(call: Call, wanted: Fields, { old, paths }: Scaled): AnyObject | Status {
  const spec = isRecord(wanted['spec']) ? wanted['spec'] : {};
  const replicas = typeof spec['replicas'] === 'number' ? spec['replicas'] : 0;
  const { name } = old.metadata;
  if (replicas < 0)
    return invalid({ group: 'autoscaling', kind: 'Scale' }, name, [
      invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
  const metadata = isRecord(wanted['metadata']) ? wanted['metadata'] : {};
  const { resourceVersion = old.metadata.resourceVersion, uid = old.metadata.uid } = metadata as Partial<AnyObject['metadata']>;
  const scaled = withValueAt(old as unknown as Fields, paths.spec, replicas) as unknown as AnyObject;
  const object = { ...scaled, metadata: { ...old.metadata, resourceVersion, uid } };
  return updateObject({ ...call, request: withoutSubresource(call.request) }, object, old);
}

function withoutSubresource(request: Call['request']): Call['request'] {
  const { subresource: _scale, ...rest } = request;
  return rest;
}

interface Scaled {
  readonly old: AnyObject;
  readonly paths: ScalePaths;
}

function scaleOf(object: AnyObject, paths: ScalePaths): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const fields = object as unknown as Fields;
  const text = paths.selector === undefined ? selectorText(object) : String(valueAt(fields, paths.selector) ?? '');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: valueAt(fields, paths.spec) ?? 0 },
    status: { replicas: valueAt(fields, paths.status) ?? 0, ...(text === '' ? {} : { selector: text }) },
  };
}

function selectorText(object: AnyObject): string {
  const selector = object.spec?.['selector'];
  if (object.kind === 'ReplicationController')
    return formatSelector(selectorOfLabels(selector as Readonly<Record<string, string>> | undefined));
  return formatSelector(selectorOf(selector as LabelSelector | undefined));
}
