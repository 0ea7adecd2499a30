/** Claims, volumes and classes. */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/kinds.ts';
import { canonicalQuantity } from '#api/machinery/quantity.ts';
import { accessModesText, storageClassOf } from '#api/printers/accessModes.ts';
import { since } from '#api/printers/printer.ts';
import { isDefaultClass } from '#api/printers/storageClass.ts';
import { writeEvents } from './events.ts';
import { goSlice, longTime, writeAnnotations, writeLabels, type Lines } from './lines.ts';
import { writeSource } from './volumes.ts';
import type { Describe, World } from './world.ts';

/** upstream: describePVC */
export const describeClaim: Describe<PersistentVolumeClaim> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  const isBound = (spec.volumeName ?? '') !== '';
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  lines.write(0, `StorageClass:\t${storageClassOf(object)}\n`);
  lines.write(0, `Status:\t${statusText(metadata.deletionTimestamp, status.phase, world)}\n`);
  lines.write(0, `Volume:\t${spec.volumeName ?? ''}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `Finalizers:\t${goSlice(metadata.finalizers)}\n`);
  lines.write(0, `Capacity:\t${isBound ? canonicalQuantity(status.capacity?.['storage'] ?? 0) : ''}\n`);
  lines.write(0, `Access Modes:\t${isBound ? accessModesText(status.accessModes) : ''}\n`);
  if (spec.volumeMode !== undefined) lines.write(0, `VolumeMode:\t${spec.volumeMode}\n`);
  writeDataSource(lines, spec.dataSource);
  const users = await usersOf(object, world);
  lines.write(0, `Used By:\t${users.length === 0 ? '<none>\n' : users.map((name) => `${name}\n`).join('\t')}`);
  writeClaimConditions(lines, status.conditions ?? []);
  await writeEvents(lines, { ...object, apiVersion: 'v1', kind: 'PersistentVolumeClaim' }, world);
};

async function usersOf({ metadata }: PersistentVolumeClaim, world: World): Promise<readonly string[]> {
  const pods = await world.list('Pod', metadata.namespace);
  return pods
    .filter((pod) =>
      (pod.spec.volumes ?? []).some(
        (volume) =>
          (volume.ephemeral === undefined ? volume.persistentVolumeClaim?.claimName : `${pod.metadata.name}-${volume.name}`) ===
          metadata.name,
      ),
    )
    .map((pod) => pod.metadata.name);
}

function statusText(deleted: string | undefined, phase: string | undefined, world: World): string {
  return deleted === undefined ? (phase ?? '') : `Terminating (lasts ${since(deleted, world.now)})`;
}

function writeDataSource(lines: Lines, source: PersistentVolumeClaim['spec']['dataSource']): void {
  if (source === undefined) return;
  lines.write(0, 'DataSource:\n');
  if (source.apiGroup !== undefined) lines.write(1, `APIGroup:\t${source.apiGroup}\n`);
  lines.write(1, `Kind:\t${source.kind}\n`);
  lines.write(1, `Name:\t${source.name}\n`);
}

function writeClaimConditions(lines: Lines, conditions: NonNullable<PersistentVolumeClaim['status']['conditions']>): void {
  if (conditions.length === 0) return;
  lines.write(0, 'Conditions:\n');
  lines.write(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage\n');
  lines.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
  for (const one of conditions)
    lines.write(
      1,
      `${one.type} \t${one.status} \t${longTime(one.lastProbeTime)} \t${longTime(one.lastTransitionTime)} \t${one.reason ?? ''} \t${one.message ?? ''}\n`,
    );
}

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
  await writeEvents(lines, { ...object, apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' }, world);
};
