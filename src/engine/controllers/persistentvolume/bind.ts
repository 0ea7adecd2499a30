/**
 * Binding in four writes, each of which may already be done: the volume points at the claim, the volume is Bound, the
 * claim points at the volume, the claim is Bound.
 * upstream: pkg/controller/volume/persistentvolume/pv_controller.go (bind)
 */
import type { PersistentVolume, PersistentVolumeClaim } from '#api/kinds.ts';
import { parseQuantity } from '#api/machinery/quantity.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Result } from '#api/request.ts';
import type { Outcome, Reconcile } from '../../client/controller.ts';

export const bindCompleted = 'pv.kubernetes.io/bind-completed';
export const boundByController = 'pv.kubernetes.io/bound-by-controller';

const preResizeCapacity = 'volume.alpha.kubernetes.io/pre-resize-capacity';

export function bind(volume: PersistentVolume, claim: PersistentVolumeClaim, r: Reconcile): Outcome | undefined {
  const claimed = claimVolume(volume, claim, r);
  if (!claimed.ok) return failed(claimed);
  const bound = setVolumePhase(claimed.value, 'Bound', r);
  if (!bound.ok) return failed(bound);
  const pointed = pointAtVolume(claim, volume, r);
  if (!pointed.ok) return failed(pointed);
  const done = setClaimBound(pointed.value, volume, r);
  return done.ok ? undefined : failed(done);
}

export function failed(result: Result<unknown>): Outcome {
  return { error: result.ok ? '' : (result.status.message ?? result.status.reason ?? 'request failed') };
}

export function setVolumePhase(
  volume: PersistentVolume,
  phase: NonNullable<PersistentVolume['status']['phase']>,
  r: Reconcile,
  message = '',
): Result<PersistentVolume> {
  if (volume.status.phase === phase && (volume.status.message ?? '') === message) return { ok: true, value: volume };
  const { message: _old, ...rest } = volume.status;
  return r.client.updateStatus('PersistentVolume', { ...volume, status: { ...rest, phase, ...(message === '' ? {} : { message }) } });
}

export function setClaimPhase(claim: PersistentVolumeClaim, phase: 'Pending' | 'Lost', r: Reconcile): Result<PersistentVolumeClaim> {
  if (claim.status.phase === phase) return { ok: true, value: claim };
  return r.client.updateStatus('PersistentVolumeClaim', { ...claim, status: { phase } });
}

function claimVolume(volume: PersistentVolume, claim: PersistentVolumeClaim, r: Reconcile): Result<PersistentVolume> {
  const reference = volume.spec.claimRef;
  if (reference?.uid === claim.metadata.uid) return { ok: true, value: volume };
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const claimRef = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: namespace!, name, uid, resourceVersion };
  // A reference that a person wrote is completed, but not marked as the controller's.
  const metadata = reference === undefined ? annotated(volume.metadata, { [boundByController]: 'yes' }) : volume.metadata;
  return r.client.update('PersistentVolume', { ...volume, metadata, spec: { ...volume.spec, claimRef } });
}

function pointAtVolume(claim: PersistentVolumeClaim, volume: PersistentVolume, r: Reconcile): Result<PersistentVolumeClaim> {
  const annotations = claim.metadata.annotations ?? {};
  const chosen = claim.spec.volumeName === volume.metadata.name;
  const add: Record<string, string> = {};
  if (!chosen && annotations[boundByController] === undefined) add[boundByController] = 'yes';
  if (annotations[bindCompleted] === undefined) add[bindCompleted] = 'yes';
  if (chosen && Object.keys(add).length === 0) return { ok: true, value: claim };
  return r.client.update('PersistentVolumeClaim', {
    ...claim,
    metadata: annotated(claim.metadata, add),
    spec: { ...claim.spec, volumeName: volume.metadata.name },
  });
}

function setClaimBound(claim: PersistentVolumeClaim, volume: PersistentVolume, r: Reconcile): Result<PersistentVolumeClaim> {
  const { accessModes } = volume.spec;
  const { status } = claim;
  // A claim that is bound already keeps its capacity: resizing is another controller's work.
  const capacity = status.phase === 'Bound' ? undefined : capacityOf(volume);
  if (status.phase === 'Bound' && equalJson(status.accessModes, accessModes)) return { ok: true, value: claim };
  return r.client.updateStatus('PersistentVolumeClaim', {
    ...claim,
    status: {
      ...status,
      phase: 'Bound',
      ...(accessModes === undefined ? {} : { accessModes }),
      ...(capacity === undefined ? {} : { capacity }),
    },
  });
}

/** What of a volume can be used: one that has grown still has the file system that it had before, until a kubelet makes that grow too. */
function capacityOf({ metadata, spec }: PersistentVolume): PersistentVolumeClaim['status']['capacity'] {
  const before = metadata.annotations?.[preResizeCapacity];
  return before === undefined || !parseQuantity(before).ok ? spec.capacity : { storage: before };
}

function annotated<M extends { readonly annotations?: Readonly<Record<string, string>> }>(
  meta: M,
  add: Readonly<Record<string, string>>,
): M {
  return { ...meta, annotations: { ...meta.annotations, ...add } };
}
