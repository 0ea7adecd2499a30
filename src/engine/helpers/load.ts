/**
 * How much pods have to do, as the person or a lesson says: our own annotations, since nothing here really burns a CPU.
 * `load.orrery.dev/cpu: 300m` on a pod is what it uses; on a workload it is the load of all, which its ready pods share.
 * `load.orrery.dev/cpu.NAME` is the load of one container. `metrics.orrery.dev/NAME: 20` is a metric of one's own.
 * What the calls of a fault ServiceLoaded take comes on top, shared by the Service's ready pods.
 * A container never uses more than its limit.
 */
import { callMilliseconds } from '#api/fault.ts';
import type { Container, Fault, Pod } from '#api/kinds.ts';
import { milliValueOf, quantityOf } from '#api/machinery/quantity.ts';
import type { KubeObject } from '#api/meta.ts';

const LOAD = 'load.orrery.dev/';
const METRIC = 'metrics.orrery.dev/';

/** What an idle container uses, in thousandths. */
const idle = { cpu: 1, memory: 8 * 1024 * 1024 * 1000 };

export type Resource = keyof typeof idle;

/** What of the cluster the load depends on. */
export interface LoadView {
  /** The workloads above a pod, nearest first. */
  owners(pod: Pod): readonly KubeObject[];
  /** The ready pods that share the load of a workload. */
  sharers(owner: KubeObject): readonly Pod[];
  /** Each load that now stands, with the ready pods of its Service. */
  readonly calls: readonly { readonly fault: Fault; readonly pods: readonly Pod[] }[];
}

/** A metric of one's own, in thousandths. */
export function metricOf({ metadata }: KubeObject, name: string): number | undefined {
  const text = metadata.annotations?.[METRIC + name];
  return text === undefined ? undefined : milliValueOf(quantityOf(text));
}

/** What a container uses of a resource, in thousandths. */
export function containerLoad(pod: Pod, container: Container, resource: Resource, view: LoadView): number {
  const called = resource === 'cpu' && container === pod.spec.containers[0] ? callsOf(pod, view) : 0;
  const used = Math.max(idle[resource], loadOf(pod, container, resource, view) + called);
  const limit = container.resources?.limits?.[resource];
  return limit === undefined ? used : Math.min(used, milliValueOf(quantityOf(limit)));
}

function loadOf(pod: Pod, container: Container, resource: Resource, view: LoadView): number {
  const own = saidOf(pod as unknown as KubeObject, container, { resource, first: pod.spec.containers[0]?.name });
  if (own !== undefined) return own;
  for (const owner of view.owners(pod)) {
    const all = saidOf(owner, container, { resource, first: pod.spec.containers[0]?.name });
    if (all !== undefined) return shareOf(all, pod, view.sharers(owner));
  }
  return 0;
}

/** A call a second that takes a millisecond of CPU is a thousandth of a CPU. */
function callsOf(pod: Pod, { calls }: LoadView): number {
  const shares = calls.map(({ fault: { spec }, pods }) =>
    shareOf((spec.callsPerSecond ?? 0) * (spec.milliseconds ?? callMilliseconds), pod, pods),
  );
  return shares.reduce((sum, share) => sum + share, 0);
}

function shareOf(all: number, { metadata }: Pod, sharers: readonly Pod[]): number {
  return sharers.some((it) => it.metadata.uid === metadata.uid) ? Math.trunc(all / sharers.length) : 0;
}

interface Which {
  readonly resource: Resource;
  /** The container that carries a load said for the whole pod. */
  readonly first: string | undefined;
}

function saidOf({ metadata }: KubeObject, { name }: Container, { resource, first }: Which): number | undefined {
  const { annotations } = metadata;
  const text = annotations?.[`${LOAD}${resource}.${name}`] ?? (name === first ? annotations?.[LOAD + resource] : undefined);
  return text === undefined ? undefined : milliValueOf(quantityOf(text));
}
