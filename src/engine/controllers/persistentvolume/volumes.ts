/** What becomes of a volume. upstream: pkg/controller/volume/persistentvolume/pv_controller.go (syncVolume) */
import type { PersistentVolume } from '#api/kinds.ts';
import { objectKey } from '#api/meta.ts';
import type { Outcome, Reconcile } from '../../client/controller.ts';
import { boundByController, failed, setVolumePhase } from './bind.ts';
import { inTree } from './hostPath.ts';

const provisionedBy = 'pv.kubernetes.io/provisioned-by';

export function syncVolume(volume: PersistentVolume, r: Reconcile): Outcome | undefined {
  const reference = volume.spec.claimRef;
  if (reference === undefined || (reference.uid ?? '') === '') return setPhase(volume, 'Available', r);
  const claim = r.see.get('PersistentVolumeClaim', objectKey(reference.namespace, reference.name ?? ''));
  if (claim === undefined || claim.metadata.uid !== reference.uid) return claimIsGone(volume, r);
  if (claim.spec.volumeName === volume.metadata.name) return setPhase(volume, 'Bound', r);
  // The claim has not taken the volume yet: its own sync does that.
  if ((claim.spec.volumeName ?? '') === '') return undefined;
  return letGo(volume, r);
}

function claimIsGone(volume: PersistentVolume, r: Reconcile): Outcome | undefined {
  const { phase } = volume.status;
  if (phase === 'Failed') return undefined;
  if (phase !== 'Released') {
    const released = setVolumePhase(volume, 'Released', r);
    return released.ok ? undefined : failed(released);
  }
  return volume.spec.persistentVolumeReclaimPolicy === 'Delete' ? deleteInTree(volume, r) : undefined;
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
  const marked = setVolumePhase(volume, 'Failed', r, message);
  if (!marked.ok) return failed(marked);
  r.event({ object: volume, type: 'Warning', reason: 'VolumeFailedDelete', message });
  return undefined;
}

function whyNotDeleted({ metadata, spec }: PersistentVolume): string | undefined {
  if (spec.hostPath === undefined)
    return `error getting deleter volume plugin for volume "${metadata.name}": no deletable volume plugin matched`;
  return /^\/tmp\/.+/.test(spec.hostPath.path)
    ? undefined
    : `host_path deleter only supports /tmp/.+ but received provided ${spec.hostPath.path}`;
}

/** The claim is bound to another volume: this one is free again, as far as the controller bound it. */
function letGo(volume: PersistentVolume, r: Reconcile): Outcome | undefined {
  const byController = volume.metadata.annotations?.[boundByController] !== undefined;
  if (volume.metadata.annotations?.[provisionedBy] !== undefined) {
    const released = setVolumePhase(volume, 'Released', r);
    return released.ok ? undefined : failed(released);
  }
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
