/**
 * A volume leaves a node that needs it no more: when the node does not use it, when nothing has been heard of the node for six minutes,
 * or at once when a person has said that the node is out of service.
 * upstream: reconciler/reconciler.go (reconcile), operation_generator.go (GenerateDetachVolumeFunc, verifyVolumeIsSafeToDetach)
 */
import type { Node, PersistentVolume, VolumeAttachment } from '#api/kinds.ts';
import { isNotFound } from '#engine/client/client.ts';
import type { Outcome } from '#engine/client/controller.ts';
import { uniqueVolumeName } from '#engine/helpers/attachment.ts';
import { messageOf } from '../common/claim.ts';
import { reportDetached } from './report.ts';
import { planRetry, recordOf, type AtNode, type Does, type Records } from './state.ts';

/** upstream: reconcilerMaxWaitForUnmountDuration */
const forceAfterMs = 360_000;
const outOfServiceTaint = 'node.kubernetes.io/out-of-service';

export interface Detaching {
  /** Absent: it is gone, which its finalizer should have prevented. */
  readonly volume: PersistentVolume | undefined;
  readonly attachment: VolumeAttachment;
  readonly records: Records;
}

export function isReady(node: Node): boolean {
  return node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

export function outOfService({ spec }: Node): boolean {
  return spec.taints?.some(({ key }) => key === outOfServiceTaint) === true;
}

export function detachFrom({ volume, attachment, records }: Detaching, r: Does): Outcome | undefined {
  const { nodeName } = attachment.spec;
  const record = recordOf(records, nodeName);
  if (attachment.metadata.deletionTimestamp !== undefined) return undefined;
  const attaching = stillAttaching(attachment, record, r);
  if (attaching !== undefined) return attaching;
  const source = volume?.spec.csi;
  const name = source === undefined ? undefined : uniqueVolumeName(source);
  record.unwantedMs ??= r.now;
  const node = r.see.get('Node', nodeName);
  if (node !== undefined) record.mounted = name !== undefined && node.status.volumesInUse?.includes(name) === true;
  const left = record.unwantedMs + forceAfterMs - r.now;
  const isOver = left <= 0;
  const mayForce = isOver && (node === undefined || !isReady(node));
  const isDeclared = node !== undefined && outOfService(node);
  if (record.mounted && !mayForce && !isDeclared)
    return isOver ? undefined : { requeueAfterMs: left, why: 'the node has had six minutes to unmount' };
  const wait = (record.retry?.atMs ?? 0) - r.now;
  if (wait > 0) return { requeueAfterMs: wait, why: 'the detachment is tried again' };
  const refused = name === undefined ? undefined : reportDetached(name, nodeName, r);
  if (refused !== undefined) return { error: refused };
  if (name !== undefined && !isOver && !isDeclared && isInUse(name, nodeName, r))
    return { requeueAfterMs: planRetry(record, r.now), why: 'the detachment is tried again' };
  const deleted = r.client.delete('VolumeAttachment', { name: attachment.metadata.name });
  if (deleted.ok || isNotFound(deleted.status)) return void delete record.retry;
  return { error: messageOf(deleted.status) };
}

/** What has been begun is not undone before it ends or fails. */
function stillAttaching({ status }: VolumeAttachment, record: AtNode, { now }: Does): Outcome | undefined {
  const until = record.attachUntilMs;
  if (until === undefined || status?.attached === true || status?.attachError !== undefined || now >= until) {
    delete record.attachUntilMs;
    return undefined;
  }
  return { requeueAfterMs: until - now, why: 'the driver has had time to attach' };
}

/** The last word is the stored node's; one that cannot be asked may still use the volume. */
function isInUse(volume: string, node: string, r: Does): boolean {
  const stored = r.client.get('Node', undefined, node);
  if (!stored.ok) return !isNotFound(stored.status);
  return stored.value.status.volumesInUse?.includes(volume) === true;
}
