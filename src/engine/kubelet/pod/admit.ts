/**
 * Whether the node takes a pod at all. The scheduler has asked the same; pods that name their node are only asked here.
 * upstream: pkg/kubelet/kubelet.go (canAdmitPod)
 */
import { hostPorts } from '#engine/helpers/hostPorts.ts';
import { allocatableOf } from '../node/object.ts';
import type { Kubelet, PodWorker } from '../state.ts';
import { askedOf, failedPredicates, wrongSystem, type Refusal, type Room } from './predicates.ts';
import { sysctlProblem } from './sysctls.ts';

/** Why the pod is refused; when it is not, what it asks for is set aside for it. */
export function admissionProblem(k: Kubelet, worker: PodWorker): Refusal | undefined {
  const { pod } = worker;
  const asked = askedOf(pod);
  const runs = worker.sandbox !== undefined || worker.containers.size > 0;
  const problem = sysctlProblem(pod) ?? wrongSystem(pod) ?? (runs ? undefined : failedPredicates(pod, asked, roomFor(k, worker))[0]);
  if (problem !== undefined) return { ...problem, message: `Pod was rejected: ${problem.message}` };
  const { used } = k.state;
  for (const [resource, amount] of Object.entries(asked)) used[resource] = (used[resource] ?? 0) + amount;
  worker.admitted = asked;
  return undefined;
}

function roomFor(k: Kubelet, worker: PodWorker): Room {
  const node = k.client.get('Node', undefined, k.node);
  const known = node.ok ? node.value : undefined;
  const own = allocatableOf(k.spec.node, k.spec.machine);
  const allocatable = { ...(known?.status.allocatable as Readonly<Record<string, string>> | undefined), ...own };
  return { allocatable, used: k.state.used, ports: portsTaken(k, worker), node: known };
}

/** The ports of the node that other pods hold, where the pod asks for any. */
function portsTaken(k: Kubelet, worker: PodWorker): ReadonlySet<string> {
  if (hostPorts(worker.pod).length === 0) return new Set();
  const others = Array.from(k.state.pods.values()).filter((other) => other !== worker && other.admitted !== undefined);
  return new Set(others.flatMap((other) => hostPorts(other.pod)));
}

/** Gives back what was set aside for a pod. */
export function release(k: Kubelet, worker: PodWorker): void {
  const { used } = k.state;
  for (const [resource, amount] of Object.entries(worker.admitted ?? {})) used[resource] = (used[resource] ?? 0) - amount;
  worker.admitted = undefined;
}
