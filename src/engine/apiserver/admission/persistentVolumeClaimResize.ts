/**
 * A claim may grow only if its volume was made by a class that allows it.
 * upstream: plugin/pkg/admission/storage/persistentvolume/resize/admission.go
 */
import { compareQuantities, quantityOf } from '#api/machinery/quantity.ts';
import type { PersistentVolumeClaim, StorageClass } from '#api/kinds.ts';
import type { Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { classOfClaim } from '#engine/helpers/volumeMatch.ts';
import { nameToBe, type AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { forbidden } from '../status.ts';

const message = 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';

/** The refusal of an update that asks for more storage than the claim's class lets it have. */
export function checkResize(call: Call, object: AnyObject, old: AnyObject): Status | undefined {
  if (call.resource !== 'persistentvolumeclaims' || call.request.subresource !== undefined || object.spec === old.spec) return undefined;
  if (compareQuantities(requested(object), requested(old)) <= 0) return undefined;
  if (old.status?.['phase'] !== 'Bound')
    return forbidden(call.row, nameToBe(old.metadata), 'Only bound persistent volume claims can be expanded');
  const name = classOfClaim(object as unknown as PersistentVolumeClaim);
  const storageClass = get(call.server.store, 'storageclasses.storage.k8s.io', undefined, name) as unknown as StorageClass | undefined;
  return storageClass?.allowVolumeExpansion === true ? undefined : forbidden(call.row, nameToBe(old.metadata), message);
}

function requested(claim: AnyObject) {
  const resources = claim.spec?.['resources'] as { readonly requests?: { readonly storage?: string } } | undefined;
  return quantityOf(resources?.requests?.storage);
}
