/**
 * Claims get the default class, and neither claims nor volumes vanish while they are in use.
 * upstream: plugin/pkg/admission/storage/{storageclass/setdefault,storageobjectinuseprotection}/admission.go
 */
import type { PersistentVolumeClaim, StorageClass } from '#api/kinds.ts';
import { list } from '#engine/etcd/store.ts';
import { withMeta, type AnyObject } from '../object.ts';
import type { Call } from '../state.ts';

const DEFAULT = 'storageclass.kubernetes.io/is-default-class';
const BETA_DEFAULT = 'storageclass.beta.kubernetes.io/is-default-class';
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

export function setStorageClass(call: Call, object: AnyObject): AnyObject {
  const claim = object as unknown as PersistentVolumeClaim;
  if (claim.spec.storageClassName !== undefined || claim.metadata.annotations?.[BETA_CLASS] !== undefined) return object;
  const found = defaultClass(list(call.server.store, 'storageclasses.storage.k8s.io') as readonly unknown[] as readonly StorageClass[]);
  return found === undefined ? object : { ...object, spec: { ...object.spec, storageClassName: found.metadata.name } };
}

/** Of several defaults the youngest counts, then the first by name. */
function defaultClass(classes: readonly StorageClass[]): StorageClass | undefined {
  let found: StorageClass | undefined;
  for (const it of classes) {
    const { annotations = {}, creationTimestamp } = it.metadata;
    if (annotations[DEFAULT] !== 'true' && annotations[BETA_DEFAULT] !== 'true') continue;
    if (found === undefined || creationTimestamp > found.metadata.creationTimestamp) found = it;
  }
  return found;
}

export function protectStorage({ row }: Call, object: AnyObject): AnyObject {
  const finalizer = row.kind === 'PersistentVolume' ? 'kubernetes.io/pv-protection' : 'kubernetes.io/pvc-protection';
  const { finalizers = [] } = object.metadata;
  return finalizers.includes(finalizer) ? object : withMeta(object, { finalizers: [...finalizers, finalizer] });
}
