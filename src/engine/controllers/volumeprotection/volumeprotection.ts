/**
 * Claims in use and volumes that are bound cannot vanish: their protection finalizers are removed only when it is safe.
 * Reads claims, volumes and pods; writes their finalizers.
 * upstream: pkg/controller/volume/pvcprotection, pkg/controller/volume/pvprotection
 */
import type { PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import { claimNames } from '../../helpers/podClaims.ts';
import type { Delta, Lister } from '../../client/informer.ts';

const claimFinalizer = 'kubernetes.io/pvc-protection';
const volumeFinalizer = 'kubernetes.io/pv-protection';

export const pvcProtection = controller({
  name: 'pvc-protection',
  eventSource: 'pvc-protection-controller',
  watches: [
    { kind: 'PersistentVolumeClaim', keys: deletingKey },
    { kind: 'Pod', keys: claimsOfGonePod },
  ],
  memory: () => undefined,
  reconcile(key: string, r: Reconcile): Outcome | undefined {
    const claim = r.see.get('PersistentVolumeClaim', key);
    if (claim === undefined || !isProtectedAndDeleting(claim, claimFinalizer) || isUsed(claim, r.see)) return undefined;
    const written = r.client.update('PersistentVolumeClaim', without(claim, claimFinalizer));
    return written.ok ? undefined : { error: written.status.message ?? 'update failed' };
  },
});

export const pvProtection = controller({
  name: 'pv-protection',
  eventSource: 'pv-protection-controller',
  watches: [{ kind: 'PersistentVolume', keys: deletingKey }],
  memory: () => undefined,
  reconcile(key: string, r: Reconcile): Outcome | undefined {
    const volume = r.see.get('PersistentVolume', key);
    if (volume === undefined || !isProtectedAndDeleting(volume, volumeFinalizer) || volume.status.phase === 'Bound') return undefined;
    const written = r.client.update('PersistentVolume', without(volume, volumeFinalizer));
    return written.ok ? undefined : { error: written.status.message ?? 'update failed' };
  },
});

function deletingKey(delta: Delta): readonly string[] {
  return delta.type !== 'DELETED' && delta.object.metadata.deletionTimestamp !== undefined ? [keyOf(delta.object)] : [];
}

/** A pod that is gone or finished no longer holds its claims. */
function claimsOfGonePod(delta: Delta): readonly string[] {
  const pod = delta.object as unknown as Pod;
  const finished = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  if (delta.type !== 'DELETED' && !finished) return [];
  return claimNames(pod).map((name) => `${pod.metadata.namespace}/${name}`);
}

function isProtectedAndDeleting(object: KubeObject, finalizer: string): boolean {
  return object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).includes(finalizer);
}

/** A pod uses a claim from when it has a node until it is gone. */
function isUsed(claim: PersistentVolumeClaim, see: Lister): boolean {
  return see
    .list('Pod', claim.metadata.namespace)
    .some((pod) => (pod.spec.nodeName ?? '') !== '' && claimNames(pod).includes(claim.metadata.name));
}

function without<T extends KubeObject>(object: T, finalizer: string): T {
  const finalizers = (object.metadata.finalizers ?? []).filter((it) => it !== finalizer);
  return { ...object, metadata: { ...object.metadata, finalizers } };
}
