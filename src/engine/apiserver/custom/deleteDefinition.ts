/**
 * A definition that is deleted is held until its objects are gone.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go (Delete)
 */
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { withMeta, type AnyObject, type Fields } from '../object.ts';
import { nowOf, type Call } from '../state.ts';

const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

/** The definition with its finalizer, its time of death and the condition that says so. */
export function markTerminating(call: Call, object: AnyObject): AnyObject {
  const { finalizers = [], generation } = object.metadata;
  const now = formatTime(nowOf(call.env));
  const { status } = object as unknown as CustomResourceDefinition;
  const condition = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: now,
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  const others = (status.conditions ?? []).filter((it) => it.type !== 'Terminating');
  const marked = withMeta(object, {
    deletionTimestamp: now,
    deletionGracePeriodSeconds: 0,
    finalizers: finalizers.includes(CLEANUP) ? finalizers : [...finalizers, CLEANUP],
    generation: generation === undefined ? undefined : generation + 1,
  });
  return { ...marked, status: { ...status, conditions: [...others, condition] } as unknown as Fields };
}
