/**
 * Turns the name of a pod's priority class into its number.
 * upstream: plugin/pkg/admission/priority/admission.go
 */
import type { Pod, PriorityClass } from '#api/kinds.ts';
import type { Status } from '#api/request.ts';
import { get, list } from '#engine/etcd/store.ts';
import { nameToBe, type AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { forbidden } from '../status.ts';

const RESOURCE = 'priorityclasses.scheduling.k8s.io';

export function setPriority(call: Call, object: AnyObject): AnyObject | Status {
  const pod = object as unknown as Pod;
  const { spec, metadata } = pod;
  const { priorityClassName = '' } = spec;
  const { store } = call.server;
  const found =
    priorityClassName === ''
      ? globalDefault(list(store, RESOURCE) as readonly unknown[] as readonly PriorityClass[])
      : (get(store, RESOURCE, undefined, priorityClassName) as unknown as PriorityClass | undefined);
  if (priorityClassName !== '' && found === undefined)
    return forbidden(call.row, nameToBe(metadata), `no PriorityClass with name ${priorityClassName} was found`);
  const priority = found?.value ?? 0;
  const preemptionPolicy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
  if (spec.priority !== undefined && spec.priority !== priority) {
    return forbidden(
      call.row,
      nameToBe(metadata),
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
    );
  }
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemptionPolicy) {
    return forbidden(
      call.row,
      nameToBe(metadata),
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`,
    );
  }
  const named = found === undefined ? {} : { priorityClassName: found.metadata.name };
  return { ...object, spec: Object.assign({}, spec, named, { priority, preemptionPolicy }) };
}

/** An update may leave the computed number out. */
export function keepPriority(object: AnyObject, old: AnyObject): AnyObject {
  const { priority, preemptionPolicy } = old.spec as Pod['spec'];
  const spec = object.spec as Pod['spec'];
  if (spec.priority !== undefined || priority === undefined) return object;
  return {
    ...object,
    spec: { ...spec, priority, ...(preemptionPolicy === undefined ? {} : { preemptionPolicy: spec.preemptionPolicy ?? preemptionPolicy }) },
  };
}

/** Of several defaults the smallest counts. */
function globalDefault(classes: readonly PriorityClass[]): PriorityClass | undefined {
  let found: PriorityClass | undefined;
  for (const it of classes) if (it.globalDefault === true && (found === undefined || (it.value ?? 0) < (found.value ?? 0))) found = it;
  return found;
}

/** Only one class may be the default of all. */
export function checkDefaultPriority(call: Call, object: AnyObject): Status | undefined {
  if (call.row.kind !== 'PriorityClass' || (object as unknown as PriorityClass).globalDefault !== true) return undefined;
  const found = globalDefault(list(call.server.store, RESOURCE) as readonly unknown[] as readonly PriorityClass[]);
  const { name } = object.metadata;
  if (found === undefined || found.metadata.name === name) return undefined;
  return forbidden(call.row, name, `PriorityClass ${found.metadata.name} is already marked as default. Only one default can exist`);
}
