/**
 * Claims in use and volumes that are bound cannot vanish: their protection finalizers are removed only when it is safe.
 * One that came without its finalizer (admission gives it as a rule) gets it here.
 * Reads claims, volumes and pods; writes their finalizers.
 * upstream: pkg/controller/volume/pvcprotection, pkg/controller/volume/pvprotection
 */
import type { KindMap, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
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
    { kind: 'PersistentVolumeClaim', keys: (delta) => concerned(delta, claimFinalizer) },
    { kind: 'Pod', keys: claimsOfGonePod },
  ],
  memory: () => undefined,
  reconcile(key: string, r: Reconcile): Outcome | undefined {
    const claim = r.see.get('PersistentVolumeClaim', key);
    if (claim === undefined) return undefined;
    if (claim.metadata.deletionTimestamp === undefined) return protect('PersistentVolumeClaim', claim, { finalizer: claimFinalizer }, r);
    if (!has(claim, claimFinalizer) || isUsed(claim, r.see)) return undefined;
    const written = r.client.update('PersistentVolumeClaim', without(claim, claimFinalizer));
    return written.ok ? undefined : { error: written.status.message ?? 'update failed' };
  },
});

export const pvProtection = controller({
  name: 'pv-protection',
  eventSource: 'pv-protection-controller',
  watches: [{ kind: 'PersistentVolume', keys: (delta) => concerned(delta, volumeFinalizer) }],
  memory: () => undefined,
  reconcile(key: string, r: Reconcile): Outcome | undefined {
    const volume = r.see.get('PersistentVolume', key);
    if (volume === undefined) return undefined;
    if (volume.metadata.deletionTimestamp === undefined) return protect('PersistentVolume', volume, { finalizer: volumeFinalizer }, r);
    if (!has(volume, volumeFinalizer) || volume.status.phase === 'Bound') return undefined;
    const written = r.client.update('PersistentVolume', without(volume, volumeFinalizer));
    return written.ok ? undefined : { error: written.status.message ?? 'update failed' };
  },
});

/** What is on its way out, and what is not protected. */
function concerned({ type, object }: Delta, finalizer: string): readonly string[] {
  if (type === 'DELETED') return [];
  return object.metadata.deletionTimestamp !== undefined || !has(object, finalizer) ? [keyOf(object)] : [];
}

function protect<K extends 'PersistentVolume' | 'PersistentVolumeClaim'>(
  kind: K,
  object: KindMap[K],
  { finalizer }: { readonly finalizer: string },
  r: Reconcile,
): Outcome | undefined {
  if (has(object, finalizer)) return undefined;
  const finalizers = [...(object.metadata.finalizers ?? []), finalizer];
  const written = r.client.update(kind, { ...object, metadata: { ...object.metadata, finalizers } });
  return written.ok ? undefined : { error: written.status.message ?? 'update failed' };
}

/** A pod that is gone or finished no longer holds its claims. */
function claimsOfGonePod(delta: Delta): readonly string[] {
  const pod = delta.object as unknown as Pod;
  const finished = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  if (delta.type !== 'DELETED' && !finished) return [];
  return claimNames(pod).map((name) => `${pod.metadata.namespace}/${name}`);
}

function has({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.finalizers?.includes(finalizer) === true;
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
