/** A claim has one volume, a volume one claim and, where only one may have it, one node; and what was written stays. */
import type { Disks } from '#engine/helpers/disks.ts';
import type { Store } from '#engine/etcd/store.ts';
import { mayAttachTwice } from '#engine/helpers/attachment.ts';
import { allOf } from '../look.ts';
import type { Memory } from './memory.ts';

export function bindingViolations(store: Store): string[] {
  const problems: string[] = [];
  const byClaim = new Map<string, string>();
  const byVolume = new Map<string, string>();
  for (const { metadata, spec } of allOf(store, 'PersistentVolume')) {
    const uid = spec.claimRef?.uid;
    if (uid === undefined) continue;
    if (byClaim.has(uid)) problems.push(`claim ${uid} has the volumes ${byClaim.get(uid)} and ${metadata.name}`);
    byClaim.set(uid, metadata.name);
  }
  for (const { metadata, spec } of allOf(store, 'PersistentVolumeClaim')) {
    const name = spec.volumeName ?? '';
    if (name === '') continue;
    if (byVolume.has(name)) problems.push(`volume ${name} has the claims ${byVolume.get(name)} and ${metadata.name}`);
    byVolume.set(name, metadata.name);
    const bound = byClaim.get(metadata.uid);
    if (bound !== undefined && bound !== name) problems.push(`claim ${metadata.name} names ${name}, but is named by ${bound}`);
  }
  return problems;
}

/** A disk for one node that is at two. */
export function attachmentViolations(store: Store): string[] {
  const problems: string[] = [];
  const nodes = new Map<string, string>();
  const once = new Set(
    allOf(store, 'PersistentVolume')
      .filter((volume) => !mayAttachTwice(volume))
      .map(({ metadata }) => metadata.name),
  );
  for (const { spec, status } of allOf(store, 'VolumeAttachment')) {
    const volume = spec.source.persistentVolumeName ?? '';
    if (status?.attached !== true || !once.has(volume)) continue;
    const other = nodes.get(volume);
    if (other !== undefined) problems.push(`volume ${volume} is attached to ${other} and ${spec.nodeName}`);
    nodes.set(volume, spec.nodeName);
  }
  return problems;
}

/** Writes a mark on the disk of each volume that is new, and looks whether the marks of the others are still there. */
export function dataViolations(store: Store, disks: Disks, memory: Memory): string[] {
  const problems: string[] = [];
  for (const { metadata, spec } of allOf(store, 'PersistentVolumeClaim').filter(({ status }) => status.phase === 'Bound')) {
    const volume = spec.volumeName!;
    const mark = memory.marks.get(volume);
    const disk = disks.get(volume);
    if (mark === undefined) {
      memory.marks.set(volume, metadata.uid);
      disk?.set('/mark', { content: metadata.uid, mode: 0o644, modifiedMs: 0 });
    } else if (disk?.get('/mark')?.content !== mark) {
      problems.push(`the data of claim ${metadata.name} on ${volume} is lost`);
    }
  }
  return problems;
}
