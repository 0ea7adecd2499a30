/**
 * Whether the node takes a pod at all. The scheduler has asked the same; pods that name their node are only asked here.
 * upstream: pkg/kubelet/lifecycle/predicate.go
 */
import type { Pod } from '#api/kinds.ts';
import { milliValueOf, quantityOf, valueOf } from '#api/machinery/quantity.ts';
import { hostPorts, portConflicts } from '#engine/helpers/hostPorts.ts';
import { allocatableOf } from '../node/object.ts';
import type { Kubelet, PodWorker } from '../state.ts';
import { sysctlProblem } from './sysctls.ts';

export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

const resources = ['pods', 'cpu', 'memory'] as const;

/** Why the pod is refused; when it is not, what it asks for is set aside for it. */
export function admissionProblem(k: Kubelet, worker: PodWorker): Refusal | undefined {
  const forbidden = sysctlProblem(worker.pod);
  if (forbidden !== undefined) return forbidden;
  const allocatable = allocatableOf(k.spec.node, k.spec.machine);
  const { used } = k.state;
  const asked = { pods: 1, cpu: requestOf(worker.pod, 'cpu'), memory: requestOf(worker.pod, 'memory') };
  const runs = worker.sandbox !== undefined || worker.containers.size > 0;
  for (const resource of resources) {
    const capacity = amount(resource, allocatable[resource] ?? '0');
    if (!runs && asked[resource] > 0 && used[resource] + asked[resource] > capacity)
      return refusal(resource, { requested: asked[resource], used: used[resource], capacity });
  }
  if (!runs && portsTaken(k, worker)) return { reason: 'NodePorts', message: 'Pod was rejected: Predicate NodePorts failed' };
  for (const resource of resources) used[resource] += asked[resource];
  worker.admitted = asked;
  return undefined;
}

/** Whether another pod that the node has taken holds a port of the node that this one asks for. */
function portsTaken(k: Kubelet, worker: PodWorker): boolean {
  const asked = hostPorts(worker.pod);
  if (asked.length === 0) return false;
  const others = Array.from(k.state.pods.values()).filter((other) => other !== worker && other.admitted !== undefined);
  const used = new Set(others.flatMap((other) => hostPorts(other.pod)));
  return asked.some((port) => portConflicts(port, used));
}

/** Gives back what was set aside for a pod. */
export function release(k: Kubelet, worker: PodWorker): void {
  if (worker.admitted === undefined) return;
  for (const resource of resources) k.state.used[resource] -= worker.admitted[resource];
  worker.admitted = undefined;
}

function refusal(
  resource: string,
  { requested, used, capacity }: { readonly requested: number; readonly used: number; readonly capacity: number },
): Refusal {
  const message = `Pod was rejected: Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return { reason: `OutOf${resource}`, message };
}

function requestOf({ spec }: Pod, resource: 'cpu' | 'memory'): number {
  const of = (container: Pod['spec']['containers'][number]) =>
    amount(resource, (container.resources?.requests?.[resource] as string | undefined) ?? '0');
  const main = spec.containers.reduce((sum, container) => sum + of(container), 0);
  return Math.max(main, ...(spec.initContainers ?? []).map(of));
}

function amount(resource: (typeof resources)[number], text: string): number {
  return resource === 'cpu' ? milliValueOf(quantityOf(text)) : valueOf(quantityOf(text));
}
