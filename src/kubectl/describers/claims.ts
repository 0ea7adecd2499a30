/** Claims, and what a pod writes of one that comes with it. upstream: describePersistentVolumeClaim, printPersistentVolumeClaim */
import type { PersistentVolumeClaim, Volume } from '#api/kinds.ts';
import { canonicalQuantity } from '#api/machinery/quantity.ts';
import { accessModesText, storageClassOf } from '#api/printers/accessModes.ts';
import { since } from '#api/printers/printer.ts';
import { writeEvents } from './events.ts';
import { goSlice, longTime, nestedLines, writeAnnotations, writeLabels, type Lines } from './lines.ts';
import type { Describe, World } from './world.ts';

export const describeClaim: Describe<PersistentVolumeClaim> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  lines.write(0, `StorageClass:\t${storageClassOf(object)}\n`);
  lines.write(0, `Status:\t${statusText(metadata.deletionTimestamp, status.phase, world)}\n`);
  lines.write(0, `Volume:\t${spec.volumeName ?? ''}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `Finalizers:\t${goSlice(metadata.finalizers)}\n`);
  writeCapacity(lines, object);
  const users = await usersOf(object, world);
  lines.write(0, `Used By:\t${users.length === 0 ? '<none>\n' : users.map((name) => `${name}\n`).join('\t')}`);
  writeClaimConditions(lines, status.conditions ?? []);
  await writeEvents(lines, { ...object, apiVersion: 'v1', kind: 'PersistentVolumeClaim' }, world);
};

/** The claim that is made with a pod, by its template. */
export function writeTemplate(
  outer: Lines,
  { metadata = {}, spec }: NonNullable<NonNullable<Volume['ephemeral']>['volumeClaimTemplate']>,
): void {
  const lines = nestedLines(outer, 2);
  const claim = { metadata, spec, status: {} };
  lines.write(0, `StorageClass:\t${storageClassOf(claim)}\n`);
  lines.write(0, `Volume:\t${spec.volumeName ?? ''}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  writeCapacity(lines, claim);
}

function writeCapacity(lines: Lines, { spec, status }: Pick<PersistentVolumeClaim, 'spec' | 'status'>): void {
  const isBound = (spec.volumeName ?? '') !== '';
  lines.write(0, `Capacity:\t${isBound ? canonicalQuantity(status.capacity?.['storage'] ?? 0) : ''}\n`);
  lines.write(0, `Access Modes:\t${isBound ? accessModesText(status.accessModes) : ''}\n`);
  if (spec.volumeMode !== undefined) lines.write(0, `VolumeMode:\t${spec.volumeMode}\n`);
  writeDataSource(lines, spec.dataSource);
}

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

export function statusText(deleted: string | undefined, phase: string | undefined, world: World): string {
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
