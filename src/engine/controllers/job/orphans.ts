/**
 * Pods that were a Job's and have no Job any more still hold its finalizer, and could never go.
 * upstream: pkg/controller/job/job_controller.go (syncOrphanPod)
 */
import type { Job, Pod } from '#api/kinds.ts';
import { controllerOf, keyOf } from '#api/meta.ts';
import type { Outcome, Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { isTracked, removeFinalizer } from './pods.ts';

const prefix = 'pod:';

/** The keys of tracked pods that this change leaves without a Job. */
export function orphanKeys(delta: Delta, see: Lister): readonly string[] {
  if (delta.kind === 'Job') {
    if (delta.type !== 'DELETED') return [];
    return see.ownedBy('Pod', delta.object.metadata.uid).filter(isTracked).map(keyFor);
  }
  const pod = delta.object as unknown as Pod;
  return delta.type !== 'DELETED' && isTracked(pod) && jobOf(pod, see) === undefined ? [keyFor(pod)] : [];
}

export function isOrphanKey(key: string): boolean {
  return key.startsWith(prefix);
}

export function syncOrphan(key: string, r: Pick<Reconcile, 'see' | 'client'>): Outcome | undefined {
  const pod = r.see.get('Pod', key.slice(prefix.length));
  if (pod === undefined || !isTracked(pod) || jobOf(pod, r.see) !== undefined) return undefined;
  const error = removeFinalizer(pod, r);
  return error === undefined ? undefined : { error };
}

function keyFor(pod: Pod): string {
  return `${prefix}${keyOf(pod)}`;
}

function jobOf(pod: Pod, see: Lister): Job | undefined {
  const owner = controllerOf(pod);
  if (owner?.kind !== 'Job') return undefined;
  const job = see.get('Job', `${pod.metadata.namespace}/${owner.name}`);
  return job?.metadata.uid === owner.uid ? job : undefined;
}
