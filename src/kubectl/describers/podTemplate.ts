/** The Pod Template block of workloads, and what else they share. upstream: DescribePodTemplate */
import type { Pod, PodTemplateSpec } from '#api/kinds.ts';
import { controllerOf, type KubeObject } from '#api/meta.ts';
import { formatLabelSelector } from '#api/machinery/labels.ts';
import { writeContainers } from './containers.ts';
import { writeAnnotations, writeLabels, type Lines } from './lines.ts';
import { writeVolumes } from './volumes.ts';
import type { World } from './world.ts';

export function writePodTemplate(lines: Lines, template: PodTemplateSpec | undefined): void {
  lines.write(0, 'Pod Template:\n');
  if (template === undefined) return lines.write(1, '<unset>');
  const spec = template.spec;
  writeLabels(lines, '  Labels', template.metadata?.labels);
  if (Object.keys(template.metadata?.annotations ?? {}).length > 0)
    writeAnnotations(lines, '  Annotations', template.metadata?.annotations);
  if ((spec?.serviceAccountName ?? '') !== '') lines.write(0, `  Service Account:\t${spec?.serviceAccountName}\n`);
  if ((spec?.initContainers ?? []).length > 0)
    writeContainers(lines, { label: 'Init Containers', containers: spec?.initContainers ?? [], space: '  ' });
  writeContainers(lines, { label: 'Containers', containers: spec?.containers ?? [], space: '  ' });
  writeVolumes(lines, spec?.volumes, '  ');
  writeSpread(lines, spec?.topologySpreadConstraints, '  ');
  if ((spec?.priorityClassName ?? '') !== '') lines.write(0, `  Priority Class Name:\t${spec?.priorityClassName}\n`);
}

export function writeSpread(
  lines: Lines,
  constraints: NonNullable<PodTemplateSpec['spec']>['topologySpreadConstraints'],
  space: string,
): void {
  const sorted = (constraints ?? []).toSorted((a, b) => (a.topologyKey < b.topologyKey ? -1 : 1));
  if (sorted.length === 0) return;
  const texts = sorted.map((one) => {
    const selector = one.labelSelector === undefined ? '' : ` for selector ${formatLabelSelector(one.labelSelector)}`;
    return `${one.topologyKey}:${one.whenUnsatisfiable} when max skew ${one.maxSkew} is exceeded${selector}\n`;
  });
  lines.write(0, `${space}Topology Spread Constraints:\t${texts.join(`${space}\t`)}`);
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

/** Conditions of workloads: type, status, reason. */
export function writeConditions(lines: Lines, conditions: readonly Condition[] | undefined): void {
  if ((conditions ?? []).length === 0) return;
  lines.write(0, 'Conditions:\n  Type\tStatus\tReason\n');
  lines.write(1, '----\t------\t------\n');
  for (const condition of conditions ?? []) lines.write(1, `${condition.type} \t${condition.status}\t${condition.reason ?? ''}\n`);
}

/** `2 Running / 0 Waiting / 0 Succeeded / 0 Failed` of the pods that an object controls. */
export async function podStatuses(world: World, owner: KubeObject, labelSelector: string): Promise<string> {
  const pods = await world.list('Pod', owner.metadata.namespace, { labelSelector });
  const own = pods.filter((pod) => controllerOf({ ...pod, apiVersion: 'v1', kind: 'Pod' })?.uid === owner.metadata.uid);
  const count = (phase: string): number => own.filter((pod: Pod) => pod.status.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

/** `StatefulSet/web`, or ''. */
export function controlledBy(object: KubeObject): string {
  const owner = controllerOf(object);
  return owner === undefined ? '' : `${owner.kind}/${owner.name}`;
}
