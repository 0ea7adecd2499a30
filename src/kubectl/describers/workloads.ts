/** Deployments, ReplicaSets, ReplicationControllers, DaemonSets and StatefulSets. */
import type { DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet } from '#api/kinds.ts';
import { controllerOf } from '#api/meta.ts';
import { canonicalQuantity } from '#api/machinery/quantity.ts';
import { formatLabelSelector } from '#api/machinery/labels.ts';
import { equalTemplates } from '../rollout/templates.ts';
import { storageClassOf } from '#api/printers/accessModes.ts';
import { labelsText } from '#api/printers/printer.ts';
import { writeEvents } from './events.ts';
import { goSlice, longTime, writeAnnotations, writeLabels, type Lines } from './lines.ts';
import { controlledBy, podStatuses, writeConditions, writePodTemplate } from './podTemplate.ts';
import type { Describe, World } from './world.ts';

/** upstream: describeDeployment */
export const describeDeployment: Describe<Deployment> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  writeNames(lines, metadata);
  lines.write(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `Selector:\t${formatLabelSelector(spec.selector)}\n`);
  const counts = [
    `${spec.replicas ?? 0} desired`,
    `${status.updatedReplicas ?? 0} updated`,
    `${status.replicas ?? 0} total`,
    `${status.availableReplicas ?? 0} available`,
    `${status.unavailableReplicas ?? 0} unavailable`,
  ];
  lines.write(0, `Replicas:\t${counts.join(' | ')}\n`);
  lines.write(0, `StrategyType:\t${spec.strategy?.type ?? ''}\n`);
  lines.write(0, `MinReadySeconds:\t${spec.minReadySeconds ?? 0}\n`);
  const rolling = spec.strategy?.rollingUpdate;
  if (rolling !== undefined)
    lines.write(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable ?? 0} max unavailable, ${rolling.maxSurge ?? 0} max surge\n`);
  writePodTemplate(lines, spec.template);
  writeConditions(lines, status.conditions);
  await writeReplicaSets(lines, object, world);
  await writeEvents(lines, { ...object, apiVersion: 'apps/v1', kind: 'Deployment' }, world);
};

async function writeReplicaSets(lines: Lines, object: Deployment, world: World): Promise<void> {
  const all = await world.list('ReplicaSet', object.metadata.namespace, { labelSelector: formatLabelSelector(object.spec.selector) });
  const own = all.filter((set) => controllerOf({ ...set, apiVersion: 'apps/v1', kind: 'ReplicaSet' })?.uid === object.metadata.uid);
  if (own.length === 0) return;
  const byAge = own.toSorted((a, b) =>
    a.metadata.creationTimestamp < b.metadata.creationTimestamp
      ? -1
      : a.metadata.creationTimestamp > b.metadata.creationTimestamp
        ? 1
        : a.metadata.name < b.metadata.name
          ? -1
          : 1,
  );
  const current = byAge.find((set) => equalTemplates(set.spec.template, object.spec.template));
  const text = (sets: readonly ReplicaSet[]): string =>
    sets.map((set) => `${set.metadata.name} (${set.status.replicas}/${set.spec.replicas ?? 0} replicas created)`).join(', ') || '<none>';
  lines.write(0, `OldReplicaSets:\t${text(byAge.filter((set) => set !== current))}\n`);
  lines.write(0, `NewReplicaSet:\t${text(current === undefined ? [] : [current])}\n`);
}

/** upstream: describeReplicaSet */
export const describeReplicaSet: Describe<ReplicaSet> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  const whole = { ...object, apiVersion: 'apps/v1', kind: 'ReplicaSet' };
  const selector = formatLabelSelector(spec.selector);
  writeNames(lines, metadata);
  lines.write(0, `Selector:\t${selector}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  if (controlledBy(whole) !== '') lines.write(0, `Controlled By:\t${controlledBy(whole)}\n`);
  lines.write(0, `Replicas:\t${status.replicas} current / ${spec.replicas ?? 0} desired\n`);
  lines.write(0, `Pods Status:\t${await podStatuses(world, whole, selector)}\n`);
  writePodTemplate(lines, spec.template);
  writeConditions(lines, status.conditions);
  await writeEvents(lines, whole, world);
};

/** upstream: describeReplicationController */
export const describeReplicationController: Describe<ReplicationController> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  const whole = { ...object, apiVersion: 'v1', kind: 'ReplicationController' };
  const selector = labelsText(spec.selector);
  writeNames(lines, metadata);
  lines.write(0, `Selector:\t${selector}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `Replicas:\t${status.replicas} current / ${spec.replicas ?? 0} desired\n`);
  lines.write(0, `Pods Status:\t${await podStatuses(world, whole, selector)}\n`);
  writePodTemplate(lines, spec.template);
  writeConditions(lines, status.conditions);
  await writeEvents(lines, whole, world);
};

/** upstream: describeDaemonSet */
export const describeDaemonSet: Describe<DaemonSet> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  const whole = { ...object, apiVersion: 'apps/v1', kind: 'DaemonSet' };
  const selector = formatLabelSelector(spec.selector);
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Selector:\t${selector}\n`);
  lines.write(0, `Node-Selector:\t${labelsText(spec.template.spec?.nodeSelector)}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled}\n`);
  lines.write(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled}\n`);
  lines.write(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}\n`);
  lines.write(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}\n`);
  lines.write(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled}\n`);
  lines.write(0, `Pods Status:\t${await podStatuses(world, whole, selector)}\n`);
  writePodTemplate(lines, spec.template);
  await writeEvents(lines, whole, world);
};

/** upstream: describeStatefulSet */
export const describeStatefulSet: Describe<StatefulSet> = async (lines, object, world) => {
  const { metadata, spec, status } = object;
  const whole = { ...object, apiVersion: 'apps/v1', kind: 'StatefulSet' };
  const selector = formatLabelSelector(spec.selector);
  writeNames(lines, metadata);
  lines.write(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}\n`);
  lines.write(0, `Selector:\t${selector}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `Replicas:\t${spec.replicas ?? 0} desired | ${status.replicas} total\n`);
  lines.write(0, `Update Strategy:\t${spec.updateStrategy?.type ?? ''}\n`);
  const rolling = spec.updateStrategy?.rollingUpdate;
  if (rolling?.partition !== undefined) {
    lines.write(1, `Partition:\t${rolling.partition}\n`);
    if (rolling.maxUnavailable !== undefined) lines.write(1, `MaxUnavailable:\t${rolling.maxUnavailable}\n`);
  }
  lines.write(0, `Pods Status:\t${await podStatuses(world, whole, selector)}\n`);
  writePodTemplate(lines, spec.template);
  writeClaimTemplates(lines, spec.volumeClaimTemplates ?? []);
  await writeEvents(lines, whole, world);
};

function writeClaimTemplates(lines: Lines, templates: NonNullable<StatefulSet['spec']['volumeClaimTemplates']>): void {
  if (templates.length === 0) return lines.write(0, 'Volume Claims:\t<none>\n');
  lines.write(0, 'Volume Claims:\n');
  for (const { metadata = {}, spec = {} } of templates) {
    const storage = spec.resources?.requests?.['storage'];
    lines.write(1, `Name:\t${metadata.name ?? ''}\n`);
    lines.write(1, `StorageClass:\t${storageClassOf({ metadata, spec })}\n`);
    writeLabels(lines, '  Labels', metadata.labels);
    writeLabels(lines, '  Annotations', metadata.annotations);
    lines.write(1, `Capacity:\t${storage === undefined ? '<default>' : canonicalQuantity(storage)}\n`);
    lines.write(1, `Access Modes:\t${goSlice(spec.accessModes)}\n`);
  }
}

function writeNames(lines: Lines, metadata: { readonly name: string; readonly namespace?: string }): void {
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
}
