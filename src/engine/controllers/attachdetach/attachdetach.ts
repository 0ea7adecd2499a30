/**
 * The attach/detach controller: what pods mount is attached to their node, and nothing else stays attached anywhere.
 * Keys are names of persistent volumes. What should be attached follows from pods, claims and volumes; what is attached from the
 * VolumeAttachments; what a node uses from its status. Only what no object says is remembered.
 * Owns VolumeAttachments and nodes' `status.volumesAttached`. Reads pods, claims, volumes, nodes, drivers. Writes events of pods.
 * Deliberately not: attaching itself (a driver's attacher does, at the sight of a VolumeAttachment), volumes that a pod names
 * without a claim, and drivers of the tree.
 * upstream: pkg/controller/volume/attachdetach, pkg/volume/csi/csi_attacher.go
 */
import type { CSIDriver, Node, PersistentVolume, PersistentVolumeClaim, Pod, VolumeAttachment } from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import { controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { needsAttach } from '#engine/helpers/attachment.ts';
import { claimNames } from '#engine/helpers/podClaims.ts';
import { attachTo } from './attach.ts';
import { desiredNodes, isAttachable, keepsVolumes } from './desired.ts';
import { detachFrom, isReady, outOfService } from './detach.ts';
import type { Does, Memory } from './state.ts';

export const attachDetach = controller<Memory>({
  name: 'attachdetach',
  eventSource: 'attachdetach-controller',
  watches: [
    { kind: 'Pod', keys: ofPod },
    { kind: 'PersistentVolumeClaim', keys: ofClaim },
    { kind: 'PersistentVolume', keys: ofVolume },
    { kind: 'VolumeAttachment', keys: ofAttachment },
    { kind: 'Node', keys: ofNode },
    { kind: 'CSIDriver', keys: ofDriver },
  ],
  memory: () => new Map(),
  reconcile: (name: string, r: Reconcile<Memory>): Outcome | undefined => syncVolume(name, r),
});

/** Detaching comes first: what leaves one node may then go to another. */
function syncVolume(name: string, r: Does): Outcome | undefined {
  const volume = r.see.get('PersistentVolume', name);
  const attachments = [...r.see.by('VolumeAttachment', 'volume', name)];
  const desired = volume === undefined || !isAttachable(volume, r.see) ? new Map<string, readonly Pod[]>() : desiredNodes(volume, r.see);
  if (desired.size === 0 && attachments.length === 0) {
    r.memory.delete(name);
    return undefined;
  }
  const records = r.memory.get(name) ?? new Map();
  r.memory.set(name, records);
  const outcomes: (Outcome | undefined)[] = [];
  for (const attachment of attachments) {
    if (!desired.has(attachment.spec.nodeName)) outcomes.push(detachFrom({ volume, attachment, records }, r));
  }
  if (volume !== undefined) {
    for (const [node, pods] of desired) outcomes.push(attachTo({ volume, node, pods, desired, attachments, records }, r));
  }
  for (const node of records.keys()) {
    if (!desired.has(node) && !attachments.some(({ spec }) => spec.nodeName === node)) records.delete(node);
  }
  return soonest(outcomes);
}

/** A failure is tried again; of several waits the shortest counts. */
function soonest(outcomes: readonly (Outcome | undefined)[]): Outcome | undefined {
  let found: Outcome | undefined;
  for (const outcome of outcomes) {
    if (outcome === undefined) continue;
    if (outcome.error !== undefined) return outcome;
    if (found === undefined || outcome.requeueAfterMs! < found.requeueAfterMs!) found = outcome;
  }
  return found;
}

function ofPod({ type, object, old }: Delta, see: Lister): readonly string[] {
  const pod = object as unknown as Pod;
  const claims = claimNames(pod);
  if (claims.length === 0 || pod.spec.nodeName === undefined) return [];
  const before = type === 'MODIFIED' && old !== undefined ? (old as unknown as Pod) : undefined;
  if (before !== undefined && before.spec.nodeName === pod.spec.nodeName && keepsVolumes(before) === keepsVolumes(pod)) return [];
  return claims.flatMap((claim) => volumeOfClaim(see.get('PersistentVolumeClaim', `${pod.metadata.namespace!}/${claim}`)));
}

function volumeOfClaim(claim: PersistentVolumeClaim | undefined): readonly string[] {
  const name = claim?.spec.volumeName ?? '';
  return name === '' ? [] : [name];
}

/** A claim is of interest once it is bound, and pods may already be where they are to run. */
function ofClaim({ type, object, old }: Delta): readonly string[] {
  const claim = object as unknown as PersistentVolumeClaim;
  const isNews = type !== 'MODIFIED' || (old as unknown as PersistentVolumeClaim | undefined)?.status.phase !== claim.status.phase;
  return isNews ? volumeOfClaim(claim) : [];
}

function ofVolume({ type, object, old }: Delta): readonly string[] {
  const volume = object as unknown as PersistentVolume;
  if (volume.spec.csi === undefined) return [];
  const isNews = type !== 'MODIFIED' || (old as unknown as PersistentVolume | undefined)?.status.phase !== volume.status.phase;
  return isNews ? [volume.metadata.name] : [];
}

function ofAttachment({ object }: Delta): readonly string[] {
  const name = (object as unknown as VolumeAttachment).spec.source.persistentVolumeName;
  return name === undefined ? [] : [name];
}

/** What a node uses, and whether it can still be asked, decides when something may be taken from it. */
function ofNode({ type, object, old }: Delta, see: Lister): readonly string[] {
  const node = object as unknown as Node;
  const before = old as unknown as Node | undefined;
  const isSame =
    type === 'MODIFIED' &&
    before !== undefined &&
    before.status.volumesInUse === node.status.volumesInUse &&
    isReady(before) === isReady(node) &&
    outOfService(before) === outOfService(node);
  if (isSame) return [];
  const there = see.by('VolumeAttachment', 'nodeName', node.metadata.name).flatMap(ofAttached);
  return type === 'ADDED' ? [...there, ...wantedOn(node, see)] : there;
}

function ofAttached({ spec }: VolumeAttachment): readonly string[] {
  return spec.source.persistentVolumeName === undefined ? [] : [spec.source.persistentVolumeName];
}

/** Pods may have been seen before their node was. */
function wantedOn(node: Node, see: Lister): readonly string[] {
  return see
    .by('Pod', 'nodeName', node.metadata.name)
    .flatMap((pod) => ofPod({ kind: 'Pod', type: 'ADDED', object: pod, revision: 0 }, see));
}

/** A driver that now says that it needs no attaching, or that it does. */
function ofDriver({ object, old, type }: Delta, see: Lister): readonly string[] {
  const driver = object as unknown as CSIDriver;
  if (type === 'MODIFIED' && needsAttach(old as unknown as CSIDriver) === needsAttach(driver)) return [];
  return see.list('PersistentVolume').flatMap((volume) => (volume.spec.csi?.driver === driver.metadata.name ? [keyOf(volume)] : []));
}
