/**
 * Which volume suits a claim. upstream: staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go
 */
import type { PersistentVolume, PersistentVolumeClaim } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { compareQuantities } from '#api/machinery/quantity.ts';
import { capacityOf, classOfClaim, classOfVolume, hasModes, isClaimed, isLargeEnough, modeOf } from '#engine/helpers/volumeMatch.ts';

/** Why a volume that a claim asks for by name cannot serve it, or undefined when it can. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (!isLargeEnough(volume, claim)) return 'requested PV is too small';
  if (classOfVolume(volume) !== classOfClaim(claim)) return 'storageClassName does not match';
  if (modeOf(volume) !== modeOf(claim)) return 'incompatible volumeMode';
  return hasModes(volume, claim) ? undefined : 'incompatible accessMode';
}

/**
 * The volume for an unbound claim: one that is reserved for it, or an available one that suits: of those that offer the
 * fewest access modes, the smallest. With `delayed`, only a reserved one counts.
 */
export function bestMatch(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  delayed: boolean,
): PersistentVolume | undefined {
  const selector = claim.spec.selector === undefined ? undefined : selectorOf(claim.spec.selector);
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (volume.metadata.deletionTimestamp !== undefined || modeOf(volume) !== modeOf(claim)) continue;
    if (isClaimed(volume, claim)) {
      if (isLargeEnough(volume, claim)) return volume;
      continue;
    }
    if (delayed || volume.spec.claimRef !== undefined || volume.status.phase !== 'Available') continue;
    if (classOfVolume(volume) !== classOfClaim(claim) || !hasModes(volume, claim) || !isLargeEnough(volume, claim)) continue;
    if (selector !== undefined && !matchesLabels(selector, volume.metadata.labels)) continue;
    if (best === undefined || isBetter(volume, best)) best = volume;
  }
  return best;
}

/** Fewer access modes first, so that a volume that can do more is kept for whoever needs it; then the smaller one. */
function isBetter(volume: PersistentVolume, best: PersistentVolume): boolean {
  const modes = (volume.spec.accessModes?.length ?? 0) - (best.spec.accessModes?.length ?? 0);
  return modes < 0 || (modes === 0 && compareQuantities(capacityOf(volume), capacityOf(best)) < 0);
}
