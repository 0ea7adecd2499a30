/** What becomes of a claim. upstream: pkg/controller/volume/persistentvolume/pv_controller.go (syncClaim) */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/kinds.ts';
import type { Result } from '#api/request.ts';
import type { Outcome, Reconcile } from '../../client/controller.ts';
import { bind, bindCompleted, boundByController, failed, setClaimPhase } from './bind.ts';
import { inTree, provisionHostPath } from './hostPath.ts';
import { bestMatch, mismatch } from './match.ts';
import { classOfClaim, isClaimed } from '../../helpers/volumeMatch.ts';
import { isUnknownInTree, keepClaimMigration } from './migration.ts';
import { isBackingOff, noteFailure, type Failures } from './operations.ts';

const selectedNode = 'volume.kubernetes.io/selected-node';
const provisionerKeys = ['volume.beta.kubernetes.io/storage-provisioner', 'volume.kubernetes.io/storage-provisioner'] as const;
const oldClass = 'volume.beta.kubernetes.io/storage-class';
const defaultMarks = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

export function syncClaim(found: PersistentVolumeClaim, r: Reconcile<Failures>): Outcome | undefined {
  const kept = keepClaimMigration(found, r);
  if (!kept.ok) return failed(kept);
  const claim = kept.value;
  if (claim.metadata.annotations?.[bindCompleted] !== undefined) return syncBound(claim, r);
  return (claim.spec.volumeName ?? '') === '' ? syncFree(claim, r) : syncNamed(claim, r);
}

/** The claim takes any volume that suits, or has one made. */
function syncFree(claim: PersistentVolumeClaim, r: Reconcile<Failures>): Outcome | undefined {
  const delayed = isDelayed(claim, r);
  const volume = bestMatch(claim, r.see.list('PersistentVolume'), delayed);
  if (volume !== undefined) return bind(volume, claim, r);
  const assigned = assignDefaultClass(claim, r);
  if (assigned !== undefined) return assigned.ok ? undefined : failed(assigned);
  if (delayed) tellDelay(claim, r);
  else if (classOfClaim(claim) !== '') return provision(claim, r);
  else
    tell(claim, r, {
      type: 'Normal',
      reason: 'FailedBinding',
      message: 'no persistent volumes available for this claim and no storage class is set',
    });
  return pending(claim, r);
}

/**
 * A claim that names no class gets the default one as soon as there is one, however late; of several the newest.
 * Its next look, with the class, does the rest.
 */
function assignDefaultClass(claim: PersistentVolumeClaim, r: Reconcile): Result<PersistentVolumeClaim> | undefined {
  if (claim.metadata.annotations?.[oldClass] !== undefined || claim.spec.storageClassName !== undefined) return undefined;
  const made = ({ metadata }: StorageClass) => metadata.creationTimestamp ?? '';
  const chosen = r.see
    .list('StorageClass')
    .filter(({ metadata }) => defaultMarks.some((mark) => metadata.annotations?.[mark] === 'true'))
    .toSorted((a, b) => (made(a) === made(b) ? (a.metadata.name < b.metadata.name ? -1 : 1) : made(a) > made(b) ? -1 : 1))[0];
  if (chosen === undefined) return undefined;
  return r.client.update('PersistentVolumeClaim', { ...claim, spec: { ...claim.spec, storageClassName: chosen.metadata.name } });
}

/** The claim asks for one volume by name. */
function syncNamed(claim: PersistentVolumeClaim, r: Reconcile): Outcome | undefined {
  const name = claim.spec.volumeName!;
  const volume = r.see.get('PersistentVolume', name);
  if (volume === undefined) return pending(claim, r);
  if (volume.spec.claimRef !== undefined) {
    if (isClaimed(volume, claim)) return bind(volume, claim, r);
    if (claim.metadata.annotations?.[boundByController] !== undefined)
      return { error: `claim is bound to a volume that is bound to another claim: ${name}` };
    tell(claim, r, { type: 'Warning', reason: 'FailedBinding', message: `volume "${name}" already bound to a different claim.` });
    return pending(claim, r);
  }
  const wrong = mismatch(volume, claim);
  if (wrong === undefined) return bind(volume, claim, r);
  tell(claim, r, { type: 'Warning', reason: 'VolumeMismatch', message: `Cannot bind to requested volume "${name}": ${wrong}` });
  return pending(claim, r);
}

/** The claim was bound once: it stays with its volume, or is Lost. */
function syncBound(claim: PersistentVolumeClaim, r: Reconcile): Outcome | undefined {
  const name = claim.spec.volumeName ?? '';
  if (name === '') return lose(claim, r, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  const volume: PersistentVolume | undefined = r.see.get('PersistentVolume', name);
  if (volume === undefined) return lose(claim, r, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  const reference = volume.spec.claimRef;
  if (reference === undefined || reference.uid === claim.metadata.uid) return bind(volume, claim, r);
  return lose(claim, r, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}

function lose(claim: PersistentVolumeClaim, r: Reconcile, reason: string, message: string): Outcome | undefined {
  if (claim.status.phase === 'Lost') return undefined;
  const lost = setClaimPhase(claim, 'Lost', r);
  if (!lost.ok) return failed(lost);
  tell(claim, r, { type: 'Warning', reason, message });
  return undefined;
}

/** Whether the claim's class waits for a pod that has a node, and none has been chosen yet. */
function isDelayed(claim: PersistentVolumeClaim, r: Reconcile): boolean {
  const mode = r.see.get('StorageClass', classOfClaim(claim))?.volumeBindingMode;
  return mode === 'WaitForFirstConsumer' && claim.metadata.annotations?.[selectedNode] === undefined;
}

function tellDelay(claim: PersistentVolumeClaim, r: Reconcile): void {
  const users = r.see
    .list('Pod', claim.metadata.namespace)
    .filter((pod) => pod.spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === claim.metadata.name))
    .filter((pod) => pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed')
    .map((pod) => pod.metadata.name);
  if (users.length === 0) {
    tell(claim, r, { type: 'Normal', reason: 'WaitForFirstConsumer', message: 'waiting for first consumer to be created before binding' });
  } else {
    const noun = users.length === 1 ? 'pod' : 'pods';
    tell(claim, r, { type: 'Normal', reason: 'WaitForPodScheduled', message: `waiting for ${noun} ${users.join(',')} to be scheduled` });
  }
}

/** Asks the class's provisioner for a volume: an annotation tells it, and it makes one on its own. */
function provision(claim: PersistentVolumeClaim, r: Reconcile<Failures>): Outcome | undefined {
  const name = classOfClaim(claim);
  const storageClass = r.see.get('StorageClass', name);
  if (storageClass === undefined) {
    tell(claim, r, { type: 'Warning', reason: 'ProvisioningFailed', message: `storageclass.storage.k8s.io "${name}" not found` });
    return pending(claim, r);
  }
  const { provisioner } = storageClass;
  if (provisioner !== inTree && isUnknownInTree(provisioner)) {
    tell(claim, r, { type: 'Warning', reason: 'ProvisioningFailed', message: `no volume plugin matched name: ${provisioner}` });
    return pending(claim, r);
  }
  if (provisioner === inTree && claim.spec.dataSource !== undefined) {
    const message = `plugin "${inTree}" is not a CSI plugin. Only CSI plugin can provision a claim with a datasource`;
    tell(claim, r, { type: 'Warning', reason: 'ProvisioningFailed', message });
    return undefined;
  }
  const operation = { key: claim.metadata.uid, now: r.now };
  if (isBackingOff(r.memory, operation)) return undefined;
  const refusal = nameProvisioner(claim, provisioner, r);
  if (refusal !== undefined) {
    noteFailure(r.memory, operation);
    tell(claim, r, { type: 'Warning', reason: 'ProvisioningFailed', message: `Error saving claim: ${refusal}` });
    return undefined;
  }
  r.memory.delete(operation.key);
  if (provisioner === inTree) return provisionHostPath(claim, storageClass, r);
  tell(claim, r, {
    type: 'Normal',
    reason: 'ExternalProvisioning',
    message:
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. ` +
      'If volume creation is delayed, please verify that the provisioner is running and correctly registered.',
  });
  return undefined;
}

/** Notes at the claim who is to make its volume; answers why that could not be. */
function nameProvisioner(claim: PersistentVolumeClaim, provisioner: string, r: Reconcile): string | undefined {
  const annotations = claim.metadata.annotations ?? {};
  if (provisionerKeys.every((key) => annotations[key] === provisioner)) return undefined;
  const added = Object.fromEntries(provisionerKeys.map((key) => [key, provisioner]));
  const metadata = { ...claim.metadata, annotations: { ...annotations, ...added } };
  const written = r.client.update('PersistentVolumeClaim', { ...claim, metadata });
  return written.ok ? undefined : failed(written).error;
}

function pending(claim: PersistentVolumeClaim, r: Reconcile): Outcome | undefined {
  const written = setClaimPhase(claim, 'Pending', r);
  return written.ok ? undefined : failed(written);
}

function tell(claim: PersistentVolumeClaim, r: Reconcile, event: { type: 'Normal' | 'Warning'; reason: string; message: string }): void {
  r.event({ object: claim, ...event });
}
