/** upstream: pkg/kubelet/preemption, pkg/kubelet/types: who makes room for a critical pod */
import type { Pod } from '#api/kinds.ts';
import { distance, isCritical, isPreemptable, podsToPreempt, subtract, type Requirement } from '#engine/kubelet/pod/preemption.ts';
import { inputOf, isFields, listOf, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs } from './objects.ts';

const requirements = (value: unknown): readonly Requirement[] =>
  listOf(value).map(({ resourceName, quantity }) => ({ resource: String(resourceName), quantity: Number(quantity) }));

function podOf(value: unknown): Pod {
  const { metadata = {}, spec } = objectAs<{ readonly metadata?: object; readonly spec?: object }>(value ?? {});
  return { metadata, spec: { containers: [], ...spec }, status: {} } as unknown as Pod;
}

const names = (pods: readonly Pod[]): readonly string[] => pods.map(({ metadata }) => metadata.generateName ?? '').toSorted();

const chosen: Adapter = (row) => {
  const { preemptor, inputPods, insufficientResources, expectedOutput, expectErr } = inputOf(row);
  const critical = { metadata: {}, spec: { priority: 2_000_000_000, containers: [] } };
  const got = podsToPreempt(podOf(preemptor ?? critical), listOf(inputPods).map(podOf), requirements(insufficientResources));
  if (expectErr === true) return { expected: 'none', got: 'pods' in got ? names(got.pods) : 'none' };
  return { expected: names(listOf(expectedOutput).map(podOf)), got: 'pods' in got ? names(got.pods) : 'none' };
};

export const preemptionRows: Adapters = {
  TestGetPodsToPreempt: chosen,
  TestEvictPodsToFreeRequests: chosen,
  TestAdmissionRequirementsDistance(row) {
    const { requirements: wanted, inputPod, expectedOutput } = inputOf(row);
    return { expected: expectedOutput, got: distance(requirements(wanted), podOf(inputPod)) };
  },
  TestAdmissionRequirementsSubtract(row) {
    const { initial, inputPod, expectedOutput } = inputOf(row);
    return { expected: requirements(expectedOutput), got: subtract(requirements(initial), [podOf(inputPod)]) };
  },
};

/** A pod that a file of the node made is known by a note that the kubelet writes itself. */
function isFromFile(pod: unknown): boolean {
  const { annotations } = ((pod as Fields)['metadata'] ?? {}) as Fields;
  const source = isFields(annotations) ? annotations['kubernetes.io/config.source'] : undefined;
  return source !== undefined && source !== 'api';
}

const fromFile = { leftOut: 'there are no pods from a node’s own files' };

export const criticalPods: Adapters = {
  TestIsCriticalPod(row) {
    const { pod, expected } = inputOf(row);
    return isFromFile(pod) ? fromFile : { expected, got: isCritical(podOf(pod)) };
  },
  TestIsCriticalPodBasedOnPriority(row) {
    const { priority, expected } = inputOf(row);
    return { expected, got: isCritical(podOf({ spec: { priority } })) };
  },
  TestPreemptable(row) {
    const { preemptor, preemptee, expected } = inputOf(row);
    if (isFromFile(preemptor) || isFromFile(preemptee)) return fromFile;
    return { expected, got: isPreemptable(podOf(preemptor), podOf(preemptee)) };
  },
};
