/** What becomes of a volume. upstream: pkg/controller/volume/persistentvolume/pv_controller.go (syncVolume) */
import type { PersistentVolume, PersistentVolumeClaim } from '#api/kinds.ts';
import { objectKey } from '#api/meta.ts';
import type { Outcome, Reconcile } from '../../client/controller.ts';
import { claimNames } from '../../helpers/podClaims.ts';
import { boundByController, failed, setVolumePhase } from './bind.ts';
import { inTree } from './hostPath.ts';
import { modeOf } from '../../helpers/volumeMatch.ts';
import { keepVolumeMigration } from './migration.ts';
import { canWipe, wipe } from './recycle.ts';

const provisionedBy = 'pv.kubernetes.io/provisioned-by';

export function syncVolume(found: PersistentVolume, r: Reconcile): Outcome | undefined {
  const kept = keepVolumeMigration(found, r);
  if (!kept.ok) return failed(kept);
  const volume = kept.value;
  const reference = volume.spec.claimRef;
  if (reference === undefined || (reference.uid ?? '') === '') return setPhase(volume, 'Available', r);
  const claim = r.see.get('PersistentVolumeClaim', objectKey(reference.namespace, reference.name ?? ''));
  if (claim === undefined || claim.metadata.uid !== reference.uid) return claimIsGone(volume, r);
  if (claim.spec.volumeName === volume.metadata.name) return setPhase(volume, 'Bound', r);
  if ((claim.spec.volumeName ?? '') === '') {
    // The claim has not taken the volume yet: its own sync does that, unless it never can.
    if (modeOf(claim) !== modeOf(volume)) tellMismatch(volume, claim, r);
    return undefined;
  }
  return letGo(volume, r);
}

function tellMismatch(volume: PersistentVolume, claim: PersistentVolumeClaim, r: Reconcile): void {
  const why = 'due to incompatible volumeMode.';
  const [type, reason] = ['Warning', 'VolumeMismatch'] as const;
  const ofVolume = `Cannot bind PersistentVolume to requested PersistentVolumeClaim "${claim.metadata.name}" ${why}`;
  r.event({ object: volume, type, reason, message: ofVolume });
  const ofClaim = `Cannot bind PersistentVolume "${volume.metadata.name}" to requested PersistentVolumeClaim ${why}`;
  r.event({ object: claim, type, reason, message: ofClaim });
}

function claimIsGone(volume: PersistentVolume, r: Reconcile): Outcome | undefined {
  const { phase } = volume.status;
  if (phase === 'Released' || phase === 'Failed') return reclaim(volume, r);
  const released = setVolumePhase(volume, 'Released', r);
  return released.ok ? reclaim(released.value, r) : failed(released);
}

function reclaim(volume: PersistentVolume, r: Reconcile): Outcome | undefined {
  const policy = volume.spec.persistentVolumeReclaimPolicy ?? 'Retain';
  if (policy === 'Retain') return undefined;
  if (policy === 'Delete') return deleteInTree(volume, r);
  if (policy === 'Recycle') return recycle(volume, r);
  return fail(volume, r, { reason: 'VolumeUnknownReclaimPolicy', message: 'Volume has unrecognized PersistentVolumeReclaimPolicy' });
}

/** A volume is wiped only when no pod of its old claim is left. Wiping itself is a pod's work. */
function recycle(volume: PersistentVolume, r: Reconcile): Outcome | undefined {
  const { namespace = '', name = '' } = volume.spec.claimRef ?? {};
  const users = podsOf(namespace, name, r);
  if (users.length > 0 && r.see.get('PersistentVolumeClaim', objectKey(namespace, name)) === undefined) {
    const message = `Volume is used by pods: ${users.join(',')}`;
    r.event({ object: volume, type: 'Normal', reason: 'VolumeFailedRecycle', message });
    return undefined;
  }
  const reason = 'VolumeFailedRecycle';
  if (!canWipe(volume)) return fail(volume, r, { reason, message: 'No recycler plugin found for the volume!' });
  const outcome = wipe(volume, r);
  if (outcome === undefined) return undefined;
  if ('problem' in outcome) return fail(volume, r, { reason, message: outcome.problem });
  if (!('done' in outcome)) return outcome;
  r.event({ object: volume, type: 'Normal', reason: 'VolumeRecycled', message: 'Volume recycled' });
  return free(volume, r);
}

function podsOf(namespace: string, claim: string, r: Reconcile): readonly string[] {
  return r.see
    .list('Pod', namespace)
    .filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed')
    .filter((pod) => claimNames(pod).includes(claim))
    .map(({ metadata }) => `${namespace}/${metadata.name}`)
    .toSorted();
}

/** Says so once: a volume that failed for this is left as it is until it changes. */
function fail(volume: PersistentVolume, r: Reconcile, { reason, message }: { reason: string; message: string }): Outcome | undefined {
  if (volume.status.phase === 'Failed') return undefined;
  const marked = setVolumePhase(volume, 'Failed', r, message);
  if (!marked.ok) return failed(marked);
  r.event({ object: volume, type: 'Warning', reason, message });
  return undefined;
}

/** What another provisioner made is deleted by it; of the rest only host paths under /tmp can be. */
function deleteInTree(volume: PersistentVolume, r: Reconcile): Outcome | undefined {
  const by = volume.metadata.annotations?.[provisionedBy] ?? inTree;
  if (by !== inTree || volume.spec.csi !== undefined) return undefined;
  const message = whyNotDeleted(volume);
  if (message === undefined) {
    const deleted = r.client.delete('PersistentVolume', { name: volume.metadata.name });
    return deleted.ok ? undefined : failed(deleted);
  }
  return fail(volume, r, { reason: 'VolumeFailedDelete', message });
}

/** Sources that the controller manager has a plugin for, though none of these can delete. */
function isKnown({ nfs, local, csi }: PersistentVolume['spec']): boolean {
  return nfs !== undefined || local !== undefined || csi !== undefined;
}

function whyNotDeleted({ metadata, spec }: PersistentVolume): string | undefined {
  if (spec.hostPath === undefined)
    return `error getting deleter volume plugin for volume "${metadata.name}": no ${isKnown(spec) ? 'deletable ' : ''}volume plugin matched`;
  return /^\/tmp\/.+/.test(spec.hostPath.path)
    ? undefined
    : `host_path deleter only supports /tmp/.+ but received provided ${spec.hostPath.path}`;
}

/** The claim is bound to another volume. One that was made for it is of no use; any other is free again, as far as the controller bound it. */
function letGo(volume: PersistentVolume, r: Reconcile): Outcome | undefined {
  const isMadeForIt = volume.metadata.annotations?.[provisionedBy] !== undefined;
  return isMadeForIt && volume.spec.persistentVolumeReclaimPolicy === 'Delete' ? claimIsGone(volume, r) : free(volume, r);
}

/** Anybody may claim it now, or the claim alone that a person has reserved it for. */
function free(volume: PersistentVolume, r: Reconcile): Outcome | undefined {
  const byController = volume.metadata.annotations?.[boundByController] !== undefined;
  const { claimRef, ...spec } = volume.spec;
  const { uid: _uid, resourceVersion: _resourceVersion, ...prebound } = claimRef!;
  const { [boundByController]: _mark, ...annotations } = volume.metadata.annotations ?? {};
  const freed = r.client.update('PersistentVolume', {
    ...volume,
    metadata: { ...volume.metadata, annotations },
    spec: byController ? spec : { ...spec, claimRef: prebound },
  });
  return freed.ok ? setPhase(freed.value, 'Available', r) : failed(freed);
}

function setPhase(volume: PersistentVolume, phase: 'Available' | 'Bound', r: Reconcile): Outcome | undefined {
  const written = setVolumePhase(volume, phase, r);
  return written.ok ? undefined : failed(written);
}
