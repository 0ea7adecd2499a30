/** Volumes, classes, and the drivers of a node. */
import type { CSINode, PersistentVolume, StorageClass } from '#api/kinds.ts';
import { canonicalQuantity } from '#api/machinery/quantity.ts';
import { accessModesText, storageClassOf } from '#api/printers/accessModes.ts';
import { isDefaultClass } from '#api/printers/storageClass.ts';
import { statusText } from './claims.ts';
import { writeEvents } from './events.ts';
import { goSlice, longTime, writeAnnotations, writeLabels, type Lines } from './lines.ts';
import { writeSource } from './volumes.ts';
import type { Describe } from './world.ts';

/** upstream: describePV */
export const describeVolume: Describe<PersistentVolume> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  lines.write(0, `Name:\t${metadata.name}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `Finalizers:\t${goSlice(metadata.finalizers)}\n`);
  lines.write(0, `StorageClass:\t${storageClassOf(object)}\n`);
  lines.write(0, `Status:\t${statusText(metadata.deletionTimestamp, status.phase, world)}\n`);
  lines.write(0, `Claim:\t${spec.claimRef === undefined ? '' : `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`}\n`);
  lines.write(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}\n`);
  lines.write(0, `Access Modes:\t${accessModesText(spec.accessModes)}\n`);
  if (spec.volumeMode !== undefined) lines.write(0, `VolumeMode:\t${spec.volumeMode}\n`);
  lines.write(0, `Capacity:\t${canonicalQuantity(spec.capacity?.['storage'] ?? 0)}\n`);
  writeAffinity(lines, spec.nodeAffinity);
  lines.write(0, `Message:\t${status.message ?? ''}\n`);
  lines.write(0, 'Source:\n');
  writeSource(lines, spec, true);
  await writeEvents(lines, { ...object, apiVersion: 'v1', kind: 'PersistentVolume' }, world);
};

function writeAffinity(lines: Lines, affinity: PersistentVolume['spec']['nodeAffinity']): void {
  if (affinity?.required === undefined) return lines.write(0, 'Node Affinity:\t<none>\n');
  lines.write(0, 'Node Affinity:\t\n');
  const terms = affinity.required.nodeSelectorTerms ?? [];
  lines.write(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}\n`);
  terms.forEach((term, index) => {
    const list = (term.matchExpressions ?? []).map(
      (one) => `${one.key} ${one.operator.toLowerCase()}${(one.values ?? []).length === 0 ? '' : ` [${(one.values ?? []).join(', ')}]`}\n`,
    );
    lines.write(2, `Term ${index}:\t${list.length === 0 ? '<none>\n' : list.join('    \t')}`);
  });
}

/** upstream: printAllowedTopologies */
function writeTopologies(lines: Lines, terms: StorageClass['allowedTopologies']): void {
  if (terms === undefined) return;
  lines.write(0, `AllowedTopologies:\t${terms.length === 0 ? '<none>' : ''}\n`);
  terms.forEach((term, index) => {
    const list = (term.matchLabelExpressions ?? []).map(
      ({ key, values }) => `${key} in${values.length === 0 ? '' : ` [${values.join(', ')}]`}\n`,
    );
    lines.write(1, `Term ${index}:\t${list.length === 0 ? '<none>\n' : list.join('  \t')}`);
  });
}

/** upstream: describeStorageClass */
export const describeStorageClass: Describe<StorageClass> = async (lines, object, world) => {
  const flat = (map: Readonly<Record<string, string>> | undefined): string =>
    Object.keys(map ?? {})
      .toSorted()
      .map((key) => `${key}=${map?.[key]}`)
      .join(',') || '<none>';
  lines.write(0, `Name:\t${object.metadata.name}\n`);
  lines.write(0, `IsDefaultClass:\t${isDefaultClass(object) ? 'Yes' : 'No'}\n`);
  lines.write(0, `Annotations:\t${flat(object.metadata.annotations)}\n`);
  lines.write(0, `Provisioner:\t${object.provisioner}\n`);
  lines.write(0, `Parameters:\t${flat(object.parameters)}\n`);
  lines.write(
    0,
    `AllowVolumeExpansion:\t${object.allowVolumeExpansion === undefined ? '<unset>' : object.allowVolumeExpansion ? 'True' : 'False'}\n`,
  );
  const options = object.mountOptions ?? [];
  lines.write(0, options.length === 0 ? 'MountOptions:\t<none>\n' : `MountOptions:\n${options.map((option) => `  ${option}\n`).join('')}`);
  if (object.reclaimPolicy !== undefined) lines.write(0, `ReclaimPolicy:\t${object.reclaimPolicy}\n`);
  if (object.volumeBindingMode !== undefined) lines.write(0, `VolumeBindingMode:\t${object.volumeBindingMode}\n`);
  writeTopologies(lines, object.allowedTopologies);
  await writeEvents(lines, { ...object, apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' }, world);
};

/** upstream: describeCSINode */
export const describeCsiNode: Describe<CSINode> = async (lines, object, world) => {
  const { metadata, spec } = object;
  lines.write(0, `Name:\t${metadata.name}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}\n`);
  lines.write(0, 'Spec:\n');
  if (spec.drivers !== null) lines.write(1, 'Drivers:\n');
  for (const { name, nodeID, allocatable, topologyKeys } of spec.drivers ?? []) {
    lines.write(2, `${name}:\n`);
    lines.write(3, `Node ID:\t${nodeID}\n`);
    if (allocatable?.count !== undefined) lines.write(3, `Allocatables:\n        Count:\t${allocatable.count}\n`);
    if (topologyKeys) lines.write(3, `Topology Keys:\t${goSlice(topologyKeys)}\n`);
  }
  await writeEvents(lines, { ...object, apiVersion: 'storage.k8s.io/v1', kind: 'CSINode' }, world);
};
