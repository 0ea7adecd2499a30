/**
 * Whether the node takes a pod at all. The scheduler has asked the same; pods that name their node are only asked here.
 * upstream: pkg/kubelet/kubelet.go (canAdmitPod)
 */
import { hostPorts } from '#engine/helpers/hostPorts.ts';
import { allocatableOf } from '../node/object.ts';
import type { Kubelet, PodWorker } from '../state.ts';
import { askedOf, failedPredicates, wrongSystem, type Refusal, type Room, type Used } from './predicates.ts';
import { isCritical, podsToPreempt, printed } from './preemption.ts';
import { sysctlProblem } from './sysctls.ts';

/** Why the pod is refused, or which pods make room for it first; when neither, what it asks for is set aside for it. */
export function admissionProblem(k: Kubelet, worker: PodWorker): Refusal | Preemption | undefined {
  const { pod } = worker;
  const asked = askedOf(pod);
  const runs = worker.sandbox !== undefined || worker.containers.size > 0;
  const problem = runs ? undefined : (sysctlProblem(pod) ?? wrongSystem(pod) ?? unfit(k, worker, asked));
  if (problem !== undefined) return problem;
  const { used } = k.state;
  for (const [resource, amount] of Object.entries(asked)) used[resource] = (used[resource] ?? 0) + amount;
  worker.admitted = asked;
  return undefined;
}

export interface Preemption {
  /** Those that are to end now; none when all that are needed are on their way out. */
  readonly pods: readonly PodWorker[];
}

/** What a critical pod misses is taken from others, unless something else speaks against it too. */
function unfit(k: Kubelet, worker: PodWorker, asked: Used): Refusal | Preemption | undefined {
  const { pod } = worker;
  const room = roomFor(k, worker);
  const failed = failedPredicates(pod, asked, room);
  if (failed.length === 0 || !isCritical(pod)) return failed[0];
  const other = failed.find(({ missing }) => missing === undefined);
  if (other !== undefined) return other;
  const others = Array.from(k.state.pods.values()).filter((it) => it !== worker && it.admitted !== undefined);
  const leaving = others.filter(({ ended }) => ended?.isDisruption === true);
  const wanted = failedPredicates(pod, asked, { ...room, used: without(room.used, leaving) }).flatMap(({ missing = [] }) => missing);
  const choice = podsToPreempt(
    pod,
    others.filter(({ phase }) => phase === 'syncing').map((it) => it.pod),
    wanted,
  );
  if ('pods' in choice) return { pods: choice.pods.map(({ metadata }) => k.state.pods.get(metadata.uid ?? '')!) };
  const why = `preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: ${printed(choice.lacking)}`;
  return { reason: 'UnexpectedAdmissionError', message: `Unexpected error while attempting to recover from admission failure: ${why}` };
}

function without(used: Used, leaving: readonly PodWorker[]): Used {
  const given = leaving.map(({ admitted }) => admitted ?? {});
  return Object.fromEntries(
    Object.entries(used).map(([name, amount]) => [name, given.reduce((left, it) => left - (it[name] ?? 0), amount)]),
  );
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
