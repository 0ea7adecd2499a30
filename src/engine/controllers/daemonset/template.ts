/**
 * The pod that a DaemonSet wants on one node: the template with labels of its revision, tolerations for what every
 * daemon bears, and an affinity to the node, so that the scheduler can bind it there and nowhere else.
 * upstream: pkg/controller/daemon/util/daemonset_util.go
 */
import type { DaemonSet, Pod, PodTemplateSpec } from '#api/kinds.ts';
import type { Draft } from '#engine/client/client.ts';
import type { Toleration } from '#engine/helpers/nodeFit.ts';
import { podFromTemplate } from '../common/podControl.ts';

const generationLabel = 'pod-template-generation';
export const hashLabel = 'controller-revision-hash';
const generationAnnotation = 'deprecated.daemonset.template.generation';

type Affinity = Pod['spec']['affinity'];

const borne: readonly (readonly [string, 'NoExecute' | 'NoSchedule'])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];

/** The template's tolerations and those every daemon pod gets; an equal one is not repeated. */
export function daemonTolerations(spec: PodTemplateSpec['spec']): readonly Toleration[] {
  const added = spec?.hostNetwork === true ? [...borne, ['node.kubernetes.io/network-unavailable', 'NoSchedule'] as const] : borne;
  let tolerations: readonly Toleration[] = spec?.tolerations ?? [];
  for (const [key, effect] of added) {
    const others = tolerations.filter(
      (it) => it.key !== key || it.effect !== effect || it.operator !== 'Exists' || (it.value ?? '') !== '',
    );
    tolerations = others.length === tolerations.length ? [...others, { key, operator: 'Exists', effect }] : tolerations;
  }
  return tolerations;
}

/** The old API's count of templates, kept in an annotation. */
export function templateGeneration(set: DaemonSet): string | undefined {
  return set.metadata.annotations?.[generationAnnotation];
}

/** The draft of the set's pods, still without a node. */
export function podDraft(set: DaemonSet, hash: string): Draft<'Pod'> {
  const draft = podFromTemplate(set.spec.template, set);
  const generation = templateGeneration(set);
  const labels = {
    ...draft.metadata.labels,
    ...(generation === undefined ? {} : { [generationLabel]: generation }),
    ...(hash === '' ? {} : { [hashLabel]: hash }),
  };
  const spec = { ...draft.spec, tolerations: daemonTolerations(set.spec.template.spec) } as Pod['spec'];
  return { ...draft, metadata: { ...draft.metadata, labels }, spec };
}

export function onNode(draft: Draft<'Pod'>, node: string): Draft<'Pod'> {
  return { ...draft, spec: { ...draft.spec, affinity: withNode(draft.spec.affinity, node) } as Pod['spec'] };
}

/** Any required node affinity gives way to the one node; it has been looked at when the node was chosen. */
export function withNode(affinity: Affinity, node: string): Affinity {
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In' as const, values: [node] }] }];
  return {
    ...affinity,
    nodeAffinity: { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  };
}

/** The node a daemon pod is on or is meant for. */
export function nodeOf({ spec }: Pod): string | undefined {
  if (spec.nodeName !== undefined && spec.nodeName !== '') return spec.nodeName;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const { matchFields = [] } of terms) {
    const field = matchFields.find((it) => it.key === 'metadata.name' && it.operator === 'In');
    if (field !== undefined) return field.values?.length === 1 ? field.values[0] : undefined;
  }
  return undefined;
}

export function isUpdated(pod: Pod, hash: string, generation: string | undefined): boolean {
  const labels = pod.metadata.labels ?? {};
  return (generation !== undefined && labels[generationLabel] === generation) || (hash !== '' && labels[hashLabel] === hash);
}
