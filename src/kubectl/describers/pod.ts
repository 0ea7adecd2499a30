import type { Pod } from '#api/kinds.ts';
import { qosClass } from '#api/machinery/qos.ts';
import { since } from '#api/printers/printer.ts';
import { writeContainers } from './containers.ts';
import { podFieldValue } from './env.ts';
import { writeEvents } from './events.ts';
import { longTime, writeAnnotations, writeLabels, writeTolerations, type Lines } from './lines.ts';
import { controlledBy, writeSpread } from './podTemplate.ts';
import { writeVolumes } from './volumes.ts';
import type { Describe } from './world.ts';

/** upstream: describePod */
export const describePod: Describe<Pod> = async (lines, pod, world) => {
  const { spec, status } = pod;
  writeHead(lines, pod);
  writeLabels(lines, 'Labels', pod.metadata.labels);
  writeAnnotations(lines, 'Annotations', pod.metadata.annotations);
  writePhase(lines, pod, world.now);
  lines.write(0, `IP:\t${status.podIP ?? ''}\n`);
  const ips = status.podIPs ?? [];
  lines.write(0, ips.length === 0 ? 'IPs:\t<none>\n' : 'IPs:\n');
  for (const { ip } of ips) lines.write(1, `IP:\t${ip ?? ''}\n`);
  const owner = controlledBy({ ...pod, apiVersion: 'v1', kind: 'Pod' });
  if (owner !== '') lines.write(0, `Controlled By:\t${owner}\n`);
  if ((status.nominatedNodeName ?? '') !== '') lines.write(0, `NominatedNodeName:\t${status.nominatedNodeName}\n`);
  const fieldValue = podFieldValue(pod);
  const block = { fieldValue, space: '' } as const;
  if ((spec.initContainers ?? []).length > 0)
    writeContainers(lines, {
      ...block,
      label: 'Init Containers',
      containers: spec.initContainers ?? [],
      statuses: status.initContainerStatuses ?? [],
    });
  writeContainers(lines, { ...block, label: 'Containers', containers: spec.containers, statuses: status.containerStatuses ?? [] });
  if ((spec.ephemeralContainers ?? []).length > 0)
    writeContainers(lines, {
      ...block,
      label: 'Ephemeral Containers',
      containers: spec.ephemeralContainers ?? [],
      statuses: status.ephemeralContainerStatuses ?? [],
    });
  writePodConditions(lines, pod);
  writeVolumes(lines, spec.volumes, '');
  lines.write(0, `QoS Class:\t${status.qosClass ?? qosClass(spec)}\n`);
  writeLabels(lines, 'Node-Selectors', spec.nodeSelector);
  writeTolerations(lines, spec.tolerations);
  writeSpread(lines, spec.topologySpreadConstraints, '');
  await writeEvents(lines, { ...pod, apiVersion: 'v1', kind: 'Pod' }, world);
};

function writeHead(lines: Lines, { metadata, spec, status }: Pod): void {
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  if (spec.priority !== undefined) lines.write(0, `Priority:\t${spec.priority}\n`);
  if ((spec.priorityClassName ?? '') !== '') lines.write(0, `Priority Class Name:\t${spec.priorityClassName}\n`);
  if ((spec.runtimeClassName ?? '') !== '') lines.write(0, `Runtime Class Name:\t${spec.runtimeClassName}\n`);
  if ((spec.serviceAccountName ?? '') !== '') lines.write(0, `Service Account:\t${spec.serviceAccountName}\n`);
  lines.write(0, `Node:\t${(spec.nodeName ?? '') === '' ? '<none>' : `${spec.nodeName}/${status.hostIP ?? ''}`}\n`);
  if (status.startTime !== undefined) lines.write(0, `Start Time:\t${longTime(status.startTime)}\n`);
}

function writePhase(lines: Lines, { metadata, spec, status }: Pod, now: number): void {
  if (metadata.deletionTimestamp === undefined) {
    lines.write(0, `Status:\t${status.phase ?? ''}\n`);
  } else {
    lines.write(0, `Status:\tTerminating (lasts ${since(metadata.deletionTimestamp, now)})\n`);
    lines.write(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s\n`);
  }
  if ((status.reason ?? '') !== '') lines.write(0, `Reason:\t${status.reason}\n`);
  if ((status.message ?? '') !== '') lines.write(0, `Message:\t${status.message}\n`);
  const profile = spec.securityContext?.seccompProfile;
  if (profile === undefined) return;
  lines.write(0, `SeccompProfile:\t${profile.type}\n`);
  if (profile.type === 'Localhost') lines.write(0, `LocalhostProfile:\t${profile.localhostProfile ?? ''}\n`);
}

function writePodConditions(lines: Lines, { spec, status }: Pod): void {
  const conditions = status.conditions ?? [];
  if ((spec.readinessGates ?? []).length > 0) {
    lines.write(0, 'Readiness Gates:\n  Type\tStatus\n');
    for (const gate of spec.readinessGates ?? [])
      lines.write(
        1,
        `${gate.conditionType} \t${conditions.find((condition) => condition.type === gate.conditionType)?.status ?? '<none>'} \n`,
      );
  }
  if (conditions.length === 0) return;
  lines.write(0, 'Conditions:\n  Type\tStatus\n');
  for (const condition of conditions) lines.write(1, `${condition.type} \t${condition.status} \n`);
}
