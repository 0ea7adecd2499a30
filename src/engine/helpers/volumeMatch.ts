/**
 * Which volume suits a claim: class, mode, size, access, and the nodes it can be reached from.
 * upstream: staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go, helpers.go
 */
import type { Node, PersistentVolume, PersistentVolumeClaim } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { compareQuantities, quantityOf, type Quantity } from '#api/machinery/quantity.ts';
import { matchesTerm } from './nodeFit.ts';

const oldClass = 'volume.beta.kubernetes.io/storage-class';

/** A claim's class: the field, or the annotation of old; '' asks for volumes without a class. */
export function classOfClaim(claim: PersistentVolumeClaim): string {
  return claim.metadata.annotations?.[oldClass] ?? claim.spec.storageClassName ?? '';
}

export function classOfVolume(volume: PersistentVolume): string {
  return volume.metadata.annotations?.[oldClass] ?? volume.spec.storageClassName ?? '';
}

/** Whether the volume's reference names this claim; a reference without a uid was written by a person and fits any life of it. */
export function isClaimed(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const reference = volume.spec.claimRef;
  if (reference === undefined) return false;
  if (reference.name !== claim.metadata.name || reference.namespace !== claim.metadata.namespace) return false;
  return (reference.uid ?? '') === '' || reference.uid === claim.metadata.uid;
}

export function isLargeEnough(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return compareQuantities(capacityOf(volume), requestOf(claim)) >= 0;
}

export function capacityOf(volume: PersistentVolume): Quantity {
  return quantityOf(volume.spec.capacity?.['storage']);
}

export function requestOf(claim: PersistentVolumeClaim): Quantity {
  return quantityOf(claim.spec.resources?.requests?.['storage']);
}

export function modeOf(object: PersistentVolume | PersistentVolumeClaim): string {
  return object.spec.volumeMode ?? 'Filesystem';
}

export function hasModes(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode));
}

/** Whether a pod on the node could mount the volume. An affinity without any term reaches no node. */
export function reachesNode(volume: PersistentVolume, node: Pick<Node, 'metadata'>): boolean {
  const required = volume.spec.nodeAffinity?.required;
  return required === undefined || (required.nodeSelectorTerms ?? []).some((term) => matchesTerm(term, node));
}

/**
 * The volume that a claim would get on a node: the one reserved for it, or the smallest that suits, but for those that
 * are taken by other claims of the pod.
 */
export function findForNode(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  node: Pick<Node, 'metadata'>,
  taken: ReadonlySet<string> = new Set(),
): PersistentVolume | undefined {
  const selector = claim.spec.selector === undefined ? undefined : selectorOf(claim.spec.selector);
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (taken.has(volume.metadata.name) || !couldServe(volume, claim)) continue;
    const near = reachesNode(volume, node);
    if (isClaimed(volume, claim)) return near ? volume : undefined;
    if (!near || volume.spec.claimRef !== undefined || volume.status?.phase !== 'Available') continue;
    if (selector !== undefined && !matchesLabels(selector, volume.metadata.labels)) continue;
    if (classOfVolume(volume) !== classOfClaim(claim) || !hasModes(volume, claim)) continue;
    if (best === undefined || compareQuantities(capacityOf(volume), capacityOf(best)) < 0) best = volume;
  }
  return best;
}

function couldServe(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return volume.metadata.deletionTimestamp === undefined && modeOf(volume) === modeOf(claim) && isLargeEnough(volume, claim);
}
